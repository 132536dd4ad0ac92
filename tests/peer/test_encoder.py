import asyncio
import threading
import time
from collections.abc import AsyncIterator

import av
import pytest

from peer import keyframe_requests, stillness
from peer.congestion import Allowance
from peer.encoder import EncoderSettings, SharedEncoder
from peer.outgoing import CodedPicture
from peer.picture import Area, Picture, Piece
from peer.refinement import next_to_nothing
from peer.rtp import Header, video_packet
from tests.fakes.loopback import Peer
from tests.fakes.screens import Screen, sharpness

START = 4_000_000
SHARP = 45.0  # dB
A_LETTER = 1500  # bytes
SILENT = 0.15  # seconds in which an encoder that still had something to say would have said it


async def keyframes(peer: Peer, count: int) -> list[CodedPicture]:
    await peer.until(lambda all_: sum(picture.keyframe for picture in all_) >= count)
    return [picture for picture in peer.all if picture.keyframe]


def annex_b(picture: CodedPicture) -> bytes:
    header = Header(False, 97, 0, picture.timestamp, 1, None, b"")
    return b"".join(video_packet(header, 0, payload).data for payload in picture.payloads)


def shown(pictures: list[CodedPicture]) -> av.VideoFrame:
    decoder = av.CodecContext.create("h264", "r")
    return [frame for picture in pictures for frame in decoder.decode(av.Packet(annex_b(picture)))][-1]


def size(picture: CodedPicture) -> int:
    return sum(map(len, picture.payloads))


@pytest.fixture
async def encoder() -> AsyncIterator[SharedEncoder]:
    encoder = SharedEncoder(asyncio.get_running_loop(), EncoderSettings(start=START))
    yield encoder
    encoder.close()


@pytest.fixture
def screen() -> Screen:
    return Screen(160, 90)


async def test_every_peer_gets_the_same_payloads(encoder: SharedEncoder, screen: Screen) -> None:
    agent, recorder = Peer(), Peer()
    encoder.join(agent)
    encoder.join(recorder)
    encoder.submit(screen.picture(time.monotonic()))
    (first,), (second,) = await keyframes(agent, 1), await keyframes(recorder, 1)
    assert first is second


async def test_nothing_is_encoded_while_nobody_is_there_to_see_it(encoder: SharedEncoder) -> None:
    screens = [Screen(160, 90, seed) for seed in range(3)]
    for screen in screens:
        encoder.submit(screen.picture(time.monotonic()))
    assert not encoder.wait_ready(0.0)
    peer = Peer()
    encoder.join(peer)
    await keyframes(peer, 1)
    assert encoder.wait_ready(5.0)
    assert sharpness(shown(peer.all), screens[-1].bgra) > sharpness(shown(peer.all), screens[0].bgra) + 10


async def test_a_still_picture_becomes_sharp_and_then_costs_nothing(encoder: SharedEncoder, screen: Screen) -> None:
    peer = Peer()
    encoder.join(peer)
    encoder.submit(screen.picture(time.monotonic()))
    enough = next_to_nothing(160, 90)
    pictures = list(await peer.until(lambda all_: all_ and size(all_[-1]) <= enough))
    assert sharpness(shown(pictures), screen.bgra) >= SHARP
    assert not any(picture.keyframe for picture in pictures[1:])
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(SILENT):
            await peer.until(lambda all_: len(all_) > len(pictures))


async def test_on_the_thinnest_line_a_still_picture_becomes_sharp_too(encoder: SharedEncoder) -> None:
    peer, dense = Peer(), Screen(320, 180)
    encoder.join(peer)
    encoder.allow(peer, open_line(1_000_000))
    encoder.submit(dense.picture(time.monotonic()))
    await peer.until(lambda all_: all_ and size(all_[-1]) <= next_to_nothing(320, 180))
    assert sharpness(shown(peer.all), dense.bgra) >= SHARP


async def test_on_a_fast_line_a_letter_is_one_picture(encoder: SharedEncoder, screen: Screen) -> None:
    peer = Peer()
    encoder.join(peer)
    encoder.allow(peer, open_line(150_000_000))
    encoder.submit(screen.picture(time.monotonic()))
    await peer.until(lambda all_: all_ and sharpness(shown(all_), screen.bgra) >= SHARP)
    screen.type(0, 0)
    seen = len(peer.all)
    encoder.submit(screen.picture(time.monotonic(), (Area(0, 0, 12, 12),)))
    await peer.until(lambda all_: len(all_) > seen)
    assert sharpness(shown(peer.all), screen.bgra) >= SHARP
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(SILENT):
            await peer.until(lambda all_: len(all_) > seen + 1)


