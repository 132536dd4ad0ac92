"""x264 where the line is fast: each picture at one quantizer, which is told, and no estimate of what it will cost."""

import ctypes
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import av

from peer.chroma import Halver
from peer.picture import BLOCK, Area
from peer.x264 import COLOUR_PARAMETERS, PARAMETERS, PROFILES, THREADS, EncoderSettings, level, packet
from peer.x264_seams import Handle, Plane, hints

_COLOURS: Final = {True: 0x0C, False: 0x02}  # X264_CSP_I444, X264_CSP_I420
_FAR: Final = ("me=umh", "merange=32", "partitions=i4x4")
_NEAR: Final = ("me=hex", "merange=16", "partitions=none")
"""For a film: half the time, and not a bit more."""
_RANGE: Final = "ipratio=0.01:pbratio=1"
"""x264 keeps quantizers between those of P and I pictures, which are so far apart: from the finest to 51."""

_SMALL: Final = "threads=1:subme=3:psy-rd=0,0"
"""To try more ways to predict a block saves 9 %, and takes no time. `psy-rd` would change how fine the colours are."""


class SteadyX264:
    """One codec, for pictures of one size; what it writes looks like the same stream as `X264`'s."""

    def __init__(
        self, width: int, height: int, settings: EncoderSettings, x264: ctypes.CDLL, *, full_chroma: bool = True
    ) -> None:
        """Raises `X264SeamBroken`."""
        self.size = (width, height)
        self._halver = None if full_chroma else Halver()
        self._coded = self.size if full_chroma else (width + width % 2, height + height % 2)
        self._handle = _opened(
            x264, self._coded, settings, f"level={level(width, height)}:threads={THREADS}", full_chroma=full_chroma
        )
        self._near = False

    def fits(self, width: int, height: int, *, full_chroma: bool) -> bool:
        """Whether it codes such pictures for such peers."""
        return (width, height) == self.size and full_chroma == (self._halver is None)

    def encode(
        self,
        frame: av.VideoFrame,
        timestamp: int,
        *,
        quantizer: int,
        keyframe: bool,
        changed: Sequence[Area] | None = None,
        near: bool = False,
    ) -> "av.Packet[av.VideoStream]":
        """One picture in, one out. `changed` is as with `X264`. `near`: what moves has not gone far.

        Raises `X264SeamBroken`.
        """
        if near is not self._near:
            self._handle.turn(_NEAR if near else _FAR)
            self._near = near
        frame = frame if self._halver is None else self._halver.halved(frame)
        planes = [Plane(plane.buffer_ptr, plane.line_size) for plane in frame.planes]
        said = None if changed is None else hints(self._coded, changed)
        written = self._handle.encode(planes, timestamp, quantizer, said, keyframe=keyframe)
        return packet(written, timestamp, keyframe=keyframe)


class SmallX264:
    """A codec for parts of pictures: `patches.SmallCodec`."""

    def __init__(self, size: tuple[int, int], settings: EncoderSettings, x264: ctypes.CDLL) -> None:
        """Raises `X264SeamBroken`."""
        self._count = 0
        self._handle = _opened(x264, size, settings, f"{_SMALL}:slice-max-mbs={-(-size[0] // BLOCK)}")

    def encode(self, frame: av.VideoFrame, left: int, top: int, quantizer: int) -> bytes:
        """See there. The part has to lie inside. Raises `X264SeamBroken`."""
        self._count += 1
        planes = [Plane(each.buffer_ptr + top * each.line_size + left, each.line_size) for each in frame.planes]
        return self._handle.encode(planes, self._count, quantizer, None, keyframe=True)


def _opened(
    x264: ctypes.CDLL, size: tuple[int, int], settings: EncoderSettings, more: str, *, full_chroma: bool = True
) -> Handle:
    parameters = (
        *PARAMETERS,
        *COLOUR_PARAMETERS,
        f"qp={settings.finest}:{_RANGE}:{more}:sliced-threads=1",
        f"fps={1 / Fraction(settings.buffer_seconds).limit_denominator(1000)}:force-cfr=1:log=-1",
    )
    return Handle(x264, size, _COLOURS[full_chroma], PROFILES[full_chroma], ":".join(parameters).split(":"))
