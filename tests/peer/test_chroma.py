import av
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection

from peer import chroma
from peer.chroma import Halver

ANSWER = """v=0\r
m=video 9 UDP/TLS/RTP/SAVPF {first} 101 102\r
a=fmtp:101 packetization-mode=1;profile-level-id={profile}\r
a=fmtp:102 packetization-mode=1;profile-level-id=42e01f\r
"""


def test_all_colours_are_offered_first_and_less_is_offered_too() -> None:
    profiles = [codec.parameters.get("profile-level-id") for codec in chroma.preferred()]
    assert profiles[0] == chroma.FULL
    assert "42e01f" in profiles


def test_the_library_is_taught_once() -> None:
    chroma.negotiable()
    before = len(chroma.preferred())
    chroma.negotiable()
    assert len(chroma.preferred()) == before


@pytest.mark.parametrize("profile", ["f4001f", "F40034"])
def test_who_answers_with_high_444_gets_all_colours(profile: str) -> None:
    assert chroma.is_full(ANSWER.format(first="101", profile=profile).replace(" 101 101", " 101"))


def test_who_answers_with_less_first_gets_less() -> None:
    assert not chroma.is_full(ANSWER.format(first="102", profile="f4001f"))
    assert not chroma.is_full(ANSWER.format(first="101", profile="42e01f"))


@pytest.mark.parametrize("sdp", ["", "v=0\r\nm=audio 9 X 0\r\n", "v=0\r\nm=video\r\n"])
def test_a_description_without_video_has_no_colours(sdp: str) -> None:
    assert not chroma.is_full(sdp)


async def test_two_of_our_programs_agree_on_all_colours_and_a_plain_one_on_less() -> None:
    ours, plain = RTCPeerConnection(RTCConfiguration([])), RTCPeerConnection(RTCConfiguration([]))
    chroma.negotiable()
    ours.addTransceiver("video", direction="sendonly").setCodecPreferences(chroma.preferred())
    await ours.setLocalDescription()
    offer = ours.localDescription
    assert chroma.is_full(offer.sdp)
    await plain.setRemoteDescription(offer)
    await plain.setLocalDescription()
    assert chroma.is_full(plain.localDescription.sdp)
    await ours.close()
    await plain.close()


def grey(width: int, height: int) -> av.VideoFrame:
    frame = av.VideoFrame(width, height, "yuv444p")
    for value, plane in zip((100, 90, 200), frame.planes, strict=True):
        memoryview(plane)[:] = bytes([value]) * plane.buffer_size
    return frame


@pytest.mark.parametrize("size", [(64, 48), (63, 47)])
def test_a_picture_keeps_its_size_and_colour_and_an_odd_line_is_doubled(size: tuple[int, int]) -> None:
    halved = Halver().halved(grey(*size))
    assert (halved.format.name, halved.width, halved.height) == ("yuv420p", 64, 48)
    assert [bytes(plane)[0] for plane in halved.planes] == [100, 90, 200]
    assert bytes(halved.planes[0])[47 * halved.planes[0].line_size + 63] == 100
