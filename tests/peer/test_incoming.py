import asyncio
import hashlib
import itertools
import os
import threading
import time
from collections.abc import AsyncIterator

import pytest

from peer.access_unit import AccessUnit
from peer.decoder import Decoder
from peer.encoder import EncoderSettings, SharedEncoder
from peer.incoming import IncomingVideo
from peer.jitter import MAX_BEHIND
from peer.outgoing import OutgoingVideo
from peer.rtp import Header
from tests.fakes.loopback import Arrivals, Line, Peer, connected
from tests.fakes.screens import Screen
from tests.fakes.stopwatch import Stopwatch
from tests.fakes.systems import ON_WINDOWS

pytestmark = pytest.mark.end_to_end

SOON = 5.0 if ON_WINDOWS else 0.1
"""Seconds; a person does not notice this. What wine takes on a busy machine says nothing: there it has to come."""
SILENT = 0.4  # seconds; longer than every timer that would send something


@pytest.fixture
async def encoder() -> AsyncIterator[SharedEncoder]:
    encoder = SharedEncoder(asyncio.get_running_loop(), EncoderSettings(start=4_000_000))
    yield encoder
    encoder.close()


@pytest.fixture
def screen() -> Screen:
    return Screen(160, 90)


def still(line: Line) -> bool:
    """Whether the picture is sharp: its last refinement said next to nothing."""
    return len(line.packets) > 2 and len(line.packets[-1].payload) < 60 and line.packets[-1].marker


async def settled(encoder: SharedEncoder, screen: Screen, video: OutgoingVideo, units: Arrivals, line: Line) -> None:
    """A released peer that has everything, and nothing more to come."""
    video.release()
    encoder.submit(screen.picture(time.monotonic()))
    await line.carried(lambda _: still(line))
    last = line.packets[-1].timestamp
    await units.until(lambda all_: all_ and all_[-1].timestamp == last)


@pytest.mark.promise("P18")
async def test_agent_and_recorder_get_the_same_bytes(encoder: SharedEncoder, screen: Screen) -> None:
    agent, recorder = Arrivals(), Arrivals()
    to_agent, to_recorder = encoder.outgoing(), encoder.outgoing(governs=False)
    async with (
        connected(to_agent, IncomingVideo(agent)) as line,
        connected(to_recorder, IncomingVideo(recorder, governs=False)),
    ):
        to_agent.release()
        to_recorder.release()
        for _ in range(5):
            screen.type(1, 1)
            encoder.submit(screen.picture(time.monotonic()))
            seen = len(agent.all)
            await agent.until(lambda all_, seen=seen: len(all_) > seen)
        await line.carried(lambda _: still(line))
        await agent.until(lambda all_: all_[-1].timestamp == line.packets[-1].timestamp)
        await recorder.until(lambda all_: len(all_) >= len(agent.all))

    def hashes(units: list[AccessUnit]) -> list[str]:
        return [hashlib.sha256(unit.data).hexdigest() for unit in units]

    first_common = next(n for n, unit in enumerate(agent.all) if unit.keyframe and unit.data == recorder.all[0].data)
    assert hashes(agent.all[first_common:]) == hashes(recorder.all)
    steps = [
        [b.timestamp - a.timestamp for a, b in itertools.pairwise(units[-5:])] for units in (agent.all, recorder.all)
    ]
    assert steps[0] == steps[1]


@pytest.mark.promise("P18")
async def test_a_held_peer_gets_nothing_at_all(encoder: SharedEncoder, screen: Screen) -> None:
    other, units = Peer(), Arrivals()
    held = encoder.outgoing()
    async with connected(held, IncomingVideo(units)) as line:
        encoder.join(other)
        encoder.submit(screen.picture(time.monotonic()))
        await other.until(len)
        assert line.packets == []
        await settled(encoder, screen, held, units, line)
        held.hold()
        sent = len(line.packets)
        screen.type(0, 0)
        encoder.submit(screen.picture(time.monotonic()))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(SILENT):
                await line.carried(lambda packets: len(packets) > sent)
        held.release()
        seen = len(units.all)
        await units.until(lambda all_: len(all_) > seen)
        assert units.all[seen].keyframe


