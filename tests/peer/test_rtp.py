import pytest
from aiortc.codecs.h264 import H264Encoder, h264_depayload
from aiortc.rtp import HeaderExtensionsMap, RtpPacket
from hypothesis import given
from hypothesis import strategies as st

from peer import rtp

EXTENSIONS = HeaderExtensionsMap()


def sent(payload: bytes, *, csrc: int = 0, padding: int = 0) -> bytes:
    packet = RtpPacket(97, marker=1, sequence_number=65535, timestamp=2**32 - 1, ssrc=7, payload=payload)
    packet.csrc = list(range(csrc))
    packet.padding_size = padding
    return packet.serialize(EXTENSIONS)


@given(st.binary(max_size=60), st.integers(0, 3), st.integers(0, 9))
def test_what_the_library_writes_is_read_back(payload: bytes, csrc: int, padding: int) -> None:
    assert rtp.parse(sent(payload, csrc=csrc, padding=padding)) == (True, 97, 65535, 2**32 - 1, 7, None, payload)


def test_a_header_extension_is_taken_off() -> None:
    plain = sent(b"abc")
    data = bytes((plain[0] | 0x10,)) + plain[1:12] + b"\xbe\xde\0\1" + b"wxyz" + plain[12:]
    header = rtp.parse(data)
    assert header.extension == (0xBEDE, b"wxyz")
    assert header.payload == b"abc"


@given(st.binary(max_size=80))
def test_garbage_is_refused_and_nothing_else_happens(data: bytes) -> None:
    try:
        header = rtp.parse(data)
        rtp.video_packet(header, 0, header.payload)
        rtp.original(header.payload)
    except ValueError:
        pass


NALS = st.lists(st.tuples(st.sampled_from((1, 5, 6, 7, 8)), st.integers(1, 4000)), min_size=1, max_size=5)


@given(NALS)
def test_what_the_packetizer_took_apart_is_put_together(nals: list[tuple[int, int]]) -> None:
    units = [bytes((0x60 | kind,)) + b"\xaa" * size for kind, size in nals]
    payloads = H264Encoder._packetize(iter(units))
    header = rtp.parse(sent(b""))
    packets = [rtp.video_packet(header, 0, payload) for payload in payloads]
    assert b"".join(packet.data for packet in packets) == b"".join(map(h264_depayload, payloads))
    assert any(packet.has_idr for packet in packets) == any(kind == 5 for kind, _ in nals)
    assert packets[0].opens_keyframe == (nals[0][0] == 7)


@pytest.mark.parametrize("payload", [b"\x1c\x85", b"\x18", b"\x18\0\0", b"\x18\0\x09abc", b"\x00ab", b"\x1dabc"])
def test_a_payload_that_is_no_video_is_refused(payload: bytes) -> None:
    with pytest.raises(ValueError, match=r"truncated|empty|no H\.264"):
        rtp.video_packet(rtp.parse(sent(b"")), 0, payload)


def test_a_repetition_names_the_packet_it_repeats() -> None:
    assert rtp.original(b"\x01\x02rest") == (0x0102, b"rest")
    with pytest.raises(ValueError, match="truncated"):
        rtp.original(b"\x01")


@pytest.mark.parametrize("first", [0x00, 0x8F, 0x90, 0xA0])
def test_a_truncated_packet_is_refused(first: int) -> None:
    with pytest.raises(ValueError, match=r"truncated|version|padding"):
        rtp.parse(bytes((first,)) + bytes(11))
