"""Dead keys: an accent waits for the letter that it belongs on.

On X11 we put the two together ourselves. Qt's own way hands over composed text at once, while keys wait in a queue:
when the viewer is busy for a moment, `~ ^` arrives as `^~ ` (see the decision on dead keys).
"""

from typing import Final
from unicodedata import normalize

ALONE: Final = {
    "\u0300": "`",
    "\u0301": "´",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "¯",
    "\u0306": "˘",
    "\u0307": "˙",
    "\u0308": "¨",
    "\u030a": "°",
    "\u030b": "˝",
    "\u030c": "ˇ",
    "\u0327": "¸",
    "\u0328": "˛",
}
"""The accents of dead keys, as Unicode's combining marks, and the character that each is when it stands alone."""


def joined(accent: str, text: str) -> str:
    """What is typed when `text` follows a dead key: the letter with the accent; both, when there is no such letter."""
    alone = ALONE[accent]
    if text in (" ", alone):
        return alone
    composed = normalize("NFC", text + accent)
    return composed if len(composed) == 1 else alone + text
