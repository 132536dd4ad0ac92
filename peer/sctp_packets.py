"""SCTP packets (RFC 9260) with the two chunks that carry data, DATA and SACK. Pure; the library does the others.

Numbers of chunks (TSN) count on here without wrapping; on the line they have 32 bits.
"""

from collections.abc import Sequence
from struct import Struct
from typing import Final, NamedTuple

from google_crc32c import extend, value

LARGEST_PAYLOAD: Final = 1160
"""Bytes of a DATA chunk: with all that stands before it in a packet, it passes every path that IPv6 allows."""
LAST, FIRST, UNORDERED = 1, 2, 4
"""Flags of a DATA chunk."""
BLOCKS: Final = 128
"""Blocks in a SACK that we make: the oldest, as these are what holds the peer up."""
DUPLICATES: Final = 16

_DATA_KIND, _SACK_KIND = 0, 3
_HALF: Final = 1 << 31
_WRAP: Final = 1 << 32
_HEAD: Final = Struct("!HHL")
_CHUNK: Final = Struct("!BBH")
_DATA: Final = Struct("!BBHLHHL")
_SACK: Final = Struct("!BBHLLHH")
_BLOCK: Final = Struct("!HH")
_TSN: Final = Struct("!L")
_CHECKSUM: Final = Struct("<L")
_UNCHECKED: Final = bytes(4)
_FIRST_CHUNK: Final = 12


class Violation(Exception):
    """The peer broke a rule that no peer breaks by mistake: the connection is to be cut."""


class Data(NamedTuple):
    """A DATA chunk: a message, or a fragment of one."""

    tsn: int
    flags: int
    stream: int
    number: int
    """Which message of the stream it belongs to."""
    protocol: int
    """What kind of message it is (RFC 8831)."""
    payload: bytes


class Sack(NamedTuple):
    """A SACK chunk: everything up to `cumulative` came, and the blocks (first and last, counted from there)."""

    cumulative: int
    room: int
    """Bytes that the peer still has a place for."""
    blocks: Sequence[tuple[int, int]]
    duplicates: Sequence[int]


def unwrapped(tsn: int, near: int) -> int:
    """The number that reads `tsn` on the line and is nearest to `near`."""
    return near + (tsn - near + _HALF) % _WRAP - _HALF


class Packing:
    """Makes the packets of one association. What stands before their chunks is always the same."""

    def __init__(self, source: int, destination: int, tag: int) -> None:
        self._head = _HEAD.pack(source, destination, tag)
        self._checked = value(self._head + _UNCHECKED)

    def data(self, chunk: Data) -> bytes:
        """A packet with a DATA chunk."""
        size = _DATA.size + len(chunk.payload)
        tsn, number = chunk.tsn % _WRAP, chunk.number & 0xFFFF
        head = _DATA.pack(_DATA_KIND, chunk.flags, size, tsn, chunk.stream, number, chunk.protocol)
        return self._packet(head + chunk.payload + bytes(-size % 4))

    def sack(self, said: Sack) -> bytes:
        """A packet with a SACK chunk."""
        blocks, duplicates = said.blocks[:BLOCKS], said.duplicates[:DUPLICATES]
        size = _SACK.size + _BLOCK.size * len(blocks) + _TSN.size * len(duplicates)
        cumulative = said.cumulative % _WRAP
        head = _SACK.pack(_SACK_KIND, 0, size, cumulative, said.room, len(blocks), len(duplicates))
        parts = [_BLOCK.pack(*block) for block in blocks] + [_TSN.pack(tsn % _WRAP) for tsn in duplicates]
        return self._packet(head + b"".join(parts))

    def _packet(self, chunk: bytes) -> bytes:
        return self._head + _CHECKSUM.pack(extend(self._checked, chunk)) + chunk


def read(packet: bytes, tag: int) -> list[Data | Sack] | None:
    """The chunks of a packet with our `tag`; None when there are others among them. Raises `ValueError` for damage."""
    if len(packet) < _FIRST_CHUNK + _CHUNK.size:
        raise ValueError("shorter than any packet")
    if _HEAD.unpack_from(packet)[2] != tag:
        return None
    chunks: list[Data | Sack] = []
    at = _FIRST_CHUNK
    while at <= len(packet) - _CHUNK.size:
        kind, flags, size = _CHUNK.unpack_from(packet, at)
        if kind not in (_DATA_KIND, _SACK_KIND):
            return None
        if at + size > len(packet):
            raise ValueError("a chunk that is cut short")
        chunks.append(_data(packet, at, flags, size) if kind == _DATA_KIND else _sack(packet, at, size))
        at += size + -size % 4
    (checksum,) = _CHECKSUM.unpack_from(packet, _HEAD.size)
    if checksum != extend(value(packet[: _HEAD.size] + _UNCHECKED), packet[_FIRST_CHUNK:]):
        raise ValueError("a wrong checksum")
    return chunks


def _data(packet: bytes, at: int, flags: int, size: int) -> Data:
    if size <= _DATA.size:
        raise ValueError("a DATA chunk without data")
    _, _, _, tsn, stream, number, protocol = _DATA.unpack_from(packet, at)
    return Data(tsn, flags, stream, number, protocol, packet[at + _DATA.size : at + size])


def _sack(packet: bytes, at: int, size: int) -> Sack:
    if size < _SACK.size:
        raise ValueError("a SACK chunk that is cut short")
    _, _, _, cumulative, room, blocks, duplicates = _SACK.unpack_from(packet, at)
    if size != _SACK.size + _BLOCK.size * blocks + _TSN.size * duplicates:
        raise ValueError("a SACK chunk of another size than it says")
    middle = at + _SACK.size + _BLOCK.size * blocks
    gaps = tuple(_BLOCK.iter_unpack(packet[at + _SACK.size : middle]))
    return Sack(cumulative, room, gaps, tuple(tsn for (tsn,) in _TSN.iter_unpack(packet[middle : at + size])))
