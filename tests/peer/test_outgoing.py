import asyncio
from collections.abc import Iterator

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection
from aiortc.mediastreams import MediaStreamError

from peer.outgoing import QUEUE, CodedPicture, Flow, OutgoingVideo
from peer.retransmission import TAIL_PROBES

KEYFRAME = CodedPicture([b"idr 1", b"idr 2"], 0, True)
CHANGE = CodedPicture([b"change"], 3000, False)


class Source:
    """A source of pictures that remembers what it was asked."""

    bit_rate = 1_000_000

    def __init__(self) -> None:
        self.peers: list[OutgoingVideo] = []
        self.keyframes_asked = 0
        self.estimates: list[int] = []

    def join(self, peer: OutgoingVideo) -> None:
        self.peers.append(peer)

    def leave(self, peer: OutgoingVideo) -> None:
        if peer in self.peers:
            self.peers.remove(peer)

    def request_keyframe(self) -> None:
        self.keyframes_asked += 1

    def estimate(self, bits_per_second: int) -> None:
        self.estimates.append(bits_per_second)


class Seam:
    """A sender that counts repetitions."""

    round_trip = None

    def __init__(self) -> None:
        self.repeated = 0
        self.on_repeat = lambda: None

    async def repeat_last(self) -> None:
        self.repeated += 1
        self.on_repeat()


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def video(source: Source) -> Iterator[OutgoingVideo]:
    video = OutgoingVideo(source)
    video._seam = Seam()
    yield video
    video.close()


async def test_a_peer_is_held_at_birth(video: OutgoingVideo, source: Source) -> None:
    assert source.peers == []
    video.push(KEYFRAME)
    assert not video._queue
    video.hold()
    assert video.flow is Flow.HELD


async def test_a_released_peer_begins_with_a_keyframe(video: OutgoingVideo, source: Source) -> None:
    video.release()
    video.release()
    assert source.peers == [video]
    video.push(CHANGE)
    video.push(KEYFRAME)
    video.push(CHANGE)
    assert [await video.next(), await video.next()] == [KEYFRAME, CHANGE]


async def test_hold_is_immediate(video: OutgoingVideo, source: Source) -> None:
    video.release()
    video.push(KEYFRAME)
    payloads = video.payloads(await video.next())
    assert next(payloads) == b"idr 1"
    video.push(CHANGE)
    video.hold()
    assert list(payloads) == []
    assert not video._queue
    assert source.peers == []
    assert not video._may_repeat(1)


async def test_after_a_hold_it_begins_with_a_keyframe_again(video: OutgoingVideo) -> None:
    video.release()
    video.push(KEYFRAME)
    video.hold()
    video.release()
    video.push(CHANGE)
    video.push(KEYFRAME)
    assert await video.next() is KEYFRAME


async def test_a_held_peer_cannot_make_the_encoder_work(video: OutgoingVideo, source: Source) -> None:
    video._keyframe_requested()
    assert source.keyframes_asked == 0
    video.release()
    video.push(KEYFRAME)
    video._keyframe_requested()
    assert source.keyframes_asked == 1


async def test_a_connection_that_stands_still_piles_nothing_up(video: OutgoingVideo, source: Source) -> None:
    video.release()
    video.push(KEYFRAME)
    for _ in range(QUEUE):
        video.push(CHANGE)
    assert (len(video._queue), video.flow, source.keyframes_asked) == (0, Flow.WAITING, 1)


async def test_silence_is_probed_and_then_left_alone(video: OutgoingVideo) -> None:
    seam = video._seam
    assert isinstance(seam, Seam)
    video.release()
    video.push(KEYFRAME)
    await video.next()
    seam.on_repeat = lambda: video.push(CHANGE) if seam.repeated == len(TAIL_PROBES) else None
    assert await video.next() is CHANGE
    assert seam.repeated == len(TAIL_PROBES)


async def test_a_held_peer_is_not_probed(video: OutgoingVideo) -> None:
    seam = video._seam
    assert isinstance(seam, Seam)
    video.release()
    video.push(KEYFRAME)
    await video.next()
    video.hold()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(2 * sum(TAIL_PROBES)):
            await video.next()
    assert seam.repeated == 0


async def test_a_closed_video_ends_the_librarys_sender(video: OutgoingVideo) -> None:
    video.close()
    with pytest.raises(MediaStreamError):
        await video.next()
    video.release()
    assert video.flow is Flow.CLOSED


async def test_only_h264_is_offered() -> None:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    OutgoingVideo(Source()).attach(connection)
    sdp = (await connection.createOffer()).sdp
    await connection.close()
    assert "H264/90000" in sdp
    assert "a=sendonly" in sdp
    assert "VP8" not in sdp
    assert "m=audio" not in sdp
