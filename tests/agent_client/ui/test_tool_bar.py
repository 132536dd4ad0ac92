from dataclasses import replace

from PySide6.QtWidgets import QApplication

from agent_client.ui.tool_bar import ToolBar
from agent_client.viewing.key_names import Combination
from agent_client.viewing.quality import Quality, Word
from agent_client.viewing.status import ChooseMonitor
from agent_client.viewing.words import EN
from protocol.gate import Hold
from protocol.grants import Grant
from protocol.peer_messages import Monitor
from tests.fakes.viewer_window import IN_CONTROL, PAUSED, VIEWING, ShownWindow


def test_the_recording_light_follows_the_recorder(qt: QApplication) -> None:
    shown = ShownWindow("en")
    assert "● Recording" in shown.shows(VIEWING, picture=True).texts()
    assert "● not recording" in shown.shows(PAUSED).texts()


def test_the_connection_is_shown_in_numbers_and_a_word(qt: QApplication) -> None:
    shown = ShownWindow("en").shows(replace(VIEWING, quality=Quality(180, 22, 0.84, 1.3, Word.FAIR)), picture=True)
    assert {"180 ms · 22 pictures/s · 0.8 Mbit/s · 1.3 % loss", "fair"} <= set(shown.texts())


def test_it_is_said_why_input_rests(qt: QApplication) -> None:
    shown = ShownWindow("en").shows(replace(IN_CONTROL, input_hold=Hold.LOCAL_INPUT), picture=True)
    assert "Input rests: customer is working" in shown.texts()


def test_a_question_that_is_out_cannot_be_asked_again(qt: QApplication) -> None:
    shown = ShownWindow("en").shows(replace(VIEWING, asked=Grant.CONTROL), picture=True)
    shown.press("The customer is being asked …")
    assert shown.done == []


def test_the_customers_monitors_are_offered_where_there_are_several(qt: QApplication) -> None:
    one, two = Monitor("HDMI-1", 1920, 1080, primary=True), Monitor("", 1280, 1024)
    shown = ShownWindow("en").shows(replace(VIEWING, monitors=(one,)), picture=True)
    assert "Monitors" not in shown.texts()
    shown.shows(replace(VIEWING, monitors=(one, two), monitor=2))
    assert "Monitors" in shown.texts()
    (bar,) = shown.window.findChildren(ToolBar)
    actions = bar.monitors.menu().actions()
    assert [action.text() for action in actions] == [
        "All monitors",
        "Monitor 1: 1920 × 1080 · HDMI-1 · main monitor",
        "Monitor 2: 1280 × 1024",
    ]
    assert [action.isChecked() for action in actions] == [False, False, True]
    actions[1].trigger()
    assert shown.done == [ChooseMonitor(1)]


def test_every_special_key_is_in_the_menu(qt: QApplication) -> None:
    bar = ToolBar(EN, lambda _: None)
    chosen: list[Combination] = []
    bar.combination_chosen.connect(chosen.append)
    for action in bar.special.menu().actions():
        action.trigger()
    assert chosen == list(EN.combinations)
