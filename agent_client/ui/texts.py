"""Text on the screen. Always plain: what a server or customer says is never read as markup."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

Named = TypeVar("Named", bound=QWidget)


def named(widget: Named, name: str) -> Named:
    """The widget, with a name that chooses its look (`look.SHEET`), background included."""
    widget.setObjectName(name)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return widget


class Text(QLabel):
    """A plain text, wrapped if `wraps`. Its name chooses its look."""

    def __init__(self, name: str, text: str = "", *, wraps: bool = False) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setObjectName(name)
        self.setWordWrap(wraps)

    def say(self, text: str) -> None:
        """Shows `text`; an empty one takes no room."""
        self.setText(text)
        self.setVisible(bool(text))


def button(text: str, name: str = "") -> QPushButton:
    """A button that can be reached with the keyboard."""
    made = QPushButton(text.replace("&", "&&"))
    made.setObjectName(name)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def rename(widget: QWidget, name: str) -> None:
    """Gives a widget another look."""
    if widget.objectName() != name:
        widget.setObjectName(name)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
