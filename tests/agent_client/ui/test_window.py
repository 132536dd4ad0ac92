from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from agent_client.viewing.halt_words import HALT_WORDS
from agent_client.viewing.status import AskControl, Dismiss, End, NewSession, Pause, Quit, Status
from agent_client.viewing.steps import Step
from agent_client.viewing.words import LANGUAGES, Language
from protocol.problems import EnrolmentMissing, SecondFactorRefused, ServerUnreachable, SignInRefused
from protocol.session import EndReason
from tests.fakes.viewer_window import (
    ASKING,
    IDLE,
    IN_CONTROL,
    KEEPING_CODES,
    PAUSED,
    READING,
    SETTING_UP,
    TYPING,
    VIEWING,
    ShownWindow,
)
from words import of_problem

SMALLEST_SCREEN = (1366, 768)

EVERYTHING = [
    Status(),
    Status(server_reached=True, problem=SignInRefused),
    SETTING_UP,
    replace(SETTING_UP, problem=SecondFactorRefused),
    KEEPING_CODES,
    IDLE,
    replace(ASKING, problem=EnrolmentMissing),
    replace(ASKING, enrolled=True),
    READING,
    *(replace(TYPING, step=step) for step in (Step.NOTICE, Step.ACCESS, Step.CONNECTING, Step.COMPARING)),
    TYPING,
    *(replace(PAUSED, pause=pause) for pause in Pause),
    replace(IN_CONTROL, problem=ServerUnreachable),
    *(replace(IDLE, step=Step.ENDED, reason=reason) for reason in EndReason),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_window_fits_on_a_small_screen(qt: QApplication, language: Language) -> None:
    shown = ShownWindow(language)
    for status in EVERYTHING:
        needed = shown.shows(status).window.minimumSizeHint()
        assert needed.width() <= SMALLEST_SCREEN[0], (status.step, needed)
        assert needed.height() <= SMALLEST_SCREEN[1], (status.step, needed)


def test_every_text_is_plain_whatever_a_server_says(qt: QApplication) -> None:
    shown = ShownWindow().shows(replace(IDLE, agent="<b>Frau</b> <img src='file:///etc/passwd'>"))
    assert any("<b>Frau</b>" in text for text in shown.texts())
    labels = shown.window.findChildren(QLabel)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_the_key_is_shown_in_groups_with_its_countdown(qt: QApplication) -> None:
    texts = ShownWindow().shows(READING).texts()
    assert "481 92 03" in texts
    assert "Gültig noch 9:47 Minuten" in texts


@pytest.mark.promise("P18")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pause", Pause)
def test_a_pause_says_why_in_words(qt: QApplication, language: Language, pause: Pause) -> None:
    shown = ShownWindow(language).shows(replace(PAUSED, pause=pause))
    assert set(HALT_WORDS[shown.words.language].pauses[pause]) <= set(shown.texts())
    assert not shown.window.viewer_page.canvas.isVisible()


def test_a_problem_is_told_as_text_with_what_to_do(qt: QApplication) -> None:
    shown = ShownWindow("en").shows(replace(IN_CONTROL, problem=ServerUnreachable), picture=True)
    assert of_problem(ServerUnreachable, "en") in shown.texts()


@pytest.mark.promise("P03")
def test_view_only_is_said_by_text_and_cursor_and_control_can_be_asked_for(qt: QApplication) -> None:
    shown = ShownWindow().shows(VIEWING, picture=True)
    canvas = shown.window.viewer_page.canvas
    assert "Nur Ansicht" in shown.texts()
    assert canvas.cursor().shape() is Qt.CursorShape.ForbiddenCursor
    shown.press("Steuerung anfragen")
    assert shown.done == [AskControl()]
    shown.shows(IN_CONTROL)
    assert "Vollzugriff" in shown.texts()
    assert canvas.cursor().shape() is Qt.CursorShape.ArrowCursor


def test_the_buttons_do_what_they_say(qt: QApplication) -> None:
    shown = ShownWindow("en").shows(IDLE)
    shown.press("New session")
    shown.shows(READING).press("Cancel session")
    shown.shows(replace(IDLE, step=Step.ENDED, reason=EndReason.CUSTOMER)).press("Close")
    shown.window.close()
    assert shown.done == [NewSession(), End(), Dismiss(), Quit()]


def test_without_a_server_no_session_can_be_asked_for(qt: QApplication) -> None:
    shown = ShownWindow("en").shows(replace(IDLE, server_reached=False))
    shown.press("New session")
    assert shown.done == []


def test_closing_the_window_asks_the_driver_to_end_and_stays_until_it_has(qt: QApplication) -> None:
    shown = ShownWindow()
    assert shown.window.close() is False
    assert shown.done == [Quit()]
