"""The picture of a moment: decoded from the last keyframe before it, or from where the film stands.

Forward it only goes on; nothing is decoded twice unless somebody wants to see an earlier moment.
"""

from dataclasses import dataclass

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from archive.opening.timeline import Timeline
from archive.opening.window import NOTHING, Coded, Window, Windows

Place = tuple[int, int]
"""A part's place on the timeline, and a picture's place in its window."""


@dataclass(frozen=True)
class Still:
    """A decoded picture, and the moment from which on it stood on the screen."""

    at: int
    frame: VideoFrame


class Film:
    """One recording's pictures."""

    def __init__(self, timeline: Timeline, windows: Windows) -> None:
        self._timeline = timeline
        self._windows = windows
        self._decoder: VideoCodecContext | None = None
        self._take = 0
        self._next: Place = (0, 0)
        self._still: Still | None = None
        self._torn = False
        self.decoded = 0
        """Pictures that were decoded, to see what a jump costs."""

    def still(self, at: int) -> Still | None:
        """What stood on the screen at this moment; `None` in a gap, and where nothing can be read."""
        place = self._timeline.part_at(at)
        if place is None or self._windows.at(place) is NOTHING:
            return None
        start = self._start(place, at)
        if start is not None:
            self._begin(start)
        if self._decoder is None or self._take != self._timeline.parts[place].take:
            return None
        self._run(at, place)
        return self._still

    def _start(self, place: int, at: int) -> Place | None:
        """Where to begin anew; `None` when it is best, or only possible, to go on from where the film stands."""
        goes_on = self._goes_on(place, at)
        for earlier in reversed(self._timeline.take_of(place)):
            if goes_on and earlier < self._next[0]:
                return None
            keyframe = self._windows.at(earlier).keyframe_until(at)
            if keyframe is not None:
                start = (earlier, keyframe)
                return None if goes_on and start <= self._next else start
        if not goes_on:
            self._decoder = self._still = None
        return None

    def _goes_on(self, place: int, at: int) -> bool:
        """Whether the moment lies after what was decoded last, in the same take."""
        same = self._decoder is not None and self._take == self._timeline.parts[place].take
        return same and (self._still is None or self._still.at <= at)

    def _begin(self, start: Place) -> None:
        window = self._windows.at(start[0])
        self._decoder = _decoder(window)
        self._take = self._timeline.parts[start[0]].take
        self._next, self._still, self._torn = start, None, False

    def _run(self, at: int, last: int) -> None:
        """Decodes up to the moment. `last` is the part that it lies in."""
        part, picture = self._next
        while part <= last:
            window = self._windows.at(part)
            while picture < len(window.pictures) and window.pictures[picture].at <= at:
                self._decode(window.pictures[picture])
                picture += 1
            self._next = (part, picture)
            if part == last or picture < len(window.pictures):
                return
            if not window.whole:
                self._torn, self._still = True, None
            part, picture = part + 1, 0

    def _decode(self, coded: Coded) -> None:
        """What builds on a part that is missing would be a wrong picture: then there is none, until a keyframe."""
        self._torn = self._torn and not coded.keyframe
        if self._torn:
            return
        assert self._decoder
        self.decoded += 1
        try:
            frames = self._decoder.decode(coded.packet)
        except av.FFmpegError:
            return  # damaged, or hostile: the picture before it stays until the next that can be decoded
        for frame in frames:
            self._still = Still(coded.at, frame)


def _decoder(window: Window) -> VideoCodecContext:
    """A decoder that hands out each picture at once."""
    assert window is not NOTHING
    decoder = av.CodecContext.create(window.codec, "r")
    assert isinstance(decoder, VideoCodecContext)
    decoder.extradata = window.extradata
    decoder.thread_type = "SLICE"  # threads for whole frames keep pictures back
    decoder.options = {"flags": "low_delay"}
    return decoder
