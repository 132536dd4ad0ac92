from contextlib import suppress

import pytest
from aiortc import rtcsctptransport
from hypothesis import given, settings
from hypothesis import strategies as st

from peer.sctp_packets import BLOCKS, DUPLICATES, FIRST, LARGEST_PAYLOAD, LAST, Data, Packing, Sack, read, unwrapped

FEW = settings(max_examples=20)
PACKING = Packing(5000, 5001, 0xCAFE)
TAG = 0xCAFE
NUMBERS = st.integers(0, 2**32 - 1)
DATA = st.builds(
    Data,
    NUMBERS,
    st.integers(0, 7),
    st.integers(0, 2**16 - 1),
    st.integers(0, 2**16 - 1),
    NUMBERS,
    st.binary(min_size=1, max_size=40),
)
PAIRS = st.tuples(st.integers(1, 2**16 - 1), st.integers(1, 2**16 - 1))
SACKS = st.builds(
    Sack,
    NUMBERS,
    NUMBERS,
    st.lists(PAIRS, max_size=5).map(tuple),
    st.lists(NUMBERS, max_size=5).map(tuple),
)


@FEW
@given(DATA)
def test_data_read_as_they_were_written(chunk: Data) -> None:
    assert read(PACKING.data(chunk), TAG) == [chunk]


@FEW
@given(SACKS)
def test_a_report_reads_as_it_was_written(said: Sack) -> None:
    assert read(PACKING.sack(said), TAG) == [said]


def test_a_report_of_very_many_gaps_tells_of_the_oldest() -> None:
    said = Sack(1, 2, [(number, number) for number in range(2, 2000, 2)], list(range(100)))
    (heard,) = read(PACKING.sack(said), TAG) or ()
    assert isinstance(heard, Sack)
    assert len(heard.blocks) == BLOCKS
    assert heard.blocks[0] == (2, 2)
    assert len(heard.duplicates) == DUPLICATES


@FEW
@given(DATA)
def test_the_library_understands_our_data(chunk: Data) -> None:
    _, _, tag, (heard,) = rtcsctptransport.parse_packet(PACKING.data(chunk))
    assert tag == TAG
    assert isinstance(heard, rtcsctptransport.DataChunk)
    assert (heard.tsn, heard.flags, heard.stream_id, heard.stream_seq) == chunk[:4]
    assert (heard.protocol, heard.user_data) == chunk[4:]


@FEW
@given(SACKS)
def test_the_library_understands_our_reports(said: Sack) -> None:
    _, _, _, (heard,) = rtcsctptransport.parse_packet(PACKING.sack(said))
    assert isinstance(heard, rtcsctptransport.SackChunk)
    assert (heard.cumulative_tsn, heard.advertised_rwnd) == (said.cumulative, said.room)
    assert tuple(heard.gaps) == said.blocks
    assert tuple(heard.duplicates) == said.duplicates


def library_packet(*chunks: rtcsctptransport.Chunk) -> bytes:
    """A packet with all of them, as other implementations bundle."""
    joined = rtcsctptransport.Chunk()
    joined.__class__ = type("Joined", (rtcsctptransport.Chunk,), {"__bytes__": lambda _: b"".join(map(bytes, chunks))})
    return rtcsctptransport.serialize_packet(5000, 5001, TAG, joined)


def library_data(tsn: int, content: bytes) -> rtcsctptransport.DataChunk:
    chunk = rtcsctptransport.DataChunk(flags=FIRST | LAST)
    chunk.tsn, chunk.user_data, chunk.protocol = tsn, content, 53
    return chunk


def test_several_chunks_in_a_packet_are_several() -> None:
    said = rtcsctptransport.SackChunk()
    said.cumulative_tsn, said.advertised_rwnd = 5, 6
    packet = library_packet(said, library_data(1, b"abc"), library_data(2, b"defgh"))
    assert read(packet, TAG) == [
        Sack(5, 6, (), ()),
        Data(1, FIRST | LAST, 0, 0, 53, b"abc"),
        Data(2, FIRST | LAST, 0, 0, 53, b"defgh"),
    ]


def test_a_packet_with_another_chunk_is_left_to_the_library() -> None:
    assert read(library_packet(library_data(1, b"abc"), rtcsctptransport.CookieAckChunk()), TAG) is None


def test_a_packet_with_another_tag_is_left_to_the_library() -> None:
    assert read(PACKING.data(Data(1, 3, 0, 0, 53, b"abc")), TAG + 1) is None


@FEW
@given(st.one_of(DATA.map(PACKING.data), SACKS.map(PACKING.sack)), st.data())
def test_a_damaged_packet_is_no_packet(packet: bytes, draw: st.DataObject) -> None:
    at = draw.draw(st.integers(8, len(packet) - 1))
    damaged = packet[:at] + bytes([packet[at] ^ draw.draw(st.integers(1, 255))]) + packet[at + 1 :]
    with suppress(ValueError):
        assert read(damaged, TAG) is None
    with pytest.raises(ValueError, match=r"."):
        assert read(packet[: draw.draw(st.integers(0, len(packet) - 4))], TAG) is not None


@FEW
@given(st.binary(max_size=80))
def test_noise_is_no_packet(noise: bytes) -> None:
    with suppress(ValueError):
        assert read(noise, TAG) is None


def test_a_chunk_without_data_is_damage() -> None:
    with pytest.raises(ValueError, match="without data"):
        read(library_packet(library_data(1, b"")), TAG)


@pytest.mark.parametrize(
    ("on_the_line", "near", "number"),
    [(5, 3, 5), (3, 5, 3), (2, 2**32 - 3, 2**32 + 2), (2**32 - 1, 2**32 + 4, 2**32 - 1), (2**32 - 1, 1, -1)],
)
def test_numbers_count_on_where_they_wrap(on_the_line: int, near: int, number: int) -> None:
    assert unwrapped(on_the_line, near) == number


def test_the_largest_packet_passes_where_the_librarys_does() -> None:
    assert LARGEST_PAYLOAD == rtcsctptransport.USERDATA_MAX_LENGTH
    packet = PACKING.data(Data(1, 3, 0, 0, 53, bytes(LARGEST_PAYLOAD)))
    assert len(packet) <= rtcsctptransport.SCTP_MAX_PACKET_LENGTH
    assert len(read(packet, TAG) or ()) == 1
