"""What people do in an hour of office work, quiet or busy, and what it looks like on a screen."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

from bench import scenes

_NOTCH: Final = 60
"""Pixels that the page moves for one notch of the wheel."""
_LIST: Final = QRect(0, 80, 460, 950)
_PAGE: Final = QRect(480, 80, 1000, 600)
_FIELD: Final = QRect(480, 700, 1000, 300)
"""Where somebody writes."""
_DIALOG: Final = QRect(560, 300, 620, 320)
_DRAGGED: Final = (500, 320)


_LETTERS: Final = "eeeeennniiissrraattdhulcgmobwfkzpvj"
_EMPTY, _HEADINGS = 0.2, 0.08
"""Shares of the lines."""


@dataclass(frozen=True)
class Work:
    """How often something happens in an hour."""

    name: str
    letters: int
    blinks: int
    """Of the caret, on and off."""
    scrolls: int
    """By six notches of the wheel, ten in a second."""
    dialogs: int
    """That open and close again."""
    pages: int
    """Mails or windows that come instead of others."""
    drags: int
    """Windows that are dragged for a second."""


QUIET: Final = Work("quiet office hour", letters=1500, blinks=3600, scrolls=6, dialogs=12, pages=12, drags=0)
"""Somebody reads a mail every five minutes, and writes 25 lines."""
BUSY: Final = Work("busy office hour", letters=6000, blinks=1800, scrolls=40, dialogs=60, pages=60, drags=20)
"""Somebody writes as fast as people do for a third of the hour; something else is on the screen every minute."""


@dataclass(frozen=True)
class Change:
    """A part of the screen looks different, `after` seconds from the beginning."""

    after: float
    area: QRect


class Office:
    """A desktop on which somebody works: a mail program, with a list, a mail, and a bar below."""

    def __init__(self) -> None:
        self._row = self._letters = 0
        self._chance = random.Random(1)  # noqa: S311  # a script, not a secret
        self._long = scenes.blank()
        self.screen = self._program()

    def _program(self) -> QImage:
        """The same program with another mail: 30 lines in the list, and a page of text."""
        made = scenes.blank(colour="#f3f3f5")
        painter = QPainter(made)
        painter.fillRect(0, 0, scenes.WIDTH, 70, QColor("#2f5d8c"))
        painter.drawImage(_LIST.topLeft(), _written(self._chance, QRect(0, 0, _LIST.width(), _LIST.height()), 28))
        self._long, self._row = _written(self._chance, QRect(0, 0, _PAGE.width(), 6 * scenes.HEIGHT)), 0
        painter.drawImage(_PAGE.topLeft(), self._long.copy(0, 0, _PAGE.width(), _PAGE.height()))
        painter.fillRect(0, 1045, scenes.WIDTH, 35, QColor("#18181c"))
        painter.fillRect(_FIELD, QColor("white"))
        painter.end()
        return made

    def whole(self) -> Iterator[Change]:
        """The screen is there."""
        yield Change(0, self.screen.rect())

    def _cell(self) -> QRect:
        """Where the next letter comes."""
        row, column = divmod(self._letters, 90)
        return QRect(_FIELD.left() + 6 + 10 * column, _FIELD.top() + 6 + 20 * (row % 14), 10, 20)

    def letter(self) -> Iterator[Change]:
        where = self._cell()
        self._letters += 1
        painter = QPainter(self.screen)
        painter.setFont(QFont("DejaVu Sans Mono", 12))
        painter.setPen(QColor("#101010"))
        painter.drawText(where.bottomLeft() + QPoint(0, -5), self._chance.choice("ehmnsuwz"))
        painter.end()
        yield Change(0, where)

    def blink(self) -> Iterator[Change]:
        where = self._cell().adjusted(0, 0, -8, 0)
        for step, colour in enumerate(("#101010", "#ffffff")):
            painter = QPainter(self.screen)
            painter.fillRect(where, QColor(colour))
            painter.end()
            yield Change(step / 2, where)

    def scroll(self) -> Iterator[Change]:
        for notch in range(6):
            self._row = (self._row + _NOTCH) % (5 * scenes.HEIGHT)
            self._paste(_PAGE, self._long.copy(0, self._row, _PAGE.width(), _PAGE.height()))
            yield Change(notch / 10, _PAGE)

    def dialog(self) -> Iterator[Change]:
        """A question with a dozen lines and two buttons opens and closes."""
        below = self.screen.copy(_DIALOG)
        made = _written(self._chance, QRect(0, 0, _DIALOG.width(), 240)).copy(0, 0, _DIALOG.width(), _DIALOG.height())
        for step, picture in enumerate((made, below)):
            self._paste(_DIALOG, picture)
            yield Change(2 * step, _DIALOG)

    def page(self) -> Iterator[Change]:
        """The next mail, with another list."""
        self._paste(self.screen.rect(), self._program())
        yield Change(0, self.screen.rect())

    def drag(self) -> Iterator[Change]:
        below = self.screen.copy()
        dragged = _written(self._chance, QRect(0, 0, *_DRAGGED))
        for step in range(30):
            place = QRect(200 + 12 * step, 150 + 6 * step, *_DRAGGED)
            before = place.translated(-12, -6)
            both = before.united(place)
            self._paste(both, below.copy(both))
            self._paste(place, dragged)
            yield Change(step / 30, both)
        self._paste(both, below.copy(both))
        yield Change(1, both)

    def _paste(self, where: QRect, picture: QImage) -> None:
        painter = QPainter(self.screen)
        painter.drawImage(where.topLeft(), picture)
        painter.end()


def _written(chance: random.Random, where: QRect, spacing: int = 22) -> QImage:
    """Black text on white, as people write it: paragraphs, now and then a blue heading."""
    made = scenes.blank(where.height(), width=where.width())
    painter = QPainter(made)
    for top in range(spacing, where.height(), spacing):
        kind = chance.random()
        if kind < _EMPTY:
            continue
        heading = kind > 1 - _HEADINGS
        painter.setFont(QFont("DejaVu Sans", 13 if heading else 11))
        painter.setPen(QColor("#1f4e8c" if heading else "#101010"))
        words = ("".join(chance.choice(_LETTERS) for _ in range(chance.randint(2, 9))) for _ in range(60))
        long = chance.randint(2, 5) if heading else chance.randint(10, 60)
        text = painter.fontMetrics().elidedText(
            " ".join(list(words)[:long]), Qt.TextElideMode.ElideRight, where.width() - 20
        )
        painter.drawText(8, top - 5, text)
    painter.end()
    return made
