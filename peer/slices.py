"""H.264 slices of our own making: the codec's, put somewhere else in a larger picture, and such as say "as before".

All is for the one kind of stream that our codec writes: High 4:4:4, CAVLC, frames only, POC type 2, no deblocking.
Anything else is refused. It works on NAL units without start codes. Numbers in brackets are clauses of ITU-T H.264.
"""

from typing import Final, NamedTuple

from peer.bits import Reader, StreamUnknown, Writer, escaped, unescaped

START_CODE: Final = b"\0\0\1"
_SLICE, _KEYFRAME, _SPS, _PPS = 1, 5, 7, 8
_REFERENCE: Final = 2 << 5
"""nal_ref_idc, as our codec has it."""
_P, _I = (0, 5), (2, 7)
"""slice_type: of this slice, of all slices of the picture."""
_HIGH_444: Final = 244
_NUMBER_BITS: Final = 4
FRAME_NUMBERS: Final = 1 << _NUMBER_BITS
"""Frames are counted modulo this: log2_max_frame_num_minus4 is 0."""
_REFERENCES: Final = 4
"""Two patches, the codec's picture beneath them, and its next one, which pushes none of them out."""
PATCHES: Final = _REFERENCES - 2
"""So many patches can be referred to."""
_PICTURE, _FIRST_PATCH = 0, 1
"""The long-term references: the codec's picture, as soon as there is a patch over it, and the newest patches."""
_ONE_AND_END: Final = 0b0101
"""`ue(1)`, and the bit that ends a unit."""
_HEAD: Final = 32
"""Bytes within which the part of a slice's header ends that is rewritten."""
_HEAD_AT_MOST: Final = 4096
"""The same, where what follows is mostly zeros."""
_HIGHEST_ESCAPED: Final = 3


class Place(NamedTuple):
    """What the slices of one patch have in common."""

    frame_number: int
    becomes: int
    """The newest patches have numbers up to `PATCHES`. It takes that of the one before the last."""
    follows: int | None
    """The patch that it builds on; none: it is the first one over the codec's last picture."""
    older: int = 0
    """Pictures of the codec, before its last one, that a decoder still keeps as references."""


def kept(patches: int) -> int:
    """Pictures of the codec, its last one among them, that a decoder keeps after so many patches since a keyframe.

    Where all references are taken, a new picture of the codec's takes the place of its oldest one (8.2.5.3). With one
    patch there is room for two: what lies beneath it, and itself, are the others.
    """
    return _REFERENCES - (1 + min(patches, PATCHES) if patches else 0)


def units(stream: bytes) -> list[bytes]:
    """The NAL units of a picture."""
    return [unit for each in stream.split(START_CODE) if (unit := each.rstrip(b"\0"))]


def stream(units: list[bytes]) -> bytes:
    """A picture of these NAL units, each after its start code."""
    return b"".join(b"\0" + START_CODE + unit for unit in units)


def kind(unit: bytes) -> int:
    """What it is: nal_unit_type."""
    return unit[0] & 0x1F


def is_slice(unit: bytes) -> bool:
    """Whether it is part of a picture, neither parameters nor a remark."""
    return kind(unit) in (_SLICE, _KEYFRAME)


def parameters(units: list[bytes]) -> list[bytes]:
    """The sequence's and the picture's parameters of a keyframe."""
    return [unit for unit in units if kind(unit) in (_SPS, _PPS)]


def check(parameters: list[bytes]) -> None:
    """Raises `StreamUnknown` unless slices with these parameters are such as are read and written here."""
    if [kind(unit) for unit in parameters] != [_SPS, _PPS]:
        raise StreamUnknown("a keyframe without its parameters")
    _up_to_references(parameters[0])
    read = Reader(unescaped(parameters[1][1:]))
    read.expect(0, 0)
    read.expect_bits(2, 0)  # CAVLC, frames
    read.expect(0, 0)  # no groups of slices, one reference
    read.number()
    read.expect_bits(3, 0)  # nothing is weighted
    for _ in ("pic_init_qp", "pic_init_qs", "chroma_qp_index_offset"):
        read.number()
    read.expect_bits(3, 0b100)  # each slice says whether it is deblocked; it predicts from anywhere, and comes once
    read.expect_bits(read.left, 1 << max(0, read.left - 1))  # that is all: no larger transforms


def check_alike(parameters: list[bytes], those: list[bytes]) -> None:
    """Raises `StreamUnknown` unless a slice with these parameters means the same with those, which were checked."""
    if parameters[1:] != those[1:]:
        raise StreamUnknown("other parameters for a part of a picture")
    _up_to_references(parameters[0])


def _up_to_references(sps: bytes) -> Reader:
    """Stands before max_num_ref_frames (7.3.2.1.1)."""
    if sps[1] != _HIGH_444:
        raise StreamUnknown("another profile")
    read = Reader(unescaped(sps[4:]))
    read.expect(0, 3)  # the colours are whole,
    read.expect_bits(1, 0)  # coded together,
    read.expect(0, 0)  # of 8 bits,
    read.expect_bits(2, 0)  # never lossless, and not scaled
    read.expect(0, 2)  # frames are counted to 16, and shown as they come
    return read


