"""x264 where the line is fast: each picture at one quantizer, which is told, and no estimate of what it will cost."""

import ctypes
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, cast

import av

from peer.chroma import Halver
from peer.picture import Area
from peer.x264 import CLOCK, COLOUR_PARAMETERS, PARAMETERS, PROFILES, THREADS, EncoderSettings, level
from peer.x264_seams import Handle, Plane, hints

_COLOURS: Final = {True: 0x0C, False: 0x02}  # X264_CSP_I444, X264_CSP_I420
_FAR: Final = ("me=umh", "merange=32", "partitions=i4x4")
_NEAR: Final = ("me=hex", "merange=16", "partitions=none")
"""For a film: half the time, and not a bit more."""
_RANGE: Final = "ipratio=1:pbratio=91"
"""x264 keeps quantizers between those of I and B pictures, although there are no B pictures: from the finest to 51."""


class SteadyX264:
    """One codec, for pictures of one size; what it writes looks like the same stream as `X264`'s."""

    def __init__(
        self, width: int, height: int, settings: EncoderSettings, x264: ctypes.CDLL, *, full_chroma: bool = True
    ) -> None:
        """Raises `X264SeamBroken`."""
        self.size = (width, height)
        self._halver = None if full_chroma else Halver()
        self._coded = self.size if full_chroma else (width + width % 2, height + height % 2)
        parameters = (
            *PARAMETERS,
            *COLOUR_PARAMETERS,
            f"qp={settings.finest}:{_RANGE}:level={level(width, height)}:threads={THREADS}:sliced-threads=1",
            f"fps={1 / Fraction(settings.buffer_seconds).limit_denominator(1000)}:force-cfr=1:log=-1",
        )
        self._handle = Handle(
            x264, self._coded, _COLOURS[full_chroma], PROFILES[full_chroma], ":".join(parameters).split(":")
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
        packet = cast("av.Packet[av.VideoStream]", av.Packet(written))
        packet.pts, packet.time_base = timestamp, Fraction(1, CLOCK)
        packet.is_keyframe = keyframe
        return packet