@pytest.mark.parametrize("lost", ["the first packet", "the last packet", "all packets"])
async def test_the_last_change_is_there_soon_although_nothing_follows(
    encoder: SharedEncoder, screen: Screen, lost: str
) -> None:
    units, video = Arrivals(), encoder.outgoing()
    async with connected(video, IncomingVideo(units)) as line:
        await settled(encoder, screen, video, units, line)
        screen.rows = Screen(160, 90, seed=7).rows
        first, stamps = len(line.packets), set[int]()

        def drop(number: int, header: Header) -> bool:
            if header.payload_type % 2 == 0:  # a repetition
                return False
            fresh = not stamps
            stamps.add(header.timestamp)
            if len(stamps) > 1:
                return True  # refinements: the change has to do without them
            return lost == "all packets" or (header.marker if lost == "the last packet" else fresh and number >= first)

        line.drop = drop
        seen, watch = len(units.all), Stopwatch()
        encoder.submit(screen.picture(watch.began))
        await units.until(lambda all_: len(all_) > seen)
        assert units.all[seen].arrived_at - watch.began < SOON + watch.kept_waiting()


@pytest.mark.parametrize("every", [7, 20])
async def test_a_lossy_line_costs_no_picture(encoder: SharedEncoder, screen: Screen, every: int) -> None:
    units, video = Arrivals(), encoder.outgoing()
    incoming = IncomingVideo(units)
    async with connected(video, incoming) as line:
        line.drop = lambda number, _: number % every == every - 1
        video.release()
        for seed in range(20):
            screen.rows = Screen(160, 90, seed).rows
            encoder.submit(screen.picture(time.monotonic()))
            seen = len(units.all)
            await units.until(lambda all_, seen=seen: len(all_) > seen)
        assert incoming.losses == 0
        assert sum(unit.keyframe for unit in units.all) == 1


async def test_a_hole_that_stays_costs_one_keyframe_and_shows_no_damage(encoder: SharedEncoder, screen: Screen) -> None:
    units, losses, video = Arrivals(), Arrivals(), encoder.outgoing()
    async with connected(video, IncomingVideo(units, lambda: losses("lost"))) as line:
        await settled(encoder, screen, video, units, line)
        doomed = set[int]()

        def drop(_number: int, header: Header) -> bool:
            if header.payload_type % 2 == 0:
                return int.from_bytes(header.payload[:2], "big") in doomed
            doomed.update([header.sequence_number] * (not doomed))
            return header.sequence_number in doomed

        line.drop = drop
        seen = len(units.all)
        screen.type(2, 2)
        encoder.submit(screen.picture(time.monotonic()))
        await line.carried(lambda _: doomed)
        screen.type(3, 3)
        encoder.submit(screen.picture(time.monotonic()))  # by what follows, the hole is noticed
        await losses.until(len)
        await units.until(lambda all_: len(all_) > seen)
        assert units.all[seen].keyframe
        assert losses.all == ["lost"]


async def test_a_keyframe_can_be_asked_for_from_any_thread(encoder: SharedEncoder, screen: Screen) -> None:
    units, video = Arrivals(), encoder.outgoing()
    incoming = IncomingVideo(units)
    async with connected(video, incoming) as line:
        await settled(encoder, screen, video, units, line)
        threading.Thread(target=incoming.request_keyframe).start()
        await units.until(lambda all_: sum(unit.keyframe for unit in all_) > 1)
        assert incoming.losses == 0


async def test_the_librarys_decoder_does_not_run(encoder: SharedEncoder, screen: Screen) -> None:
    units, video = Arrivals(), encoder.outgoing()
    async with connected(video, IncomingVideo(units)) as line:
        await settled(encoder, screen, video, units, line)
        assert "video-decoder" not in {thread.name for thread in threading.enumerate()}


