"""The receipt's code: a session's name for the phone, by which a customer asks who has opened the recording.

Twelve letters and digits, made from the session's id and from nothing else: who has the code learns nothing of the id.
The last two check the others, so that a slip of the tongue is told from a code that stands for nothing.
"""

from hashlib import sha256

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U, which are heard and read as others. https://www.crockford.com/base32.html"""
_MISREAD = str.maketrans("ILO", "110", " \t\r\n-.\u00a0\u202f\u2009\u2011\u2013")
_LABEL = b"ferndiagnose/1 receipt code"
_CHECK_LABEL = b"ferndiagnose/1 receipt code check"
_BODY = 10
"""Characters before the two that check them: 50 bits, so that no two of three million kept sessions share a code."""
_CHECK = 2


class ReceiptCodeMistyped(ValueError):
    """These are not twelve characters that belong together. The person who wrote them down should look again."""


def of(session: str) -> str:
    """The code of a session, in the groups in which it is read out: `K7M3-9QF2-XT8D`."""
    body = _symbols(sha256(_LABEL + session.encode()).digest(), _BODY)
    return _grouped(body + _check(body))


def parse(typed: str) -> str:
    """The code in what a person wrote: small letters, other gaps and O for 0 are fine. Raises `ReceiptCodeMistyped`."""
    code = typed[:64].upper().translate(_MISREAD)
    body, check = code[:_BODY], code[_BODY:]
    if len(code) != _BODY + _CHECK or not set(code) <= set(_ALPHABET) or check != _check(body):
        raise ReceiptCodeMistyped
    return _grouped(code)


def _check(body: str) -> str:
    return _symbols(sha256(_CHECK_LABEL + body.encode()).digest(), _CHECK)


def _symbols(digest: bytes, count: int) -> str:
    number = int.from_bytes(digest)
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in range(count))


def _grouped(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
