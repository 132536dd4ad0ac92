"""The watermark: who looks at this picture, when, and by which request, burnt into its pixels all over.

Written with Pillow and the font that comes inside it: no font has to be installed, and pictures look the same on every
machine. That font has ASCII letters only, so names are spelt in them; the ledger and the viewer have them as they are.
"""

import unicodedata
from datetime import datetime

from PIL import Image, ImageDraw, ImageFont

_SPELT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe"}
    | {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i"}
)
_OF_WIDTH = 96
"""A letter is as high as this part of the picture is wide; so it is small enough to read past it."""
_SMALLEST, _LARGEST = 11, 28
"""Pixels of the letters' height."""
_LINES_APART = 9.0
"""Heights of a letter between two lines."""
_EDGE, _FILL = 90, 100
"""Opacity of 255: dark round the letters and light in them, to be read on white, on black, and on pictures."""
_NOBODY = "?"


def words(officers: tuple[str, str], number: str, now: datetime) -> str:
    """What it says. To the minute, so that a picture that stands still is printed once a minute only."""
    names = " + ".join(spelt(name) for name in officers)
    return f"{names} | {now:%Y-%m-%d %H:%M} UTC | {number}"


def spelt(name: str) -> str:
    """A name in ASCII letters, as in a passport: Jörg Šimić is Joerg Simic."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", name).translate(_SPELT))
    plain = "".join(letter if letter.isascii() else _NOBODY for letter in apart if not unicodedata.combining(letter))
    return " ".join("".join(letter for letter in plain if letter.isprintable()).split())


class Watermark:
    """Burns a text into pictures; the layer of it is made once for each size and text."""

    def __init__(self) -> None:
        self._layer: tuple[Image.Image, Image.Image] | None = None
        self._of: tuple[str, tuple[int, int]] | None = None

    def burn(self, picture: Image.Image, text: str) -> None:
        """Into `picture` (RGB), in place."""
        if self._layer is None or self._of != (text, picture.size):
            self._layer, self._of = _layers(text, picture.size), (text, picture.size)
        edge, fill = self._layer
        picture.paste((0, 0, 0), mask=edge)
        picture.paste((255, 255, 255), mask=fill)


def _layers(text: str, size: tuple[int, int]) -> tuple[Image.Image, Image.Image]:
    """How much of each pixel becomes dark, and then how much becomes light."""
    edge, fill = (Image.new("L", size) for _ in range(2))
    on_edge, on_fill = ImageDraw.Draw(edge), ImageDraw.Draw(fill)
    height = min(max(size[0] // _OF_WIDTH, _SMALLEST), _LARGEST)
    font = ImageFont.load_default(height)
    step = max(round(on_fill.textlength(text + "      ", font=font)), 1)
    for line, y in enumerate(range(round(height * 0.6), size[1], round(height * _LINES_APART))):
        for x in range(-(line * step * 2 // 5) % step - step, size[0], step):  # shifted, so that no crop has none
            on_edge.text((x, y), text, font=font, fill=_EDGE, stroke_width=1)
            on_fill.text((x, y), text, font=font, fill=_FILL)
    return edge, fill
