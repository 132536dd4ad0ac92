import asyncio
import time
from collections.abc import Iterator

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection
from aiortc.mediastreams import MediaStreamError

from peer import feedback, outgoing
from peer.congestion import PACE, Acknowledgement, Allowance, Congestion
from peer.outgoing import QUEUE, CodedPicture, Flow, OutgoingVideo
from peer.retransmission import LATE_PROBES, TAIL_PROBES
from peer.showing import BEHIND
from tests.fakes.waiting import WITHIN

MEGABIT = 1_000_000
SOON = tuple(seconds / 20 for seconds in TAIL_PROBES)
KEYFRAME = CodedPicture([b"idr 1", b"idr 2"], 0, True)
CHANGE = CodedPicture([b"change"], 3000, False)


class Source:
    """A source of pictures that remembers what it was asked."""

    bit_rate = 1_000_000

    def __init__(self) -> None:
        self.peers: list[OutgoingVideo] = []
        self.keyframes_asked = self.keyframes_wished = 0
        self.allowances: list[Allowance] = []

    def join(self, peer: OutgoingVideo) -> None:
        self.peers.append(peer)

    def leave(self, peer: OutgoingVideo) -> None:
        if peer in self.peers:
            self.peers.remove(peer)

    def request_keyframe(self) -> None:
        self.keyframes_asked += 1

    def wish_keyframe(self) -> None:
        self.keyframes_wished += 1

    def allow(self, peer: OutgoingVideo, allowance: Allowance) -> None:
        assert peer in self.peers
        self.allowances.append(allowance)


class Seam:
    """A sender that counts repetitions."""

    round_trip = None

    def __init__(self) -> None:
        self.repeated = 0
        self.on_repeat = lambda: None

    async def repeat_last(self) -> None:
        self.repeated += 1
        self.on_repeat()


@pytest.fixture(autouse=True)
def soon_probed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "TAIL_PROBES", SOON)
    monkeypatch.setattr(outgoing, "LATE_PROBES", SOON[:1])


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
    seam.on_repeat = lambda: video.push(CHANGE) if seam.repeated == len(SOON) else None
    assert await video.next() is CHANGE
    assert seam.repeated == len(SOON)


