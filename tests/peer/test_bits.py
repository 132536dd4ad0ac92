import pytest
from hypothesis import given
from hypothesis import strategies as some

from peer.bits import Reader, StreamUnknown, Writer, escaped, signed, unescaped, unsigned

TRICKY = some.lists(some.sampled_from([0, 0, 0, 1, 2, 3, 4, 255])).map(bytes)


@given(TRICKY)
def test_what_is_escaped_has_no_start_code_in_it_and_comes_back(raw: bytes) -> None:
    travels = escaped(raw)
    assert not any(code in travels for code in (b"\0\0\0", b"\0\0\1", b"\0\0\2"))
    assert unescaped(travels) == raw


def test_only_what_could_be_a_start_code_is_escaped() -> None:
    assert escaped(b"\0\0\4\0\1") == b"\0\0\4\0\1"
    assert escaped(b"\0\0\0\0\3") == b"\0\0\3\0\0\3\3"


@given(some.lists(some.integers(0, 1 << 20)))
def test_numbers_are_read_as_they_were_written(numbers: list[int]) -> None:
    unit = Writer().numbers(*numbers).bits(3, 0b101).unit(0x41)
    read = Reader(unescaped(unit)[1:])
    assert [read.number() for _ in numbers] == numbers
    assert read.bits(3) == 0b101
    assert read.left < 8


def test_numbers_are_exp_golomb_codes() -> None:
    """Table 9-2: 1, 010, 011, 00100, 00101."""
    assert Writer().numbers(0, 1, 2, 3, 4).unit(0) == bytes((0, 0b10100110, 0b01000010, 0b10000000))


def test_numbers_that_may_be_negative_take_turns() -> None:
    """Table 9-3."""
    assert [signed(number) for number in (0, 1, -1, 2, -2)] == ["1", "010", "011", "00100", "00101"]


@given(some.integers(0, 1 << 20))
def test_digits_are_the_same_bits(number: int) -> None:
    assert Writer().digits(unsigned(number)).unit(0x41) == Writer().numbers(number).unit(0x41)


def test_what_is_not_there_cannot_be_read() -> None:
    with pytest.raises(StreamUnknown, match="too early"):
        Reader(b"\xff").bits(9)
    with pytest.raises(StreamUnknown, match="too early"):
        Reader(b"\0\0").number()


def test_what_was_expected_has_to_come() -> None:
    read = Reader(bytes((0b10100110,)))
    read.expect(0, 1)
    with pytest.raises(StreamUnknown, match="2 where 7 was expected"):
        read.expect(7)
    with pytest.raises(StreamUnknown, match="11 where 10 was expected"):
        Reader(b"\xff").expect_bits(2, 2)