async def test_on_a_fast_line_a_paragraph_drawn_again_for_a_letter_costs_as_much_as_the_letter(
    encoder: SharedEncoder, screen: Screen
) -> None:
    peer, paragraph = Peer(), Area(0, 0, 160, 70)
    encoder.join(peer)
    encoder.allow(peer, open_line(150_000_000))
    encoder.submit(screen.picture(time.monotonic()))
    await peer.until(lambda all_: all_ and sharpness(shown(all_), screen.bgra) >= SHARP)
    seen = len(peer.all)
    screen.type(1, 1)
    encoder.submit(Picture(160, 90, (screen.cut(paragraph),), time.monotonic(), (paragraph,)))
    await peer.until(lambda all_: len(all_) > seen)
    assert sharpness(shown(peer.all), screen.bgra) >= SHARP
    assert size(peer.all[seen]) < A_LETTER < size(peer.all[seen - 1])


async def test_who_joins_while_the_screen_stands_still_gets_a_keyframe_at_once(
    encoder: SharedEncoder, screen: Screen
) -> None:
    early, late = Peer(), Peer()
    encoder.join(early)
    encoder.submit(screen.picture(time.monotonic()))
    await keyframes(early, 1)
    encoder.join(late)
    (keyframe,) = await keyframes(late, 1)
    assert (await keyframes(early, 2))[1] is keyframe


async def test_requests_that_come_right_after_a_keyframe_make_no_second_one(
    encoder: SharedEncoder, screen: Screen
) -> None:
    peer = Peer()
    encoder.join(peer)
    encoder.submit(screen.picture(time.monotonic()))
    await keyframes(peer, 1)
    for _ in range(5):
        encoder.request_keyframe()
    screen.type(0, 0)
    before, now = len(peer.all), time.monotonic()
    encoder.submit(screen.picture(now))
    await peer.until(lambda all_: len(all_) > before + 1)
    assert not any(picture.keyframe for picture in peer.all[1:])


async def test_another_screen_size_begins_with_a_keyframe_of_its_own(encoder: SharedEncoder, screen: Screen) -> None:
    peer = Peer()
    encoder.join(peer)
    encoder.submit(screen.picture(time.monotonic()))
    await keyframes(peer, 1)
    larger = Screen(171, 97)
    encoder.submit(larger.picture(time.monotonic()))
    before, after = await keyframes(peer, 2)
    assert annex_b(before)[:24] != annex_b(after)[:24]
    frame = shown([after])
    assert (frame.width, frame.height) == (171, 97)


async def test_pictures_carry_the_time_they_were_taken(encoder: SharedEncoder, screen: Screen) -> None:
    peer, now = Peer(), time.monotonic()
    encoder.join(peer)
    for second in (0.0, 5.0, 5.125):
        screen.type(0, 0)
        encoder.submit(screen.picture(now + second))
        ticks = int(second * 90000)
        await peer.until(lambda all_, ticks=ticks: all_ and all_[-1].timestamp >= ticks)
    stamps = [picture.timestamp for picture in peer.all]
    assert {0, 450_000, 461_250} <= {stamp + rounding for stamp in stamps for rounding in (0, 1)}
    assert stamps == sorted(set(stamps))


async def test_who_left_gets_nothing(encoder: SharedEncoder, screen: Screen) -> None:
    gone, here = Peer(), Peer()
    for peer in (gone, here):
        encoder.join(peer)
    encoder.leave(gone)
    encoder.submit(screen.picture(time.monotonic()))
    await keyframes(here, 1)
    assert gone.all == []


def open_line(rate: int) -> Allowance:
    return Allowance(rate, room=True, until=0.0)


async def test_the_rate_is_that_of_the_thinnest_line_of_those_who_govern(encoder: SharedEncoder) -> None:
    one, other, stranger = Peer(), Peer(), Peer()
    assert encoder.bit_rate == START
    for peer, rate in ((one, 3_000_000), (other, 2_000_000)):
        encoder.join(peer)
        encoder.allow(peer, open_line(rate))
    encoder.allow(stranger, open_line(1_000_000))
    assert encoder.bit_rate == 2_000_000
    encoder.leave(other)
    encoder.allow(one, open_line(3_000_000))
    assert encoder.bit_rate == 3_000_000
    encoder.leave(one)
    assert encoder.bit_rate == 3_000_000


