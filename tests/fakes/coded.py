"""Tiny H.264 streams whose pictures can be told apart by their brightness, and the way back."""

import io
from fractions import Fraction
from pathlib import Path

import av

from peer.access_unit import AccessUnit

CLOCK = 90_000
FIRST, STEP = 40, 8
TOLERANCE = 3
"""Levels of brightness by which x264 may miss at this rate: less than half a step."""


def coded(count: int, *, size: tuple[int, int] = (64, 48), pixels: str = "yuv420p", keyframes: int = 0) -> list[bytes]:
    """`count` access units, the first a keyframe and every `keyframes`th too; picture n has brightness 40 + 8n."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = *size, pixels, Fraction(1, CLOCK)
    encoder.options = {"preset": "ultrafast", "tune": "zerolatency", "crf": "10", "x264-params": "keyint=infinite"}
    units = []
    for number in range(count):
        frame = av.VideoFrame(*size, pixels)
        for plane, level in zip(frame.planes, (FIRST + STEP * (number % 22), 128, 128), strict=True):
            plane.update(bytes([level]) * plane.buffer_size)
        frame.pts, frame.time_base = number * 3000, encoder.time_base
        if number == 0 or (keyframes and number % keyframes == 0):
            frame.pict_type = av.video.frame.PictureType.I
        units += [bytes(packet) for packet in encoder.encode(frame)]
    return units


def units(
    data: list[bytes], *, start: float = 0.0, every: float = 0.1, origin: int = 0, keyframes: int = 0
) -> list[AccessUnit]:
    """As a customer sends them: one every `every` seconds, its RTP clock starting at `origin`."""
    return [
        AccessUnit(
            unit,
            (origin + round(number * every * CLOCK)) % 2**32,
            number == 0 or bool(keyframes and number % keyframes == 0),
            start + number * every,
        )
        for number, unit in enumerate(data)
    ]


def seen(file: Path | bytes) -> list[tuple[int, int]]:
    """What a player shows: for each picture its millisecond and its number, as `coded` counted."""
    with av.open(io.BytesIO(file) if isinstance(file, bytes) else str(file)) as container:
        return [(round((frame.time or 0) * 1000), number_of(frame)) for frame in container.decode(video=0)]


def number_of(frame: av.VideoFrame) -> int:
    """Which picture of `coded` this is, told by the brightness of its first pixel."""
    level = bytes(frame.planes[0])[0]
    number = round((level - FIRST) / STEP)
    assert abs(level - FIRST - STEP * number) <= TOLERANCE, level
    return number


def events(file: Path | bytes, title: str) -> list[tuple[int, int, bytes]]:
    """The track of this title: milliseconds from and to, and what it says."""
    with av.open(io.BytesIO(file) if isinstance(file, bytes) else str(file)) as container:
        (track,) = [each for each in container.streams.subtitles if each.metadata.get("title") == title]
        packets = [packet for packet in container.demux(track) if packet.pts is not None]
        return [(packet.pts, packet.pts + (packet.duration or 0), bytes(packet)) for packet in packets]


def clock(file: Path | bytes) -> list[tuple[int, int, str]]:
    """The clock track: milliseconds from and to, and the time of day."""
    with av.open(io.BytesIO(file) if isinstance(file, bytes) else str(file)) as container:
        packets = [packet for packet in container.demux(subtitles=0) if packet.pts is not None]
        return [(packet.pts, packet.pts + (packet.duration or 0), bytes(packet).decode()) for packet in packets]
