"""Which libraries and names a Windows program wants as soon as it is loaded. Pure.

binutils' `objdump` does not see imports that were moved to another section, as `delvewheel` does to make names unique.
After https://learn.microsoft.com/windows/win32/debug/pe-format, 64-bit only.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_HEADER_AT: Final = 0x3C
_SIGNATURE: Final = b"PE\0\0"
_PE32_PLUS: Final = 0x20B
_IMPORTS_AT: Final = 120
"""Bytes into the optional header of a 64-bit file: the second of the data directories."""
_DESCRIPTOR: Final = struct.Struct("<5I")
_BY_NUMBER: Final = 1 << 63


class NotWindows(ValueError):
    """Not a 64-bit Windows program or library."""


@dataclass(frozen=True)
class _Section:
    address: int
    size: int
    offset: int


class _File:
    """A file, addressed as it lies in memory."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        (start,) = struct.unpack_from("<I", content, _HEADER_AT)
        if content[start : start + 4] != _SIGNATURE:
            raise NotWindows
        (count,), (optional_size,) = (struct.unpack_from("<H", content, start + at) for at in (6, 20))
        optional = start + 24
        if struct.unpack_from("<H", content, optional) != (_PE32_PLUS,):
            raise NotWindows
        (self.imports,) = struct.unpack_from("<I", content, optional + _IMPORTS_AT)
        headers = (optional + optional_size + 40 * number for number in range(count))
        found = (struct.unpack_from("<4I", content, header + 8) for header in headers)
        self._sections = [_Section(address, max(virtual, raw), offset) for virtual, address, raw, offset in found]

    def offset(self, address: int) -> int:
        for section in self._sections:
            if section.address <= address < section.address + section.size:
                return address - section.address + section.offset
        raise NotWindows

    def text(self, address: int) -> str:
        start = self.offset(address)
        return self._content[start : self._content.index(b"\0", start)].decode("ascii")

    def descriptors(self) -> Iterator[tuple[int, int]]:
        """Of each library: where the list of names is, and where its own name."""
        at = self.offset(self.imports)
        while True:
            lookup, _, _, name, addresses = _DESCRIPTOR.unpack_from(self._content, at)
            if not name:
                return
            yield lookup or addresses, name
            at += _DESCRIPTOR.size

    def names(self, lookup: int) -> Iterator[str]:
        at = self.offset(lookup)
        while entry := struct.unpack_from("<Q", self._content, at)[0]:
            if not entry & _BY_NUMBER:
                yield self.text(entry + 2)
            at += 8


def imports(content: bytes) -> dict[str, list[str]]:
    """The names by the libraries that have them. Raises `NotWindows`."""
    try:
        file = _File(content)
        return (
            {file.text(name): list(file.names(lookup)) for lookup, name in file.descriptors()} if file.imports else {}
        )
    except (struct.error, ValueError) as fault:
        raise NotWindows from fault
