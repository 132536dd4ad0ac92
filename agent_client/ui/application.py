"""Qt's application: one per process, made before any widget."""

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication, QStyleFactory


def application(arguments: Sequence[str]) -> QApplication:
    """The application, with a style that looks the same on every system."""
    made = QApplication.instance()
    if not isinstance(made, QApplication):
        made = QApplication([*arguments])
    made.setStyle(QStyleFactory.create("Fusion"))
    made.setQuitOnLastWindowClosed(False)
    return made
