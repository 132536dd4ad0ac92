"""A stream in which a codec's pictures stand between such as it does not hear of."""

import ctypes
from collections.abc import Callable, Sequence

import av

from peer.bits import StreamUnknown
from peer.patches import Patches
from peer.picture import Area
from peer.scrolling import Scrolled
from peer.steady import SmallX264
from peer.x264 import CLOCK, EncoderSettings, packet
from peer.x264_seams import X264SeamBroken


class PatchedStream:
    """Of pictures of one size, with all colours: from the first keyframe on, whichever of both codecs makes it."""

    def __init__(self, size: tuple[int, int], settings: EncoderSettings, x264: ctypes.CDLL) -> None:
        self._patches = Patches(size, lambda part: SmallX264(part, settings, x264), settings.finest)
        self._unable = False

    @property
    def since(self) -> tuple[Area, ...]:
        """Where else than said the codec's next picture differs from its last one."""
        return self._patches.since

    def codecs(self, picture: "av.Packet[av.VideoStream]") -> "av.Packet[av.VideoStream]":
        """What is sent for the codec's next picture. Raises `X264SeamBroken` where it cannot be told what to send."""
        try:
            written = (self._patches.keyframe if picture.is_keyframe else self._patches.picture)(bytes(picture))
        except StreamUnknown as error:
            if picture.is_keyframe:
                return picture
            raise X264SeamBroken(str(error)) from error
        return packet(written, picture.pts or 0, keyframe=picture.is_keyframe)

    def patch(
        self, frame: av.VideoFrame, timestamp: int, changed: Sequence[Area]
    ) -> "av.Packet[av.VideoStream] | None":
        """One picture, as fine as can be, in which only this changed; `None` where it is one for the codec."""
        return self._past(timestamp, lambda: self._patches.patch(frame, changed, timestamp / CLOCK))

    def scroll(
        self, frame: av.VideoFrame, timestamp: int, scrolled: Scrolled, quantizer: int
    ) -> "av.Packet[av.VideoStream] | None":
        """One picture in which a page was scrolled; `None` where it is one for the codec."""
        return self._past(timestamp, lambda: self._patches.scroll(frame, scrolled, quantizer))

    def _past(self, timestamp: int, written: Callable[[], bytes | None]) -> "av.Packet[av.VideoStream] | None":
        if self._unable:
            return None
        try:
            picture = written()
        except (StreamUnknown, X264SeamBroken):
            self._unable = True
            return None
        return None if picture is None else packet(picture, timestamp, keyframe=False)
