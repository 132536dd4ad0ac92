"""What is wrong with how a key was typed, in words. Whether it is right, only the key desk knows.

Seven digits are a key whatever stands round them, as in the field of the programs: "Mein Schlüssel: 481 92 03".
"""

from protocol import session_key
from signaling.pages.words import Words

_LOOKED_AT = 64
"""Characters."""


def parse(typed: str, words: Words) -> tuple[str, str]:
    """The key, or, if it cannot be one, what to tell the person who typed it."""
    digits = _digits(typed)
    if len(digits) == session_key.DIGITS:
        return digits, ""
    if not digits:
        return "", words.key_missing
    if len(digits) < session_key.DIGITS:
        return "", words.key_too_short.format(count=len(digits))
    return "", words.key_too_long


def spoken(typed: str) -> str:
    """What was typed as it is read out, to be compared with what was heard; nothing, if it cannot be a key."""
    digits = _digits(typed)
    return session_key.spoken(digits) if len(digits) == session_key.DIGITS else ""


def to_be_mended(typed: str) -> str:
    """What was typed, for the field, whose places are drawn for digits without gaps."""
    return "".join(character for character in session_key.plain(typed[:_LOOKED_AT]) if character.isalnum())[:24]


def _digits(typed: str) -> str:
    plain = session_key.plain(typed[:_LOOKED_AT])
    return "".join(character for character in plain if character.isascii() and character.isdigit())
