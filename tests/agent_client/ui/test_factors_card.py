from dataclasses import replace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from agent_client.viewing.status import HideFactors, RemoveFactor, ShowFactors
from protocol.link import SecondFactor
from tests.fakes.viewer_window import IDLE, ShownWindow

APP, KEY = SecondFactor("app"), SecondFactor("3f9a12c4", 1795356000)
BOTH = replace(IDLE, factors=(APP, KEY))


def test_the_desk_leads_to_the_list_and_back(qt: QApplication) -> None:
    shown = ShownWindow().shows(IDLE)
    shown.press("Zweite Faktoren")
    shown.shows(BOTH)
    assert "Authentifizierungs-App" in shown.texts()
    assert "Zweite Faktoren" not in shown.texts()
    shown.press("Fertig")
    assert shown.done == [ShowFactors(), HideFactors()]
    assert "Authentifizierungs-App" not in shown.shows(IDLE).texts()


def test_each_of_several_has_a_way_out_and_the_only_one_has_none(qt: QApplication) -> None:
    shown = ShownWindow().shows(BOTH)
    assert shown.texts().count("Entfernen") == 2
    assert "Entfernen" not in shown.shows(replace(IDLE, factors=(APP,))).texts()


@pytest.mark.parametrize(("answer", "done"), [("Entfernen", [RemoveFactor("app")]), ("Behalten", [])])
def test_removing_is_asked_for_twice(qt: QApplication, answer: str, done: list[object]) -> None:
    shown = ShownWindow().shows(BOTH)

    def answers() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert "Authentifizierungs-App" in box.text()
        next(button for button in box.buttons() if button.text() == answer).click()

    QTimer.singleShot(0, answers)
    first = next(
        button
        for button in shown.window.findChildren(QPushButton)
        if button.accessibleName() == "Entfernen: Authentifizierungs-App"
    )
    first.click()
    assert shown.done == done
