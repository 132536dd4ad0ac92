from PySide6.QtWidgets import QApplication

from agent_client.ui.application import application


def test_there_is_one_application_and_it_outlives_its_windows(qt: QApplication) -> None:
    assert application(["again"]) is qt
    assert not qt.quitOnLastWindowClosed()
