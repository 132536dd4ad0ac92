from dataclasses import replace

from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QSlider

from agent_client.ui.beside_panel import BesidePanel, CameraControls
from agent_client.viewing.beside import Beside, Said
from agent_client.viewing.status import AdjustCamera, Ask, Say
from protocol.grants import Grant
from protocol.peer_messages import Ability, CameraIs, DeviceFact, Fact
from tests.fakes.viewer_window import VIEWING, ShownWindow

BROWSER = Beside(can=frozenset({Ability.CHAT, Ability.FACTS, Ability.POINTER}))
IN_BROWSER = replace(VIEWING, beside=BROWSER)
CAMERA = CameraIs(torch=False, zoom=100, zoom_most=400, still=False)


def test_a_customer_with_our_program_has_no_panel(qt: QApplication) -> None:
    shown = ShownWindow("en").shows(VIEWING, picture=True)
    assert "Ask for control" in shown.texts()
    assert not shown.window.findChild(BesidePanel).isVisible()


def test_a_customer_in_a_browser_can_be_written_to_and_not_be_operated(qt: QApplication) -> None:
    shown = ShownWindow("en").shows(IN_BROWSER, picture=True)
    texts = shown.texts()
    assert {"Customer in a browser", "Browser: view only", "Ask to point", "Ask for facts"} <= set(texts)
    assert {"Ask for control", "Special keys", "The customer's camera"}.isdisjoint(texts)
    shown.press("Ask to point")
    shown.press("Ask for facts")
    assert shown.done == [Ask(Grant.POINTER), Ask(Grant.DIAGNOSIS)]


def test_one_question_is_out_at_a_time(qt: QApplication) -> None:
    shown = ShownWindow("en").shows(replace(IN_BROWSER, asked=Grant.POINTER), picture=True)
    shown.press("Ask for facts")
    assert shown.done == []


def test_what_was_said_is_plain_text_and_what_is_typed_goes_out_once(qt: QApplication) -> None:
    said = (Said(own=False, text="<b>Hallo</b>"), Said(own=True, text="Guten Tag"))
    shown = ShownWindow("de").shows(replace(IN_BROWSER, beside=replace(BROWSER, said=said)), picture=True)
    panel = shown.window.findChild(BesidePanel)
    assert panel.findChild(QPlainTextEdit).toPlainText() == "Kunde: <b>Hallo</b>\nSie: Guten Tag"
    field = panel.findChild(QLineEdit)
    field.setText("Drehen Sie ihn bitte um.")
    shown.press("Senden")
    shown.press("Senden")
    assert shown.done == [Say("Drehen Sie ihn bitte um.")]


def test_the_camera_has_the_buttons_for_what_it_can(qt: QApplication) -> None:
    shown = ShownWindow("en").shows(replace(IN_BROWSER, beside=replace(BROWSER, camera=CAMERA)), picture=True)
    shown.press("Light on")
    shown.press("Still picture")
    assert shown.done == [AdjustCamera(torch=True), AdjustCamera(still=True)]
    plain = CameraIs(torch=None, zoom=None, zoom_most=100, still=True)
    shown.shows(replace(IN_BROWSER, beside=replace(BROWSER, camera=plain)))
    controls = shown.window.findChild(CameraControls)
    assert not controls.findChild(QSlider).isVisible()
    assert "Live picture" in shown.texts()
    shown.press("Light on")
    assert len(shown.done) == 2


def test_facts_are_shown_as_the_customer_sent_them(qt: QApplication) -> None:
    beside = replace(BROWSER, facts=(DeviceFact(Fact.MODEL, "Example 7"), DeviceFact(Fact.BATTERY, "80 %")))
    grants = frozenset({Grant.VIEW, Grant.DIAGNOSIS})
    shown = ShownWindow("en").shows(replace(IN_BROWSER, beside=beside, grants=grants), picture=True)
    assert "Device: Example 7\nBattery: 80 %" in shown.texts()
    assert "Ask for facts" not in shown.texts()
    shown.shows(replace(IN_BROWSER, grants=grants))
    assert "Allowed. The customer sees the facts and sends them." in shown.texts()
