import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from customer_client import ui
from customer_client.ui import texts
from protocol.gate import Hold
from protocol.grants import Grant, Level
from protocol.session import EndReason
from tests.fakes.systems import needs_sources
from words import Text

FOLDER = Path(str(ui.__file__)).parent


def written() -> Iterator[tuple[str, Text]]:
    for name, value in vars(texts).items():
        if isinstance(value, Text):
            yield name, value
        elif isinstance(value, dict) and name.isupper():
            yield from ((f"{name}[{key}]", text) for key, text in value.items())


@needs_sources
def test_every_text_is_used_and_none_is_missing() -> None:
    used = {
        node.attr
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "texts"
    }
    there = {name for name, value in vars(texts).items() if name.isupper() and isinstance(value, Text | dict | str)}
    assert used & {name for name in used if name.isupper()} == there


def test_every_reason_for_a_pause_and_for_an_end_has_its_words() -> None:
    assert set(texts.HOLDS) == set(Hold)
    assert set(texts.REASONS) == set(EndReason)


def test_every_right_can_be_asked_for() -> None:
    assert texts.ASK_HEADINGS.keys() == texts.ASK_WHY.keys()
    assert texts.OTHER_RIGHTS.keys() == texts.WHY_OTHER.keys()
    assert set(texts.ASK_HEADINGS) | set(texts.OTHER_RIGHTS) == set(Grant)


def test_the_receipt_has_a_sentence_for_every_word_that_the_client_writes() -> None:
    verbs = ("asked", "gave", "refused", "taken-back", "gave-again")
    words = {f"{verb}-{grant}" for verb in verbs for grant in Grant} | {f"allowed-{level}" for level in Level}
    words -= {f"gave-again-{grant}" for grant in texts.OTHER_RIGHTS}
    words |= {"connected", "consented", "code-matched", "code-mismatched", "picture-shown", "picture-held", "ended"}
    words |= {"showed-one", "showed-all"}
    words |= {"connection-lost", "connection-back"}
    words |= {"joining-asked", "joining-allowed", "joining-refused", "joined", "left", "sent-away", "operated"}
    words |= {"second-code-mismatched"}
    words |= {f"recording-{what}" for what in ("started", "interrupted", "resumed")}
    others = {f"{became}-{grant}" for became in texts.RECEIPT_OTHER for grant in texts.OTHER_RIGHTS}
    assert words == set(texts.RECEIPT_WORDS) | others


WAITING = (
    texts.SERVER_NOT_YET, texts.CLAIMING_WAIT, texts.CONNECTING_LONG, texts.RECONNECTING,
    texts.HOLDS[Hold.NOT_RECORDED],
)  # fmt: skip


@pytest.mark.parametrize("text", WAITING)
def test_whoever_has_to_wait_is_told_what_to_do_if_it_does_not_end(text: Text) -> None:
    assert re.search(r"\? (Sagen Sie es am Telefon|Dann schließen Sie dieses Programm)", text["de"])
    assert re.search(r"If .*, (tell the person on the phone|close this program)", text["en"])


@pytest.mark.parametrize(("name", "text"), list(written()))
def test_nobody_is_called_by_a_first_name_or_shouted_at(name: str, text: Text) -> None:
    assert not {"du", "dein", "deine", "dir"} & set(text["de"].lower().split()), name
    assert "!" not in text["de"] + text["en"], name