async def test_what_was_typed_is_decoded_soon(encoder: SharedEncoder, screen: Screen) -> None:
    units, frames, video = Arrivals(), Arrivals(), encoder.outgoing()
    incoming = IncomingVideo(units)
    decoder = Decoder(frames, lambda _: incoming.request_keyframe())
    incoming._on_access_unit = lambda unit: (units(unit), decoder.push(unit))
    async with connected(video, incoming) as line:
        await settled(encoder, screen, video, units, line)
        seen, watch = len(frames.all), Stopwatch()
        screen.type(3, 3)
        encoder.submit(screen.picture(watch.began))
        await frames.until(lambda all_: len(all_) > seen)
        assert watch.seconds() < SOON
    decoder.close()


async def test_garbage_is_dropped_and_the_video_goes_on(encoder: SharedEncoder, screen: Screen) -> None:
    units, video = Arrivals(), encoder.outgoing()
    incoming = IncomingVideo(units)
    async with connected(video, incoming) as line:
        await settled(encoder, screen, video, units, line)
        media = line.packets[0]
        for size in range(60):
            incoming._packet(os.urandom(size))
            # Too far from the stream's own to be taken for its next: that would be a hole, which is another matter.
            number = (media.sequence_number + 2 * MAX_BEHIND + 3 * size) & 0xFFFF
            start = bytes((0x80, media.payload_type)) + number.to_bytes(2, "big") + os.urandom(4)
            incoming._packet(start + media.ssrc.to_bytes(4, "big") + os.urandom(size))
            incoming._packet(start + os.urandom(4 + size))
        seen = len(units.all)
        screen.type(1, 3)
        encoder.submit(screen.picture(time.monotonic()))
        await units.until(lambda all_: len(all_) > seen)


async def test_after_closing_nothing_is_handed_out(encoder: SharedEncoder, screen: Screen) -> None:
    units, video = Arrivals(), encoder.outgoing()
    incoming = IncomingVideo(units)
    async with connected(video, incoming) as line:
        incoming.close()
        incoming.request_keyframe()
        video.release()
        encoder.submit(screen.picture(time.monotonic()))
        await line.carried(lambda _: still(line))
    assert units.all == []


async def test_who_governs_acknowledges_each_picture(encoder: SharedEncoder, screen: Screen) -> None:
    units, video = Arrivals(), encoder.outgoing()
    assert video._congestion is not None
    said = Arrivals()
    real = video._congestion.acknowledged
    video._congestion.acknowledged = lambda *what: (real(*what), said(what[0]))  # type: ignore[method-assign]
    async with connected(video, IncomingVideo(units)) as line:
        watch = Stopwatch()
        await settled(encoder, screen, video, units, line)
        await said.until(lambda all_: len({each.timestamp for each in all_}) == len(units.all))
        assert not video._congestion.allowance().until  # nothing is under way any more
    soon = SOON + watch.kept_waiting()
    assert all(0 <= each.spread < soon and each.held < soon for each in said.all)


async def test_what_was_shown_is_told(encoder: SharedEncoder, screen: Screen) -> None:
    units, video = Arrivals(), encoder.outgoing()
    told = Arrivals()
    video._showing.shown = told  # type: ignore[method-assign]
    incoming = IncomingVideo(units)
    async with connected(video, incoming) as line:
        await settled(encoder, screen, video, units, line)
        newest = units.all[-1].timestamp
        incoming.shown(newest)
        await told.until(lambda all_: newest in all_)


async def test_a_recorder_says_nothing(encoder: SharedEncoder, screen: Screen) -> None:
    units, video = Arrivals(), encoder.outgoing(governs=False)
    told = Arrivals()
    video._told = told  # type: ignore[method-assign]
    async with connected(video, IncomingVideo(units, governs=False)) as line:
        await settled(encoder, screen, video, units, line)
    assert told.all == []


async def test_a_recorders_wish_reaches_the_source_of_the_pictures(encoder: SharedEncoder, screen: Screen) -> None:
    units, video = Arrivals(), encoder.outgoing(governs=False)
    told, incoming = Arrivals(), IncomingVideo(units, governs=False)
    encoder.wish_keyframe = lambda: told(None)  # type: ignore[method-assign]
    async with connected(video, incoming) as line:
        await settled(encoder, screen, video, units, line)
        incoming.wish_keyframe()
        await told.until(lambda all_: all_)
