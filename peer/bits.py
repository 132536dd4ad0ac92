"""The bits of an H.264 unit, and how its bytes are escaped. Numbers in brackets are clauses of ITU-T H.264."""

import re
from typing import Final, Self

_TO_ESCAPE: Final = re.compile(rb"\0\0(?=[\0-\3])")


class StreamUnknown(RuntimeError):
    """The codec wrote something else than its settings make it write."""


def escaped(raw: bytes) -> bytes:
    """As it travels: without a start code in it (7.4.1)."""
    return _TO_ESCAPE.sub(b"\0\0\3", raw)


def unescaped(unit: bytes) -> bytes:
    """What was meant."""
    return unit.replace(b"\0\0\3", b"\0\0")


def unsigned(number: int) -> str:
    """`ue(v)`: an Exp-Golomb code (9.1), as zeros and ones."""
    code = f"{number + 1:b}"
    return "0" * (len(code) - 1) + code


def signed(number: int) -> str:
    """`se(v)`: the same, of a number that may be negative (9.1.1)."""
    return unsigned(2 * number - 1 if number > 0 else -2 * number)


class Reader:
    """Reads bits. Raises `StreamUnknown` for what is not there, or not as expected."""

    def __init__(self, raw: bytes) -> None:
        self._value, self.left = int.from_bytes(raw, "big"), 8 * len(raw)

    def bits(self, count: int) -> int:
        """`u(v)`: an unsigned integer of so many bits."""
        if count > self.left:
            raise StreamUnknown("a unit ends too early")
        self.left -= count
        return (self._value >> self.left) & ((1 << count) - 1)

    def number(self) -> int:
        """`ue(v)`: an Exp-Golomb code (9.1)."""
        rest = self._value & ((1 << self.left) - 1)
        zeros = self.left - rest.bit_length()
        self.bits(zeros)
        return self.bits(zeros + 1) - 1

    def expect(self, *numbers: int) -> None:
        """These, each as `number` reads it."""
        for number in numbers:
            if (read := self.number()) != number:
                raise StreamUnknown(f"{read} where {number} was expected")

    def expect_bits(self, count: int, value: int) -> None:
        """So many bits with this value."""
        if (read := self.bits(count)) != value:
            raise StreamUnknown(f"{read:b} where {value:b} was expected")


class Writer:
    """Writes bits."""

    def __init__(self) -> None:
        self._value, self._count = 0, 0

    def bits(self, count: int, value: int) -> Self:
        """`u(v)`."""
        self._value, self._count = self._value << count | value, self._count + count
        return self

    def numbers(self, *numbers: int) -> Self:
        """`ue(v)`, one after the other."""
        for number in numbers:
            self.bits(2 * (number + 1).bit_length() - 1, number + 1)
        return self

    def digits(self, zeros_and_ones: str) -> Self:
        """Bits as they are read: one by one they would each copy all before them. There is at least one."""
        return self.bits(len(zeros_and_ones), int(zeros_and_ones, 2))

    def unit(self, header: int) -> bytes:
        """The NAL unit, padded to whole bytes."""
        rest = -self._count % 8
        return bytes((header,)) + escaped((self._value << rest).to_bytes((self._count + rest) // 8, "big"))
