import re

import pytest

from protocol.gate import Hold
from protocol.grants import Grant
from protocol.peer_messages import Fact
from protocol.session import EndReason
from signaling.web_app.shell import PAGE
from signaling.web_app.words import ASKED_FOR, TEXTS, catalogue

SCRIPTS = "\n".join(path.read_text(encoding="utf-8") for path in PAGE.glob("*.js"))
_MADE = ("hold.", "reason.", "fact.", "receipt.", "ask.", "problem.", "sees_")
"""Beginnings of names that the page puts together."""


def test_each_language_says_everything() -> None:
    german, english = catalogue("de"), catalogue("en")
    assert german.keys() == english.keys() == TEXTS.keys()
    assert all(german.values())
    assert all(english.values())
    assert german["key_go"] != english["key_go"]


def test_the_page_says_nothing_that_is_not_there() -> None:
    said = set(re.findall(r"""(?:say|heading)\(\s*"([a-z_.]+)\"""", SCRIPTS)) - {"not_chosen"}
    assert said
    assert said <= TEXTS.keys()


@pytest.mark.parametrize("name", [name for name in TEXTS if not name.startswith(_MADE)])
def test_nothing_is_there_that_the_page_does_not_say(name: str) -> None:
    assert f'"{name}"' in SCRIPTS or f'"{name.removesuffix("_means")}"' in SCRIPTS


def test_each_word_of_the_protocol_that_can_come_up_has_its_text() -> None:
    assert {f"reason.{reason}" for reason in EndReason} <= TEXTS.keys()
    assert {f"fact.{fact}" for fact in Fact} <= TEXTS.keys()
    assert {f"hold.{hold}" for hold in (Hold.NO_CONSENT, Hold.NOT_RECORDED, Hold.NOT_GRANTED)} <= TEXTS.keys()
    for grant in ASKED_FOR:
        assert {f"ask.{grant}", f"ask.{grant}.why", f"receipt.asked-{grant}", f"receipt.gave-{grant}"} <= TEXTS.keys()
    asked = re.search(r"ASKED_FOR = new Set\((\[.*?\])\)", SCRIPTS)
    assert asked
    assert {Grant(name) for name in re.findall(r"[a-z-]+", asked[1])} == ASKED_FOR.keys()
