from dataclasses import replace

from PySide6.QtWidgets import QApplication

from agent_client.viewing.steps import Step
from protocol.problems import RecorderAbsent, SafetyCodeMismatch
from protocol.session import EndReason
from tests.fakes.viewer_window import IDLE, TYPING, ShownWindow
from words import of_problem


def test_the_desk_says_who_is_signed_in_and_at_which_operator(qt: QApplication) -> None:
    texts = ShownWindow("en").shows(IDLE).texts()
    assert "Signed in as Frau Weber" in texts
    assert "Hilfe GmbH" in texts


def test_a_missing_recorder_is_told_while_the_computers_connect(qt: QApplication) -> None:
    shown = ShownWindow().shows(replace(TYPING, step=Step.CONNECTING, problem=RecorderAbsent))
    assert of_problem(RecorderAbsent, "de") in shown.texts()


def test_why_a_session_ended_is_said_once(qt: QApplication) -> None:
    ended = replace(IDLE, step=Step.ENDED, reason=EndReason.SAFETY_CODE, problem=SafetyCodeMismatch)
    texts = ShownWindow().shows(ended).texts()
    assert len([text for text in texts if "Sicherheitscode" in text]) == 1
