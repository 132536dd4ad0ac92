"""A few seconds of a screen in motion, coded once: what a customer's encoder would hand to its connections."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import av
import numpy as np
from aiortc.codecs.h264 import H264Encoder

from peer.outgoing import CodedPicture
from peer.pieces import PIXELS
from peer.x264 import CLOCK, X264, EncoderSettings

WIDTH, HEIGHT = 1920, 1080
PICTURES: Final = 30
"""In a second."""
_ROOMY: Final = 1.25
"""The codec stays below its limit by about so much."""
_ROWS: Final = 200
"""Of a picture that change: more than the budget has bits for, so that each picture uses it up."""


@dataclass(frozen=True)
class Reel:
    """Coded pictures that can be sent in a circle: the first is a keyframe."""

    pictures: tuple[CodedPicture, ...]
    size: int
    """Bytes of all."""

    @property
    def bit_rate(self) -> float:
        """Bits per second."""
        return 8 * self.size * PICTURES / len(self.pictures)


def made(seconds: int, bit_rate: int) -> Reel:
    """A reel whose pictures have `bit_rate` together, as the product's codec and packets make them."""
    codec, packetizer = X264(WIDTH, HEIGHT, EncoderSettings()), H264Encoder()
    pictures: list[CodedPicture] = []
    size = 0
    for number, frame in enumerate(_frames(seconds * PICTURES)):
        left = bit_rate * seconds - 8 * size
        codec.set_budget(_ROOMY * left / (seconds * PICTURES - number))
        packet = codec.encode(frame, number * CLOCK // PICTURES, keyframe=number == 0)
        payloads, _ = packetizer.pack(packet)
        size += sum(map(len, payloads))
        pictures.append(CodedPicture(payloads, 0, keyframe=number == 0))
    return Reel(tuple(pictures), size)


def _frames(count: int) -> Iterator[av.VideoFrame]:
    """Noise that scrolls by on a grey screen."""
    noise = np.random.default_rng(1)
    screen = np.full((3, HEIGHT, WIDTH), 128, np.uint8)
    for _ in range(count):
        screen[:, : _ROWS - 8] = screen[:, 8:_ROWS]
        screen[0, _ROWS - 8 : _ROWS] = noise.integers(0, 255, (8, WIDTH), np.uint8)
        frame = av.VideoFrame(WIDTH, HEIGHT, PIXELS)
        for plane, pixels in zip(frame.planes, screen, strict=True):
            assert plane.line_size == WIDTH
            plane.update(pixels.tobytes())
        yield frame