async def test_nothing_is_encoded_or_asked_for_while_the_line_has_no_room(
    encoder: SharedEncoder, screen: Screen
) -> None:
    peer = Peer()
    encoder.join(peer)
    encoder.submit(screen.picture(time.monotonic()))
    await keyframes(peer, 1)
    encoder.allow(peer, Allowance(START, room=False, until=time.monotonic() + 60))
    screen.type(0, 0)
    encoder.submit(screen.picture(time.monotonic()))
    seen = len(peer.all)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(SILENT):
            await peer.until(lambda all_: len(all_) > seen + 1)  # one may have been under way
    assert not encoder.wait_ready(0.0)
    seen = len(peer.all)
    encoder.allow(peer, open_line(START))
    await peer.until(lambda all_: len(all_) > seen)
    assert encoder.wait_ready(5.0)


async def test_a_peer_that_stopped_acknowledging_holds_nobody_up(encoder: SharedEncoder, screen: Screen) -> None:
    silent, recorder = Peer(), Peer()
    encoder.join(silent)
    encoder.allow(silent, Allowance(START, room=False, until=time.monotonic() + SILENT))
    encoder.join(recorder)
    encoder.submit(screen.picture(time.monotonic()))
    (first,) = await keyframes(recorder, 1)
    await recorder.until(lambda all_: len(all_) > 1)
    assert first.keyframe


async def test_who_waits_for_pictures_gets_them_before_who_only_keeps_them(
    encoder: SharedEncoder, screen: Screen
) -> None:
    served: list[Peer] = []
    recorder, agent = Peer(governs=False, handed=served.append), Peer(handed=served.append)
    for peer in (recorder, agent):
        encoder.join(peer)
    encoder.submit(screen.picture(time.monotonic()))
    await recorder.until(len)
    assert served[:2] == [agent, recorder]


async def test_a_keyframe_at_a_low_rate_is_small_and_the_stream_stays_the_same(encoder: SharedEncoder) -> None:
    early, late, screen = Peer(), Peer(), Screen(640, 360)
    encoder.join(early)
    encoder.submit(screen.picture(time.monotonic()))
    (at_full_rate,) = await keyframes(early, 1)
    encoder.allow(early, open_line(400_000))
    encoder.join(late)
    (at_low_rate,) = await keyframes(late, 1)
    assert size(at_low_rate) < 1.5 * 400_000 * 0.1 / 8 < size(at_full_rate) / 3
    assert annex_b(at_full_rate)[:24] == annex_b(at_low_rate)[:24]


async def test_the_rate_changes_without_a_keyframe(encoder: SharedEncoder, screen: Screen) -> None:
    peer = Peer()
    encoder.join(peer)
    for rate in (400_000, 4_000_000, 1_000_000, 20_000_000):
        encoder.allow(peer, open_line(rate))
        seen = len(peer.all)
        encoder.submit(Screen(160, 90, seed=rate).picture(time.monotonic()))
        await peer.until(lambda all_, seen=seen: len(all_) > seen)
    assert sum(picture.keyframe for picture in peer.all) == 1


async def test_a_picture_that_is_none_is_refused(encoder: SharedEncoder, screen: Screen) -> None:
    with pytest.raises(ValueError, match="bytes"):
        encoder.submit(Picture.whole(160, 90, b"", time.monotonic()))
    peer = Peer()
    encoder.join(peer)
    encoder.submit(screen.picture(time.monotonic()))
    await keyframes(peer, 1)


async def test_pieces_of_a_picture_that_nobody_gave_are_refused(encoder: SharedEncoder, screen: Screen) -> None:
    piece = Piece(Area(0, 0, 64, 2), bytes(64 * 2 * 4))
    for known in (None, (piece.area,)):
        with pytest.raises(ValueError, match="whole"):
            encoder.submit(Picture(160, 90, (piece,), time.monotonic(), known))
    encoder.submit(screen.picture(time.monotonic()))
    for size in ((160, 91), (161, 90)):
        with pytest.raises(ValueError, match="whole"):
            encoder.submit(Picture(*size, (piece,), time.monotonic(), (piece.area,)))


async def test_pieces_that_nobody_takes_do_not_pile_up(encoder: SharedEncoder, screen: Screen) -> None:
    piece = Piece(Area(0, 0, 64, 1), bytes(64 * 4))
    encoder.submit(screen.picture(time.monotonic()))

    def submit(times: int) -> None:
        for _ in range(times):
            encoder.submit(Picture(160, 90, (piece,) * 50, time.monotonic(), (piece.area,)))

    with pytest.raises(ValueError, match="faster"):
        submit(10)
    encoder.submit(screen.picture(time.monotonic()))
    submit(2)


