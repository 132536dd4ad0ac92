from dataclasses import replace
from datetime import UTC

import pytest

from customer_client.status import Quit, Receipt, ReceiptLine
from customer_client.ui import ending, texts
from customer_client.ui.pages import Guide, History, Own, Sketch
from customer_client.ui.wording import Wording
from protocol import receipt_code
from protocol.link import Language
from protocol.problems import VersionUnsupported, WaylandRefuses
from protocol.session import EndReason
from tests.fakes.customer_statuses import RECEIPT, START, STATUSES

ENDED = STATUSES["ended"]


@pytest.mark.parametrize("reason", EndReason)
def test_the_end_says_who_or_what_ended_it(reason: EndReason) -> None:
    german, english = (ending.ended(Wording(replace(ENDED, reason=reason), it)) for it in ("de", "en"))
    assert german.paragraphs[0] != english.paragraphs[0]
    assert ("Anna Weber" in german.paragraphs[0]) == (reason in {EndReason.AGENT, EndReason.AGENT_LOST})


def test_a_screen_that_may_not_be_shown_is_explained_before_there_is_a_session() -> None:
    page = ending.ended(Wording(STATUSES["screen-refused"], "de"))
    assert page.heading == texts.ENDED_EARLY["de"]
    assert page.problem == WaylandRefuses.de
    assert texts.REASONS[EndReason.SCREEN_GONE]["de"] not in page.paragraphs


@pytest.mark.promise("P19")
def test_the_end_says_when_the_recording_will_be_gone() -> None:
    assert any("20. Februar 2027" in line for line in ending.ended(Wording(ENDED, "de")).paragraphs)


def test_a_session_without_a_recording_promises_no_deletion() -> None:
    status = replace(ENDED, receipt=replace(RECEIPT, recording_deleted_on=""))
    assert not any("gelöscht" in line for line in ending.ended(Wording(status, "de")).paragraphs)


def test_the_end_says_what_is_left_on_the_computer() -> None:
    assert "speichert nichts auf Ihrem Computer" in ending.ended(Wording(ENDED, "de")).paragraphs[-1]


@pytest.mark.promise("P15")
@pytest.mark.parametrize("receipt", [RECEIPT, None])
def test_a_program_that_removes_itself_says_so_and_no_other_does(receipt: Receipt | None) -> None:
    downloaded = replace(ENDED, receipt=receipt, removes_itself=True)
    assert "löscht sich das Programm von selbst" in ending.ended(Wording(downloaded, "de")).paragraphs[-1]
    assert "deletes itself" in ending.ended(Wording(downloaded, "en")).paragraphs[-1]
    assert "löscht sich" not in ending.ended(Wording(ENDED, "de")).paragraphs[-1]


def test_the_receipt_is_told_in_sentences_with_times() -> None:
    history = ending.ended(Wording(ENDED, "de", UTC)).part
    assert isinstance(history, History)
    assert history.lines[0] == ("14:00:00 Uhr", "Anna Weber wurde mit Ihnen verbunden.")
    assert history.lines[-3] == ("", f"Nummer der Sitzung: {RECEIPT.session}")


@pytest.mark.promise("P20")
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_receipt_has_the_code_for_asking_who_opened_the_recording(language: Language) -> None:
    history = ending.ended(Wording(ENDED, language, UTC)).part
    assert isinstance(history, History)
    assert history.lines[-2][1].endswith(": " + receipt_code.of(RECEIPT.session))


def test_without_a_recording_there_is_no_code_for_asking_who_opened_it() -> None:
    receipt = replace(RECEIPT, recording_deleted_on="")
    history = ending.ended(Wording(replace(ENDED, receipt=receipt), "de", UTC)).part
    assert isinstance(history, History)
    assert history.lines[-2] == ("", f"Nummer der Sitzung: {RECEIPT.session}")


def test_a_word_that_nobody_knows_stands_for_itself() -> None:
    receipt = replace(RECEIPT, lines=(ReceiptLine(0.0, "sang-a-song"),))
    history = ending.ended(Wording(replace(ENDED, receipt=receipt), "de", UTC)).part
    assert isinstance(history, History)
    assert history.lines[0] == ("00:00:00 Uhr", "sang-a-song")


def test_a_receipt_can_be_saved_and_its_place_is_said() -> None:
    page = ending.ended(Wording(ENDED, "de"), saved="Gespeichert: /home/anna/Desktop/a.txt")
    assert [button.does for button in page.buttons] == [Own.SAVE_RECEIPT, Quit()]
    assert page.note.endswith("a.txt")


def test_without_a_receipt_there_is_nothing_to_save() -> None:
    page = ending.ended(Wording(STATUSES["ended-refused"], "de"))
    assert [button.does for button in page.buttons] == [Quit()]


def test_a_program_that_could_not_even_begin_says_so() -> None:
    page = ending.ended(Wording(replace(START, problem=VersionUnsupported), "de"))
    assert page.heading == "Das Programm konnte nicht weitermachen"
    assert page.problem == VersionUnsupported.de


def test_closing_waits_so_that_what_was_being_typed_elsewhere_closes_nothing() -> None:
    page = ending.ended(Wording(ENDED, "de"))
    assert page.buttons[-1].waits
    assert page.focus == "button-0"


def test_where_a_mac_has_not_permitted_it_yet_the_way_through_its_settings_is_drawn() -> None:
    page = ending.ended(Wording(STATUSES["mac-permission"], "en"))
    assert isinstance(page.part, Guide)
    assert [sketch for sketch, _ in page.part.steps] == list(Sketch)
    assert "Screen Recording" in page.part.steps[1][1]
