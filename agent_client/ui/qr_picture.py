"""A QR code as a picture: whole modules on whole pixels, dark on light in any window, with its margin."""

import segno
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel

_QUIET_ZONE = 4
"""Modules of margin, without which cameras do not find the code (ISO/IEC 18004)."""
_SIDE = 294
"""Pixels that the picture may be wide."""


def image(address: str) -> QImage:
    """The code, one pixel for each module."""
    rows = [bytes(row) for row in segno.make(address, micro=False, error="m").matrix_iter(border=_QUIET_ZONE)]
    drawn = QImage(len(rows), len(rows), QImage.Format.Format_RGB32)
    drawn.fill(Qt.GlobalColor.white)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                drawn.setPixel(x, y, 0xFF000000)
    return drawn


class QrPicture(QLabel):
    """The picture. `description` is read out in its stead."""

    def __init__(self, description: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName(description)
        self.setFixedSize(_SIDE, _SIDE)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._address = ""

    def show_address(self, address: str) -> None:
        """Draws it; nothing for an empty one."""
        if address == self._address:
            return
        self._address = address
        if not address:
            self.clear()
            return
        small = image(address)
        side = small.width() * max(1, _SIDE // small.width())
        self.setPixmap(QPixmap.fromImage(small.scaled(side, side)))
