"""The little that a recorder looks at inside a picture: its parameter sets. Pure."""

from collections.abc import Iterator

_START = b"\0\0\1"
_SPS, _PPS = 7, 8
_SLICES = range(1, 6)
_LOOK_AT = 32
"""NAL units before the first slice; an encoder needs four, a hostile one must not cost more."""


def parameter_sets(unit: bytes) -> bytes:
    """The SPS and PPS before the first slice, or nothing when there is no SPS. What decoding needs to start."""
    sets, has_sps = [], False
    for nal in _before_first_slice(unit):
        kind = nal[0] & 0x1F
        if kind in (_SPS, _PPS):
            sets.append(nal)
            has_sps = has_sps or kind == _SPS
    return _START.join(sets) if has_sps else b""


def _before_first_slice(unit: bytes) -> Iterator[bytes]:
    begin = unit.find(_START)
    for _ in range(_LOOK_AT):
        if begin < 0 or begin + 3 >= len(unit) or unit[begin + 3] & 0x1F in _SLICES:
            return
        end = unit.find(_START, begin + 3)
        if nal := unit[begin + 3 : end if end >= 0 else len(unit)].rstrip(b"\0"):
            yield nal
        begin = end
