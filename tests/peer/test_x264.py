import statistics
import subprocess
import sys

import av
import pytest

from peer.picture import Area
from peer.pieces import Converter
from peer.x264 import X264, EncoderSettings, quantizer
from tests.fakes.screens import Screen, rows_of, sharpness

SHARP = 45.0  # dB; below this one sees the difference on coloured text when switching between the pictures


def converted(screen: Screen) -> av.VideoFrame:
    (whole,) = Converter().converted(screen.picture(0.0))
    return whole.frame


def difference(shown: bytes, meant: bytes) -> float:
    """Of two rows' colours, on average."""
    return 4 / 3 * statistics.fmean(abs(one - other) for one, other in zip(shown, meant, strict=True))


@pytest.mark.parametrize("size", [(320, 180), (321, 179), (17, 33), (1366, 20)])
def test_a_screen_of_any_size_becomes_sharp(size: tuple[int, int]) -> None:
    screen = Screen(*size)
    codec, decoder, frame = X264(*size, EncoderSettings()), av.CodecContext.create("h264", "r"), converted(screen)
    sizes = []
    for n in range(10):
        packet = codec.encode(frame, n * 3000, keyframe=n == 0, changed=None if n == 0 else ())
        sizes.append(packet.size)
        (shown,) = decoder.decode(packet)
    assert (shown.width, shown.height) == size
    assert sharpness(shown, screen.bgra) >= SHARP
    assert sizes[-1] < 20


def test_the_codec_writes_coloured_text_in_full() -> None:
    packet = X264(64, 64, EncoderSettings()).encode(converted(Screen(64, 64)), 0, keyframe=True)
    assert packet.is_keyframe
    sps = bytes(packet).index(b"\0\0\1\x67") + 4
    assert bytes(packet)[sps] == 244  # profile High 4:4:4 Predictive


def test_a_first_picture_is_moderate_in_size() -> None:
    screen = Screen(1280, 720)
    settings = EncoderSettings()
    packet = X264(1280, 720, settings).encode(converted(screen), 0, keyframe=True)
    assert packet.size <= 1.1 * settings.start * settings.buffer_seconds / 8


def test_each_picture_keeps_to_its_budget_without_a_new_codec_or_keyframe() -> None:
    codec = X264(320, 180, EncoderSettings())
    screens = [converted(Screen(320, 180, seed=seed)) for seed in range(8)]
    sizes = []
    for number, budget in enumerate((40_000, 400_000, 400_000, 30_000, 30_000, 400_000, 400_000)):
        codec.set_budget(budget)
        packet = codec.encode(screens[number], 3000 * number, keyframe=number == 0)
        assert packet.is_keyframe == (number == 0)
        assert packet.size * 8 <= 1.1 * budget
        sizes.append(packet.size)
    assert min(sizes[2], sizes[6]) > 2 * max(sizes[3], sizes[4])


def test_what_is_said_to_be_unchanged_is_not_even_looked_at() -> None:
    before, after = Screen(160, 96), Screen(160, 96, seed=2)
    codec, decoder = X264(160, 96, EncoderSettings()), av.CodecContext.create("h264", "r")
    codec.set_budget(10_000_000)
    for number in range(3):
        (frame,) = decoder.decode(codec.encode(converted(before), number * 3000, keyframe=number == 0))
    (frame,) = decoder.decode(codec.encode(converted(after), 9000, keyframe=False, changed=(Area(0, 0, 160, 48),)))
    shown = rows_of(frame)
    wrong = [list(map(difference, shown, screen.rows)) for screen in (before, after)]
    assert max(wrong[1][:48]) < 6 < max(wrong[0][:48])
    assert max(wrong[0][48:]) < 6 < max(wrong[1][48:])


def test_what_is_unchanged_but_blurred_is_made_sharper_all_the_same() -> None:
    screen = Screen(320, 176)
    codec, decoder = X264(320, 176, EncoderSettings()), av.CodecContext.create("h264", "r")
    codec.set_budget(30_000)
    decoder.decode(codec.encode(converted(screen), 0, keyframe=True))
    codec.set_budget(10_000_000)
    for number in range(1, 4):
        (shown,) = decoder.decode(codec.encode(converted(screen), number * 3000, keyframe=False, changed=()))
    assert sharpness(shown, screen.bgra) >= SHARP


def test_the_codec_says_how_fine_it_meant_a_picture_to_be() -> None:
    codec = X264(320, 180, EncoderSettings())
    codec.set_budget(20_000)
    assert quantizer(codec.encode(converted(Screen(320, 180)), 0, keyframe=True)) > EncoderSettings().finest
    codec.set_budget(10_000_000)
    packets = [codec.encode(converted(Screen(320, 180)), n * 3000, keyframe=False, changed=()) for n in range(1, 4)]
    assert quantizer(packets[-1]) == EncoderSettings().finest


def test_what_moves_is_coarser_and_costs_less() -> None:
    sizes = []
    for quality in (EncoderSettings().moving, EncoderSettings().finest):
        codec = X264(320, 180, EncoderSettings())
        codec.set_budget(10_000_000)
        codec.encode(converted(Screen(320, 180)), 0, keyframe=True)
        codec.set_quality(quality)
        sizes.append(codec.encode(converted(Screen(320, 180, seed=2)), 3000, keyframe=False).size)
    assert sizes[0] < 0.7 * sizes[1]


@pytest.mark.end_to_end
def test_the_customers_side_needs_no_numpy() -> None:
    program = """
import sys
sys.modules["numpy"] = None
import asyncio, time
from peer.encoder import SharedEncoder
from peer.picture import Picture
class Peer:
    full_chroma = governs = True
    def push(self, picture): done.set_result(picture)
async def main():
    global done
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    encoder = SharedEncoder(loop)
    encoder.join(Peer())
    encoder.submit(Picture.whole(33, 17, bytes(33 * 17 * 4), time.monotonic()))
    assert (await done).keyframe
    encoder.leave(Peer())
    encoder.close()
asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)


def test_for_peers_that_take_no_more_it_writes_constrained_baseline() -> None:
    codec = X264(63, 47, EncoderSettings(), full_chroma=False)
    frame = av.VideoFrame(63, 47, "yuv444p")
    packet = codec.encode(frame, 0, keyframe=True)
    decoder = av.CodecContext.create("h264", "r")
    (shown,) = decoder.decode(packet)
    assert (shown.format.name, shown.width, shown.height) == ("yuv420p", 64, 48)
    assert decoder.profile == "Constrained Baseline"
    assert codec.fits(63, 47, full_chroma=False)
    assert not codec.fits(63, 47, full_chroma=True)
