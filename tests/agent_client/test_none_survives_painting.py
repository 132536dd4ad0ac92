"""WORKAROUND for a fault of PySide6 6.12.0, see docs/decisions/0001-pyside-below-6.12.md."""

import sys

import pytest
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication

CALLS = 500


def test_painting_does_not_use_up_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    target, source = (QImage(8, 8, QImage.Format.Format_RGB32) for _ in range(2))
    painter = QPainter(target)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        painter.setFont(QFont("Sans", 8))
        painter.setPen(QColor("red"))
        painter.drawImage(0, 0, source)
        painter.fillRect(0, 0, 4, 4, QColor("blue"))
    lost = before - sys.getrefcount(None)
    painter.end()
    assert application is not None
    assert lost < CALLS
