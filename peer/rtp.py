"""RTP packets of an H.264 stream, read with little work per packet: the recorder pays it a thousandfold."""

from struct import Struct, unpack_from
from typing import Final, NamedTuple

_HEADER: Final = Struct("!BBHLL")
_VERSION: Final = 2

START_CODE: Final = b"\0\0\0\1"
_IDR: Final = 5
_SPS: Final = 7
_ACCESS_UNIT_DELIMITER: Final = 9
_STAP_A: Final = 24
_FU_A: Final = 28
_SINGLE: Final = range(1, 24)


class Header(NamedTuple):
    """The fixed part of an RTP packet, and where its payload lies."""

    marker: bool
    payload_type: int
    sequence_number: int
    timestamp: int
    ssrc: int
    extension: tuple[int, bytes] | None
    payload: bytes


class VideoPacket(NamedTuple):
    """One packet's share of a picture, in Annex B."""

    sequence_number: int
    timestamp: int
    marker: bool
    data: bytes
    opens_keyframe: bool
    """Begins with a sequence parameter set: only a keyframe does."""
    has_idr: bool


def parse(data: bytes) -> Header:
    """Raises `ValueError` for what is no RTP packet."""
    if len(data) < _HEADER.size:
        raise ValueError("shorter than an RTP header")
    first, second, sequence_number, timestamp, ssrc = _HEADER.unpack_from(data)
    if first >> 6 != _VERSION:
        raise ValueError("not RTP version 2")
    at, end, extension = _HEADER.size + 4 * (first & 0x0F), len(data), None
    if first & 0x10:
        if end < at + 4:
            raise ValueError("truncated extension header")
        profile, words = unpack_from("!HH", data, at)
        at += 4
        extension = (profile, data[at : at + 4 * words])
        at += 4 * words
    if first & 0x20:
        padding = data[-1]
        if not padding:
            raise ValueError("padding of no length")
        end -= padding
    if at > end:
        raise ValueError("truncated packet")
    return Header(bool(second & 0x80), second & 0x7F, sequence_number, timestamp, ssrc, extension, data[at:end])


def original(payload: bytes) -> tuple[int, bytes]:
    """The sequence number and payload of the packet that a retransmission (RFC 4588) repeats. Raises `ValueError`."""
    if len(payload) < 2:  # noqa: PLR2004  # the 16-bit sequence number
        raise ValueError("truncated retransmission")
    return (payload[0] << 8) | payload[1], payload[2:]


def video_packet(header: Header, sequence_number: int, payload: bytes) -> VideoPacket:
    """Takes a payload (RFC 6184, packetization mode 1) apart. Raises `ValueError` for what is none."""
    kind = payload[0] & 0x1F if payload else 0
    if not payload:  # padding: counts as a packet, carries nothing
        data, opens, has_idr = b"", False, False
    elif kind == _FU_A:
        data, opens, has_idr = _fragment(payload)
    elif kind in _SINGLE:
        data, opens, has_idr = START_CODE + payload, kind == _SPS, kind == _IDR
    elif kind == _STAP_A:
        data, opens, has_idr = _aggregate(payload)
    else:
        raise ValueError("no H.264 payload of packetization mode 1")
    return VideoPacket(sequence_number, header.timestamp, header.marker, data, opens, has_idr)


def _fragment(payload: bytes) -> tuple[bytes, bool, bool]:
    if len(payload) < 3:  # noqa: PLR2004  # indicator, header, and at least a byte
        raise ValueError("truncated fragment")
    header = payload[1]
    kind = header & 0x1F
    if not header & 0x80:
        return payload[2:], False, kind == _IDR
    nal_header = bytes(((payload[0] & 0xE0) | kind,))
    return START_CODE + nal_header + payload[2:], kind == _SPS, kind == _IDR


def _aggregate(payload: bytes) -> tuple[bytes, bool, bool]:
    parts: list[bytes] = []
    kinds: list[int] = []
    at, end = 1, len(payload)
    while at < end:
        size = (payload[at] << 8) | payload[at + 1] if at + 2 <= end else 0
        at += 2
        if not size or at + size > end:
            raise ValueError("truncated aggregate")
        kinds.append(payload[at] & 0x1F)
        parts += (START_CODE, payload[at : at + size])
        at += size
    if not kinds:
        raise ValueError("empty aggregate")
    return b"".join(parts), _SPS in kinds[:2] and kinds[0] in (_SPS, _ACCESS_UNIT_DELIMITER), _IDR in kinds
