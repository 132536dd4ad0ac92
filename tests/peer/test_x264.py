import subprocess
import sys

import av
import pytest

from peer.picture import Picture
from peer.x264 import X264, Converter, EncoderSettings, blank_frame, fill
from tests.fakes.screens import Screen, sharpness

SHARP = 45.0  # dB; below this one sees the difference on coloured text when switching between the pictures


def converted(screen: Screen) -> av.VideoFrame:
    frame = blank_frame(screen.width, screen.height)
    fill(frame, screen.picture(0.0))
    return Converter().convert(frame)


@pytest.mark.parametrize("size", [(320, 180), (321, 179), (17, 33), (1366, 20)])
def test_a_screen_of_any_size_becomes_sharp(size: tuple[int, int]) -> None:
    screen = Screen(*size)
    codec, decoder, frame = X264(*size, EncoderSettings()), av.CodecContext.create("h264", "r"), converted(screen)
    sizes = []
    for n in range(8):
        packet = codec.encode(frame, n * 3000, keyframe=n == 0)
        sizes.append(packet.size)
        (shown,) = decoder.decode(packet)
    assert (shown.width, shown.height) == size
    assert sharpness(shown, screen.pixels) >= SHARP
    assert sizes[-1] < 100


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


def test_a_picture_of_the_wrong_size_is_refused() -> None:
    with pytest.raises(ValueError, match="width"):
        fill(blank_frame(10, 10), Picture(10, 10, bytes(399), 0.0))


@pytest.mark.parametrize("width", [16, 17])
def test_any_kind_of_bytes_is_taken(width: int) -> None:
    raw = bytes(n % 251 for n in range(width * 16 * 4))
    for bgra in (raw, bytearray(raw), memoryview(raw)):
        frame = blank_frame(width, 16)
        fill(frame, Picture(width, 16, bgra, 0.0))
        assert bytes(frame.planes[0])[: width * 4] == raw[: width * 4]


def test_the_customers_side_needs_no_numpy() -> None:
    program = """
import sys
sys.modules["numpy"] = None
import asyncio, time
from peer.encoder import SharedEncoder
from peer.picture import Picture
class Peer:
    def push(self, picture): done.set_result(picture)
async def main():
    global done
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    encoder = SharedEncoder(loop)
    encoder.join(Peer())
    encoder.submit(Picture(33, 17, bytes(33 * 17 * 4), time.monotonic()))
    assert (await done).keyframe
    encoder.leave(Peer())
    encoder.close()
asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)
