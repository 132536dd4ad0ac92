"""A Windows library, made by hand: one section, which has nothing but imports."""

import struct
from collections.abc import Mapping, Sequence

START, SECTION_AT, RAW_AT = 0x80, 0x1000, 0x400


def library(wanted: Mapping[str, Sequence[str]]) -> bytes:
    """It wants these names of these libraries; a name that is a number is wanted by number."""
    texts, lookups, descriptors = b"", b"", b""
    lookups_at = SECTION_AT + 20 * (len(wanted) + 1)
    texts_at = lookups_at + 8 * sum(len(names) + 1 for names in wanted.values())
    for dll, names in wanted.items():
        place = lookups_at + len(lookups)
        for name in names:
            if name.isdigit():
                lookups += struct.pack("<Q", 1 << 63 | int(name))
            else:
                lookups += struct.pack("<Q", texts_at + len(texts))
                texts += b"\0\0" + name.encode() + b"\0"
        lookups += bytes(8)
        descriptors += struct.pack("<5I", place, 0, 0, texts_at + len(texts), place)
        texts += dll.encode() + b"\0"
    section = descriptors + bytes(20) + lookups + texts
    optional = struct.pack("<H", 0x20B).ljust(120, b"\0") + struct.pack("<II", SECTION_AT, 20)
    coff = struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, len(optional), 0)
    header = b".idata\0\0" + struct.pack("<4I", len(section), SECTION_AT, len(section), RAW_AT) + bytes(16)
    front = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", START)
    return (front.ljust(START, b"\0") + b"PE\0\0" + coff + optional + header).ljust(RAW_AT, b"\0") + section