async def test_changed_places_of_pictures_that_nobody_saw_are_not_forgotten(encoder: SharedEncoder) -> None:
    peer, screen, later = Peer(), Screen(160, 90), Screen(160, 90, seed=2)
    encoder.submit(screen.picture(time.monotonic()))
    for top in (0, 30, 60):
        area = Area(0, top, 160, 20)
        screen.lay(later, area)
        encoder.submit(Picture(160, 90, (screen.cut(area),), time.monotonic(), (area,)))
    encoder.join(peer)
    await peer.until(lambda all_: all_ and size(all_[-1]) <= next_to_nothing(160, 90))
    assert sharpness(shown(peer.all), screen.bgra) >= SHARP
    screen.rows[25:50] = later.rows[25:50]
    seen = len(peer.all)
    encoder.submit(screen.picture(time.monotonic(), (Area(0, 25, 160, 25),)))
    await peer.until(lambda all_: len(all_) > seen and sharpness(shown(all_), screen.bgra) >= SHARP)
    assert sum(picture.keyframe for picture in peer.all) == 1


async def test_pictures_may_pile_up_while_nobody_looks(encoder: SharedEncoder, screen: Screen) -> None:
    peer = Peer()
    encoder.submit(screen.picture(time.monotonic()))
    for number in range(100):
        screen.type(number % 4, 3)
        encoder.submit(screen.picture(time.monotonic(), (Area(0, 0, 160, 60),)))
    encoder.join(peer)
    await peer.until(lambda all_: all_ and size(all_[-1]) <= next_to_nothing(160, 90))
    assert sharpness(shown(peer.all), screen.bgra) >= SHARP


async def test_closing_ends_the_thread(encoder: SharedEncoder) -> None:
    encoder.close()
    assert "encoder" not in {thread.name for thread in threading.enumerate()}


async def test_one_peer_that_takes_fewer_colours_decides_for_all_until_it_is_gone(
    encoder: SharedEncoder, screen: Screen
) -> None:
    ours, foreign = Peer(), Peer()
    foreign.full_chroma = False
    encoder.join(ours)
    encoder.submit(screen.picture(time.monotonic()))
    await keyframes(ours, 1)
    encoder.join(foreign)
    await keyframes(foreign, 1)
    (first,) = foreign.all[:1]
    assert (first.keyframe, shown([first]).format.name) == (True, "yuv420p")
    count = len(await keyframes(ours, 2))
    encoder.leave(foreign)
    encoder.submit(screen.picture(time.monotonic()))
    *_, last = await keyframes(ours, count + 1)
    assert shown([last]).format.name == "yuv444p"


@pytest.fixture
def soon_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyframe_requests, "WISH_GAP", 0.0)
    monkeypatch.setattr(stillness, "STILL", SILENT)


@pytest.mark.usefixtures("soon_still")
async def test_a_keyframe_that_is_wished_for_comes_when_the_screen_stands_still(
    encoder: SharedEncoder, screen: Screen
) -> None:
    peer = Peer()
    encoder.join(peer)
    encoder.allow(peer, open_line(150_000_000))
    encoder.submit(screen.picture(time.monotonic()))
    await peer.until(lambda all_: all_ and sharpness(shown(all_), screen.bgra) >= SHARP)
    changed_at = time.monotonic()
    screen.type(0, 0)
    encoder.submit(screen.picture(changed_at, (Area(0, 0, 12, 12),)))
    encoder.wish_keyframe()
    (_, second) = await keyframes(peer, 2)
    assert time.monotonic() >= changed_at + SILENT
    assert sharpness(shown([second]), screen.bgra) >= SHARP
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(2 * SILENT):
            await keyframes(peer, 3)


@pytest.mark.usefixtures("soon_still")
async def test_on_a_thin_line_it_comes_in_place_of_what_makes_a_new_page_sharp(encoder: SharedEncoder) -> None:
    peer, page, another = Peer(), Screen(320, 180, seed=1), Screen(320, 180, seed=2)
    encoder.join(peer)
    encoder.allow(peer, open_line(1_000_000))
    encoder.submit(page.picture(time.monotonic()))
    await peer.until(lambda all_: all_ and size(all_[-1]) <= next_to_nothing(320, 180))
    encoder.wish_keyframe()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(2 * SILENT):
            await keyframes(peer, 2)
    seen = len(peer.all)
    encoder.submit(another.picture(time.monotonic()))
    await keyframes(peer, 2)
    assert [picture.keyframe for picture in peer.all[seen : seen + 2]] == [False, True]
