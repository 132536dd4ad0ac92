"""The session key: seven digits, made by the server for an agent, spoken by phone, typed by the customer.

It is a rendezvous and not a credential: whoever guesses one poses as a customer, and sees a consent dialog.
"""

from dataclasses import dataclass, replace

from protocol.problems import SessionKeyMalformed, SessionKeyRefused

DIGITS = 7
EXTRA_DIGITS = 4
"""Read out as well when the start page asks for them: while very many people guess keys."""
LIFETIME = 600.0
"""Seconds from the making of a key until it expires unused."""

_UNSEEN = (*range(0x2000, 0x2010), *range(0x202A, 0x2030), *range(0x2060, 0x206A), 0xFEFF)
"""Blanks of every width, and the marks of direction that chat programs put round what is copied from them."""
_SEPARATORS = dict.fromkeys([*map(ord, " \t\r\n-.\u00a0\u2212\u3000"), *range(0x2010, 0x2016), *_UNSEEN])


def parse(typed: str) -> str:
    """The seven digits in what a person typed, pasted or read from a note ("481 92 03", "4819203", "481–9203").

    A keyboard may be set to digits of another script. Raises `SessionKeyMalformed` when that is not seven digits.
    """
    key = plain(typed[:64])
    if len(key) != DIGITS or not (key.isascii() and key.isdigit()):
        raise SessionKeyMalformed
    return key


def plain(typed: str) -> str:
    """What was typed, without blanks, dashes and full stops, and with the digits of every script as 0 to 9."""
    return "".join(str(int(c)) if c.isdecimal() else c for c in typed.translate(_SEPARATORS))


def from_number(number: int) -> str:
    """The key for a number drawn from `range(10 ** DIGITS)`."""
    if not 0 <= number < 10**DIGITS:
        raise ValueError(number)
    return f"{number:0{DIGITS}d}"


def spoken(key: str) -> str:
    """The key in the groups in which it is read out: `481 92 03`."""
    return f"{key[:3]} {key[3:5]} {key[5:]}"


@dataclass(frozen=True)
class KeyState:
    """What the key desk knows of one key."""

    session: str
    made_at: float
    claimed_at: float | None = None

    def claim(self, now: float) -> "KeyState":
        """The key, used up. Raises `SessionKeyRefused`, the same for every reason."""
        if self.claimed_at is not None or not self.is_live(now):
            raise SessionKeyRefused
        return replace(self, claimed_at=now)

    def is_live(self, now: float) -> bool:
        """Whether a customer could still claim the key."""
        return self.claimed_at is None and 0 <= now - self.made_at < LIFETIME
