from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from agent_client.ui.texts import Text, button, rename


def test_a_text_is_plain_and_takes_no_room_when_empty(qt: QApplication) -> None:
    text = Text("lead")
    text.say("<i>no markup</i>")
    assert text.textFormat() is Qt.TextFormat.PlainText
    assert text.text() == "<i>no markup</i>"
    text.say("")
    assert text.isHidden()


def test_an_ampersand_on_a_button_is_an_ampersand(qt: QApplication) -> None:
    assert button("Ton & Bild").text() == "Ton && Bild"


def test_another_name_is_another_look(qt: QApplication) -> None:
    text = Text("rec")
    rename(text, "rec-off")
    assert text.objectName() == "rec-off"