def with_room(keyframe: bytes) -> bytes:
    """A keyframe of the codec's whose parameters have room for patches. Raises `StreamUnknown`.

    Told to leave room itself, the codec keeps two more pictures: 15 MB, and a millisecond more for each to come.
    """
    begin = keyframe.find(START_CODE) + len(START_CODE)
    sps = keyframe[begin : keyframe.find(START_CODE, begin)].rstrip(b"\0")
    return keyframe[:begin] + _with_room(sps) + keyframe[begin + len(sps) :]


def _with_room(sps: bytes) -> bytes:
    read, write, raw = _up_to_references(sps), Writer(), int.from_bytes(unescaped(sps[1:]), "big")
    write.bits(8 * (len(unescaped(sps)) - 1) - read.left, raw >> read.left)
    read.expect(1)
    count = read.left
    rest = read.bits(count)
    padding = (rest & -rest).bit_length() - 1
    if (rest >> padding) & 0b1111 != _ONE_AND_END:  # last comes max_dec_frame_buffering (E.1.1): as many
        raise StreamUnknown("parameters that do not end with the pictures to be kept")
    kept = rest >> (padding + 4)
    return write.numbers(_REFERENCES).bits(count - padding - 4, kept).numbers(_REFERENCES).bits(1, 1).unit(sps[0])


def _begin(kind: int, first: int, place: Place) -> Writer:
    """A slice's header, as far as all have it (7.3.3)."""
    return Writer().numbers(first, kind, 0).bits(_NUMBER_BITS, place.frame_number)


def _mark(write: Writer, place: Place) -> Writer:
    """The patch becomes a long-term reference, the codec's picture beneath another one (7.3.3.3).

    That one comes first when the codec's next picture refers to it (8.2.4.2.1), after however many patches: as long as
    no others are kept.
    """
    write.bits(1, 1).numbers(4, _FIRST_PATCH + PATCHES)
    if place.follows is None:
        write.numbers(3, 0, _PICTURE)
    for older in range(1, place.older + 1):
        write.numbers(1, older)
    return write.numbers(6, _FIRST_PATCH + place.becomes, 0)


def predicted(first: int, place: Place) -> Writer:
    """A slice of nothing but what the picture before has, up to its first macroblock; `ended` is to follow."""
    write = _begin(_P[0], first, place).bits(1, 0)
    if place.follows is None:
        write.bits(1, 0)
    else:
        write.bits(1, 1).numbers(2, _FIRST_PATCH + place.follows, 3)  # 7.3.3.1: refers to that
    return _mark(write, place).numbers(0, 1)


def ended(write: Writer) -> bytes:
    """The slice, with the bit that ends it."""
    return write.bits(1, 1).unit(_REFERENCE | _SLICE)


def unchanged(first: int, count: int, place: Place) -> bytes:
    """A slice of so many macroblocks that look as before."""
    return ended(predicted(first, place).numbers(count))


def moved(unit: bytes, expected: int, first: int, place: Place) -> bytes:
    """A slice of a keyframe, of which it is to begin at `expected`, as one of a patch that begins at `first`."""
    if kind(unit) != _KEYFRAME:
        raise StreamUnknown("no slice of a keyframe")
    read = Reader(unescaped(unit[1:]))
    read.expect(expected)
    if read.number() not in _I:
        raise StreamUnknown("a keyframe that builds on another picture")
    read.expect(0)
    read.expect_bits(_NUMBER_BITS, 0)
    read.number()  # idr_pic_id
    read.expect_bits(2, 0)
    write = _mark(_begin(_I[0], first, place), place).numbers(read.number())  # slice_qp_delta
    read.expect(1)
    count = read.left
    return write.numbers(1).bits(count, read.bits(count)).unit(_REFERENCE | _SLICE)


def numbered(picture: bytes, number: int) -> bytes:
    """A picture of the codec's, no keyframe, with another frame number: the codec counts its own pictures only."""
    parts: list[bytes | memoryview] = []
    done, at = 0, picture.find(START_CODE)
    while at >= 0:
        begin, at = at + len(START_CODE), picture.find(START_CODE, at + 1)
        end = at if at >= 0 else len(picture)
        if is_slice(picture[begin : begin + 1]):
            head = _head(picture[begin : min(end, begin + _HEAD_AT_MOST)].rstrip(b"\0"), whole=end - begin)
            parts += [memoryview(picture)[done:begin], _numbered(head, number)]
            done = begin + len(head)
    return b"".join([*parts, memoryview(picture)[done:]])  # a page has megabytes: copied once


def _numbered(head: bytes, number: int) -> bytes:
    raw = unescaped(head[1:])
    read = Reader(raw)
    read.number()
    if kind(head) != _SLICE or read.number() not in _P:
        raise StreamUnknown("a slice that does not build on another picture")
    read.expect(0)
    read.bits(_NUMBER_BITS)
    others = int.from_bytes(raw, "big") & ~((FRAME_NUMBERS - 1) << read.left)
    return head[:1] + escaped((others | number << read.left).to_bytes(len(raw), "big"))


def _head(unit: bytes, whole: int) -> bytes:
    """So much of it that how the rest is escaped does not depend on it. `whole`: how long it really is."""
    end = _HEAD
    while end < len(unit) and unit[end - 1] <= _HIGHEST_ESCAPED:
        end += 1
    if end >= len(unit) and whole > _HEAD_AT_MOST:
        raise StreamUnknown("a slice of nothing but zeros")
    return unit[:end]
