"""Qt without a display, and its warnings as failures."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from agent_client.ui.application import application

OF_THE_PLATFORM = {
    "This plugin does not support propagateSizeHints()",
    "This plugin does not support grabbing the keyboard",
}
"""What the platform without a display says of itself; on a real one (tests/end_to_end) nothing is excepted."""


@pytest.fixture
def qt(monkeypatch: pytest.MonkeyPatch) -> Iterator[QApplication]:
    """The application. A warning of Qt's fails the test."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    warnings: list[str] = []

    def warned(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        if text not in OF_THE_PLATFORM:
            warnings.append(text)

    before = qInstallMessageHandler(warned)
    made = application(["test"])
    yield made
    for widget in QApplication.topLevelWidgets():
        widget.hide()
        widget.deleteLater()
    made.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    made.processEvents()
    qInstallMessageHandler(before)
    assert warnings == []
