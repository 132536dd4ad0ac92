from dataclasses import replace

import pytest

from customer_client.status import Device, KeepButton, Kept, Quit, RemoveButton, Step, SwitchDevice
from customer_client.ui import ending, entering, staying
from customer_client.ui.pages import Page
from customer_client.ui.wording import Wording
from protocol.link import Language
from tests.fakes.customer_statuses import START, STATUSES


def offered(page: Page) -> list[object]:
    return [offer.button.does for offer in page.offers if offer.button]


@pytest.mark.promise("P01")
@pytest.mark.parametrize(("language", "words"), [("de", "ausgeschaltet"), ("en", "switched off")])
def test_a_device_that_is_switched_off_says_so_and_has_no_field_for_a_key(language: Language, words: str) -> None:
    page = staying.switched_off(Wording(STATUSES["switched-off"], language))
    assert words in page.heading
    assert page.part is None
    assert [button.does for button in page.buttons] == [Quit(), SwitchDevice(on=True)]
    assert page.buttons[-1].waits


@pytest.mark.promise("P01")
def test_the_switch_is_to_be_seen_where_the_key_is_typed_and_nowhere_while_somebody_helps() -> None:
    assert offered(entering.key(Wording(START, "de"))) == [SwitchDevice(on=False)]
    assert "eingeschaltet" in entering.key(Wording(START, "de")).offers[0].text
    assert entering.claiming(Wording(replace(START, step=Step.CLAIMING), "de")).offers == ()


@pytest.mark.promise("P11")
def test_after_a_session_a_button_may_be_kept_and_removed() -> None:
    assert offered(ending.ended(Wording(STATUSES["ended-may-keep"], "de"))) == [KeepButton("de")]
    assert offered(ending.ended(Wording(STATUSES["ended-keeps"], "en"))) == [RemoveButton()]
    assert offered(ending.ended(Wording(STATUSES["ended-may-renew"], "en"))) == [KeepButton("en"), RemoveButton()]


@pytest.mark.promise("P11")
def test_the_kept_program_can_be_removed_where_the_key_is_typed() -> None:
    assert offered(entering.key(Wording(STATUSES["key-with-button"], "de")))[-1] == RemoveButton()
    assert "gelöscht" not in entering.key(Wording(STATUSES["key-with-button"], "de")).offers[-1].text
    removed = entering.key(Wording(STATUSES["key-button-removed"], "de"))
    assert "löscht sich" in removed.offers[-1].text
    assert RemoveButton() not in offered(removed)


def test_where_nothing_can_be_kept_nothing_is_offered() -> None:
    assert ending.ended(Wording(STATUSES["ended"], "de")).offers == ()


def test_what_did_not_work_is_said() -> None:
    failed = replace(START, device=Device(kept=Kept.NO, failed=True))
    assert "nicht geklappt" in entering.key(Wording(failed, "de")).offers[0].text


@pytest.mark.promise("P15")
@pytest.mark.parametrize("receipt", [True, False])
def test_the_end_says_that_the_button_stays_and_nothing_else(receipt: bool) -> None:
    keeps = STATUSES["ended-keeps"] if receipt else replace(STATUSES["ended-keeps"], receipt=None)
    said = ending.ended(Wording(keeps, "de")).paragraphs[-1]
    assert "wird die heruntergeladene Datei gelöscht" in said
    assert "Der Knopf bleibt" in said
    assert ("Sitzungsprotokoll" in said) == receipt
    started_by_it = ending.ended(Wording(replace(keeps, removes_itself=False), "de")).paragraphs[-1]
    assert "gelöscht" not in started_by_it
