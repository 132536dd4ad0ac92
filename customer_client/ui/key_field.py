"""The grouping of a session key while it is being typed: `481 92 03`. Pure."""

from protocol.session_key import DIGITS

_GAPS = (3, 5)
"""The digits before which a space stands."""


def grouped(typed: str, at_most: int = DIGITS) -> str:
    """The digits of `typed`, of whatever script, in the groups in which a key is read out.

    Everything else, and too many, is dropped.
    """
    digits = [str(int(c)) for c in typed if c.isdecimal()][:at_most]
    return "".join(f" {digit}" if place in _GAPS else digit for place, digit in enumerate(digits))


def cursor(typed: str, at: int, at_most: int = DIGITS) -> int:
    """Where the cursor belongs in `grouped(typed)`, if it stood at `at` in `typed`."""
    before = sum(c.isdecimal() for c in typed[:at])
    return min(before + sum(gap < before for gap in _GAPS), len(grouped(typed, at_most)))
