import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealing import records
from sealing.records import Ending, RecordWriter

KEY = bytes(range(32))
CONTEXT = b"where it belongs"
CONTENTS = st.lists(st.binary(max_size=60), max_size=6)


def sealed(contents: list[bytes], *, ended: bool = True) -> tuple[bytes, list[bytes]]:
    """The header, and the records one by one."""
    writer = RecordWriter(KEY, CONTEXT)
    found = [writer.seal(content) for content in contents]
    return writer.header, found + ([writer.end()] if ended else [])


def read(header: bytes, found: list[bytes], key: bytes = KEY, context: bytes = CONTEXT) -> records.Records:
    return records.read(b"".join(found), header, key, context)


@given(CONTENTS)
def test_what_was_sealed_is_read(contents: list[bytes]) -> None:
    assert read(*sealed(contents)) == records.Records(tuple(contents), Ending.COMPLETE)


@given(CONTENTS)
def test_a_stream_without_an_end_is_cut(contents: list[bytes]) -> None:
    assert read(*sealed(contents, ended=False)) == records.Records(tuple(contents), Ending.CUT)


@given(CONTENTS, st.data())
def test_of_a_cut_stream_every_whole_record_is_read(contents: list[bytes], data: st.DataObject) -> None:
    header, found = sealed(contents)
    whole = b"".join(found)
    cut = data.draw(st.integers(0, len(whole) - 1))
    sizes = [sum(map(len, found[: number + 1])) for number in range(len(contents))]
    read_back = records.read(whole[:cut], header, KEY, CONTEXT)
    assert read_back.ending is Ending.CUT
    assert read_back.data == tuple(contents[: sum(size <= cut for size in sizes)])


@given(CONTENTS, st.data())
def test_one_bit_is_never_believed(contents: list[bytes], data: st.DataObject) -> None:
    header, found = sealed(contents)
    changed = bytearray(b"".join(found))
    bit = data.draw(st.integers(0, 8 * len(changed) - 1))
    changed[bit // 8] ^= 1 << bit % 8
    read_back = records.read(bytes(changed), header, KEY, CONTEXT)
    assert read_back.ending is not Ending.COMPLETE
    assert read_back.data == tuple(contents[: len(read_back.data)])


@pytest.mark.parametrize(
    "order",
    [[1, 2, 3], [0, 2, 3], [0, 0, 1, 2, 3], [0, 1, 1, 2, 3], [1, 0, 2, 3], [0, 2, 1, 3], [0, 1, 2, 3, 3], [0, 3], [3]],
)
def test_records_are_never_left_out_doubled_or_swapped(order: list[int]) -> None:
    contents = [b"one", b"two", b"three"]
    header, found = sealed(contents)
    read_back = read(header, [found[at] for at in order])
    assert read_back.ending is Ending.BROKEN
    assert read_back.data == tuple(contents[: len(read_back.data)])


def test_nothing_is_read_with_another_key_header_or_context() -> None:
    header, found = sealed([b"content"])
    other, _ = sealed([])
    nothing = records.Records((), Ending.BROKEN)
    assert read(header, found, key=bytes(32)) == nothing
    assert read(header, found, context=b"elsewhere") == nothing
    assert read(other, found) == nothing


def test_a_record_costs_what_is_said() -> None:
    _, (one, end) = sealed([b"content"])
    assert (len(one), len(end)) == (records.OVERHEAD + 7, records.OVERHEAD)


def test_a_length_that_cannot_be_is_a_fault() -> None:
    header, _ = sealed([])
    assert records.read(bytes(40), header, KEY, CONTEXT).ending is Ending.BROKEN


def test_after_the_end_the_key_is_gone() -> None:
    writer = RecordWriter(KEY, CONTEXT)
    writer.seal(b"content")
    state = writer._state.statebuf
    assert any(bytes(state))
    writer.end()
    assert not any(bytes(state))
