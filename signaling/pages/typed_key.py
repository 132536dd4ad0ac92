"""What is wrong with how a key was typed, in words. Whether it is right, only the key desk knows."""

from protocol import session_key
from protocol.problems import SessionKeyMalformed
from signaling.pages.words import Words


def parse(typed: str, words: Words) -> tuple[str, str]:
    """The key, or, if it cannot be one, what to tell the person who typed it."""
    try:
        return session_key.parse(typed), ""
    except SessionKeyMalformed:
        return "", _fault(typed, words)


def spoken(typed: str) -> str:
    """What was typed as it is read out, to be compared with what was heard; nothing, if it cannot be a key."""
    try:
        return session_key.spoken(session_key.parse(typed))
    except SessionKeyMalformed:
        return ""


def to_be_mended(typed: str) -> str:
    """What was typed, for the field, whose places are drawn for digits without gaps."""
    return "".join(character for character in session_key.plain(typed[:64]) if character.isalnum())[:24]


def _fault(typed: str, words: Words) -> str:
    digits = sum(character.isdecimal() for character in typed)
    if digits == 0:
        return words.key_missing
    if digits < session_key.DIGITS:
        return words.key_too_short.format(count=digits)
    return words.key_too_long if digits > session_key.DIGITS else words.key_not_digits
