"""The signed entries of a session in a receipt: lines that a person can read and a program can check. Pure."""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from protocol.link import CALENDARS_END, LedgerHead, Noted

BEGIN, END = "-----BEGIN LEDGER-----", "-----END LEDGER-----"
_HEAD = re.compile(r"head ([0-9]{1,15}) ([0-9a-f]{64}) ([0-9]{1,15}) ([A-Za-z0-9+/]{86}==)")
_LINE = re.compile(r"([0-9]{1,15}) ([A-Za-z0-9+/]{86}==) (\{.*\})")


class NoProof(ValueError):
    """There is no such block, or not all of its lines are as they were written."""


@dataclass(frozen=True)
class Signed:
    """One entry, its place in the ledger, and the signature of both."""

    number: int
    entry: bytes
    signature: bytes


@dataclass(frozen=True)
class Proof:
    """What stands in a receipt of the ledger."""

    signed: tuple[Signed, ...]
    head: LedgerHead | None
    """The ledger as it was after the last of them."""


def lines(noted: Iterable[Noted]) -> list[str]:
    """The block. Of the heads it has the newest."""
    found = list(noted)
    newest = max((one.head for one in found if one.head), key=lambda head: head.size, default=None)
    entries = [f"{one.number} {b64encode(one.signature).decode()} {one.entry}" for one in found]
    return [BEGIN, *entries, *([] if newest is None else [_head_line(newest)]), END]


def read(text: str) -> Proof:
    """What stands in the block of a receipt. Raises `NoProof`."""
    found = [line.strip() for line in text.splitlines()]
    if BEGIN not in found or END not in found[found.index(BEGIN) :]:
        raise NoProof
    begin = found.index(BEGIN) + 1
    block = found[begin : found.index(END, begin)]
    head = _read_head(block.pop()) if block and block[-1].startswith("head ") else None
    matches = [_LINE.fullmatch(line) for line in block]
    if not matches or None in matches:
        raise NoProof
    return Proof(
        tuple(Signed(int(match[1]), match[3].encode(), b64decode(match[2])) for match in matches if match), head
    )


def said_at(head: LedgerHead) -> str:
    """When it was signed, for a person."""
    # Not `fromtimestamp`, which ends in the year 3000 on Windows.
    at = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=head.at)
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _head_line(head: LedgerHead) -> str:
    return f"head {head.size} {head.root.hex()} {head.at} {b64encode(head.signature).decode()}"


def _read_head(line: str) -> LedgerHead:
    match = _HEAD.fullmatch(line)
    if match is None or int(match[3]) >= CALENDARS_END:
        raise NoProof
    return LedgerHead(int(match[1]), bytes.fromhex(match[2]), int(match[3]), b64decode(match[4]))