async def probed(video: OutgoingVideo, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often a picture that has just left is repeated, until nothing but another picture is waited for."""
    video._seam = seam = Seam()
    at_rest, arrives = asyncio.Event(), video._arrives_within

    async def noted(seconds: float | None) -> bool:
        if seconds is None:
            at_rest.set()
        return await arrives(seconds)

    with monkeypatch.context() as watching:
        watching.setattr(video, "_arrives_within", noted)
        async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as tasks:
            waiting = tasks.create_task(video.next(), name="sender")
            await at_rest.wait()
            waiting.cancel()
    return seam.repeated


async def test_a_peer_that_has_said_it_has_everything_is_not_probed(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = OutgoingVideo(source, Congestion(MEGABIT, MEGABIT // 4, 10 * MEGABIT))
    video.release()
    video.push(KEYFRAME)
    list(video.payloads(await video.next()))
    video._left(0)
    assert await probed(video, monkeypatch) == len(SOON)
    video._told(feedback.pack(Acknowledgement(0, 0.0, 0.0, 0)))
    assert await probed(video, monkeypatch) == 0


async def test_where_nobody_looks_silence_is_probed_later(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    video = OutgoingVideo(source, watched=False)
    video.release()
    video.push(KEYFRAME)
    await video.next()
    assert await probed(video, monkeypatch) == 1
    assert min(LATE_PROBES) > max(TAIL_PROBES)


async def test_a_held_peer_is_not_probed(video: OutgoingVideo, monkeypatch: pytest.MonkeyPatch) -> None:
    video.release()
    video.push(KEYFRAME)
    await video.next()
    video.hold()
    assert await probed(video, monkeypatch) == 0


async def test_a_closed_video_ends_the_librarys_sender(video: OutgoingVideo) -> None:
    video.close()
    with pytest.raises(MediaStreamError):
        await video.next()
    video.release()
    assert video.flow is Flow.CLOSED


async def test_a_peer_that_governs_says_what_its_line_allows(source: Source) -> None:
    video = OutgoingVideo(source, Congestion(MEGABIT, MEGABIT // 4, 10 * MEGABIT))
    video.release()
    assert source.allowances[-1] == (MEGABIT, True, 0.0)
    video.push(KEYFRAME)
    assert not source.allowances[-1].room
    list(video.payloads(await video.next()))
    video._left(0xFFFFFFF0)
    video._told(b"REMB or whatever")
    assert not source.allowances[-1].room
    video._told(feedback.pack(Acknowledgement(0xFFFFFFF0, 0.0, 0.0, 0)))
    assert source.allowances[-1].room


async def test_later_pictures_are_acknowledged_by_the_lines_time(source: Source) -> None:
    video = OutgoingVideo(source, Congestion(MEGABIT, MEGABIT // 4, 10 * MEGABIT))
    video.release()
    for number, picture in enumerate((KEYFRAME, CHANGE)):
        video.push(picture)
        list(video.payloads(await video.next()))
        stamp = (0xFFFFFFF0 + picture.timestamp) & 0xFFFFFFFF
        video._left(stamp)
        assert (source.allowances[-1].until > 0.0) is True
        video._told(feedback.pack(Acknowledgement(stamp, 0.0, 0.0, 0)))
        assert source.allowances[-1] == (MEGABIT, True, 0.0), number


async def test_the_next_picture_waits_for_a_viewer_that_is_behind(source: Source) -> None:
    video = OutgoingVideo(source, Congestion(MEGABIT, MEGABIT // 4, 10 * MEGABIT))
    video.release()
    for number in range(1, BEHIND + 2):
        video.push(KEYFRAME._replace(timestamp=number))
        list(video.payloads(await video.next()))
        video._left(number)
        video._told(feedback.pack(Acknowledgement(number, 0.0, 0.0, 0)))
        if number == 1:
            video._told(feedback.pack_shown(1))
        assert source.allowances[-1].room is (number <= BEHIND), number
    assert source.allowances[-1].until > time.monotonic()
    video._told(feedback.pack_shown(2))
    assert source.allowances[-1].room


async def test_feedback_of_a_held_peer_or_one_that_does_not_govern_changes_nothing(source: Source) -> None:
    said = feedback.pack(Acknowledgement(0, 0.0, 0.0, 0))
    for video in (OutgoingVideo(source, Congestion(1, 1, 1)), OutgoingVideo(source)):
        video._told(said)
        video.release()
        video.hold()
        before = len(source.allowances)
        video._told(said)
        assert len(source.allowances) == before


async def test_who_only_keeps_pictures_may_wish_for_a_keyframe_and_an_agent_may_not(source: Source) -> None:
    recorder, agent = OutgoingVideo(source), OutgoingVideo(source, Congestion(1, 1, 1))
    for video in (recorder, agent):
        video._told(feedback.WISH)
        video.release()
        video._told(feedback.WISH)
        assert source.keyframes_wished == 0, "it gets nothing yet"
        video.push(KEYFRAME)
    agent._told(feedback.WISH)
    recorder._told(b"FDjq")
    recorder._told(feedback.WISH + b"1")
    assert source.keyframes_wished == 0
    recorder._told(feedback.WISH)
    assert source.keyframes_wished == 1
    assert source.keyframes_asked == 0


async def test_packets_are_spread_over_time(source: Source) -> None:
    for video, rate in (
        (OutgoingVideo(source), source.bit_rate),
        (OutgoingVideo(source, Congestion(4 * MEGABIT, MEGABIT, 10 * MEGABIT)), 4 * MEGABIT),
    ):
        waits = [video._wait(1250) for _ in range(50)]
        assert waits[0] == 0.0
        assert waits[-1] == pytest.approx(49 * 10_000 / (PACE * rate), rel=0.1)


async def test_only_h264_is_offered() -> None:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    OutgoingVideo(Source()).attach(connection)
    sdp = (await connection.createOffer()).sdp
    await connection.close()
    assert "H264/90000" in sdp
    assert "a=sendonly" in sdp
    assert "VP8" not in sdp
    assert "m=audio" not in sdp
