"""A sealed segment: a few words in clear that say which one it is, then sealed records.

    segment = magic | session (16 bytes) | stretch (4) | number (4) | secretstream header (24) | records

The words in clear are bound to the key and to every record: a segment opens as itself only.
"""

import struct
from dataclasses import dataclass

from sealing import records
from sealing.keys import segment_key
from sealing.records import Ending

MAGIC = b"ferndiagnose sealed segment 1\n"
_PLACE = struct.Struct(">16sII")
PREAMBLE_SIZE = len(MAGIC) + _PLACE.size + records.HEADER_SIZE
"""Bytes before the first record."""


@dataclass(frozen=True)
class Place:
    """Which segment of which recording."""

    session: str
    stretch: int
    number: int

    def __bytes__(self) -> bytes:
        return MAGIC + _PLACE.pack(bytes.fromhex(self.session), self.stretch, self.number)


@dataclass(frozen=True)
class Unsealed:
    """Exactly what was written into a segment, up to where it can be believed."""

    data: bytes
    ending: Ending


class Seal:
    """Seals one segment: first `preamble`, then what `seal` gives for each write, and `end`."""

    def __init__(self, data_key: bytes | bytearray, place: Place) -> None:
        key = segment_key(data_key, place.session, place.stretch, place.number)
        self._records = records.RecordWriter(key, bytes(place))
        self.preamble = bytes(place) + self._records.header

    def seal(self, data: bytes) -> bytes:
        """What is to be appended for `data`."""
        return self._records.seal(data)

    def end(self) -> bytes:
        """What is appended last."""
        return self._records.end()

    def forget(self) -> None:
        """Wipes the key, where nothing more is to be sealed and no end."""
        self._records.forget()


def unseal(sealed: bytes, data_key: bytes | bytearray, place: Place) -> Unsealed:
    """What is in the segment. Raises nothing: whatever is wrong with it is in its ending."""
    expected = bytes(place)
    if len(sealed) < PREAMBLE_SIZE:
        whole = (expected + sealed[len(expected) :]).startswith(sealed)
        return Unsealed(b"", Ending.CUT if whole else Ending.BROKEN)
    if not sealed.startswith(expected):
        return Unsealed(b"", Ending.BROKEN)
    key = segment_key(data_key, place.session, place.stretch, place.number)
    header = sealed[len(expected) : PREAMBLE_SIZE]
    found = records.read(memoryview(sealed)[PREAMBLE_SIZE:], header, key, expected)
    return Unsealed(b"".join(found.data), found.ending)


def place_of(beginning: bytes) -> Place | None:
    """What a segment says of itself, unproven; `None` when it is none. Its first `PREAMBLE_SIZE` bytes are enough."""
    if not beginning.startswith(MAGIC) or len(beginning) < PREAMBLE_SIZE:
        return None
    session, stretch, number = _PLACE.unpack_from(beginning, len(MAGIC))
    return Place(session.hex(), stretch, number)
