from dataclasses import replace

import pytest

from customer_client.status import End
from customer_client.ui import connecting
from customer_client.ui.pages import Digits, Waiting
from customer_client.ui.wording import Wording
from protocol.problems import PeerUnreachable
from tests.fakes.customer_statuses import CLAIMED, STATUSES
from words import of_problem


def test_connecting_says_what_to_do_if_it_does_not_end() -> None:
    page = connecting.connecting(Wording(STATUSES["connecting"], "de"))
    assert page.part == Waiting()
    assert "länger als eine Minute" in " ".join(page.paragraphs)
    assert page.buttons[0].does == End()


def test_connecting_says_that_nothing_is_seen_yet() -> None:
    assert "sieht noch nichts" in " ".join(connecting.connecting(Wording(CLAIMED, "de")).paragraphs)


def test_a_blocked_network_is_said_while_connecting() -> None:
    page = connecting.connecting(Wording(replace(CLAIMED, problem=PeerUnreachable), "en"))
    assert page.problem.startswith(of_problem(PeerUnreachable, "en"))


@pytest.mark.promise("P05")
def test_the_safety_code_is_shown_in_groups_with_the_reason_for_it() -> None:
    page = connecting.code(Wording(STATUSES["code"], "de"))
    assert page.part == Digits("481 920")
    assert "lesen Sie diese sechs Ziffern" in page.heading
    assert "So ist sicher" in page.paragraphs[0]


def test_a_recording_that_never_ran_is_not_called_interrupted() -> None:
    light = connecting.code(Wording(replace(STATUSES["code"], recording=False), "de")).light
    assert light is not None
    assert (light.on, light.text) == (False, "Aufzeichnung startet")


def test_return_ends_nothing_by_accident() -> None:
    page = connecting.code(Wording(STATUSES["code"], "de"))
    assert (page.focus, page.escape) == ("part", None)
