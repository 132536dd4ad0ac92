"""The signed entries of a session in a receipt: lines that a person can read and a program can check. Pure."""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from protocol.link import Noted

BEGIN, END = "-----BEGIN LEDGER-----", "-----END LEDGER-----"
_LINE = re.compile(r"([0-9]{1,15}) ([A-Za-z0-9+/]{86}==) (\{.*\})")


class NoProof(ValueError):
    """There is no such block, or not all of its lines are as they were written."""


@dataclass(frozen=True)
class Signed:
    """One entry, its place in the ledger, and the signature of both."""

    number: int
    entry: bytes
    signature: bytes


def lines(noted: Iterable[Noted]) -> list[str]:
    """The block."""
    return [BEGIN, *(f"{one.number} {b64encode(one.signature).decode()} {one.entry}" for one in noted), END]


def read(text: str) -> list[Signed]:
    """What stands in the block of a receipt. Raises `NoProof`."""
    found = [line.strip() for line in text.splitlines()]
    if BEGIN not in found or END not in found[found.index(BEGIN) :]:
        raise NoProof
    begin = found.index(BEGIN) + 1
    matches = [_LINE.fullmatch(line) for line in found[begin : found.index(END, begin)]]
    if not matches or None in matches:
        raise NoProof
    return [Signed(int(match[1]), match[3].encode(), b64decode(match[2])) for match in matches if match]
