"""A recording's takes, joined into one Matroska file that plays: packets are copied, gaps stay as long as they were."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Disposition, Stream

from archive.opening.timeline import Timeline
from archive.opening.window import Windows

if TYPE_CHECKING:
    from av.container.core import Chapter as AvChapter  # exists in PyAV's stubs only

_MILLISECOND = Fraction(1, 1000)
Give = Callable[[int, bytes], None]
"""Takes a part of the file, and where in it. The muxer goes back at the end, to write how long it became."""


class NothingToJoin(Exception):
    """Nothing of the recording can be read."""


@dataclass(frozen=True)
class Exported:
    """What the file holds."""

    pictures: int
    milliseconds: int
    gaps: int


@dataclass(frozen=True)
class Chapter:
    """A stretch of the file, in milliseconds from its start."""

    start: int
    end: int
    title: str


def join(timeline: Timeline, windows: Windows, give: Give) -> Exported:
    """Gives the file. Raises `NothingToJoin`."""
    takes = [range(places[0], places[-1] + 1) for places in _takes(timeline)]
    for number, take in enumerate(takes):
        try:
            first = av.open(_Joined(windows, take), "r", format="matroska")
        except av.FFmpegError:
            continue
        with first, av.open(_Sink(give), "w", format="matroska") as output:
            return _Output(timeline, first, output).copy(windows, takes[number:])
    raise NothingToJoin


def chapters(timeline: Timeline) -> list[Chapter]:
    """Takes and gaps as a player lists them, in order."""
    recorded = [
        Chapter(timeline.parts[places[0]].start, timeline.parts[places[-1]].end, f"Recording {number}")
        for number, places in enumerate(_takes(timeline), 1)
    ]
    missing = [Chapter(hole.start, hole.end, f"Not recorded: {hole.cause}") for hole in timeline.holes]
    return sorted(recorded + missing, key=lambda chapter: (chapter.start, chapter.end))


def _takes(timeline: Timeline) -> list[list[int]]:
    """The places of each take's parts."""
    places = range(len(timeline.parts))
    return [list(group) for _, group in groupby(places, key=lambda place: timeline.parts[place].take)]


class _Joined:
    """The segments of one take, read one after the other, one in memory."""

    def __init__(self, windows: Windows, take: range) -> None:
        self._pieces = windows.joined(take)
        self._left = io.BytesIO()

    def read(self, size: int) -> bytes:
        while not (data := self._left.read(size)):
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._left = io.BytesIO(piece)
        return data


class _Sink:
    """A file that is written elsewhere."""

    def __init__(self, give: Give) -> None:
        self._give = give
        self._place = self._end = 0

    def write(self, data: bytes) -> int:
        self._give(self._place, bytes(data))
        self._place += len(data)
        self._end = max(self._end, self._place)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._end}[whence]
        return self._place

    def tell(self) -> int:
        return self._place


class _Output:
    """The file being written."""

    def __init__(self, timeline: Timeline, first: InputContainer, output: OutputContainer) -> None:
        self._timeline = timeline
        self._output = output
        self._streams: list[Stream] = [output.add_stream_from_template(one, opaque=True) for one in _tracks(first)]
        for stream, like in zip(self._streams, _tracks(first), strict=True):
            stream.time_base = _MILLISECOND
            if "title" in like.metadata:
                stream.metadata["title"] = like.metadata["title"]
        self._streams[0].disposition = Disposition.default
        self._last = [-1] * len(self._streams)
        output.metadata["creation_time"] = timeline.began.isoformat()
        output.set_chapters([_as_av(number, chapter) for number, chapter in enumerate(chapters(timeline))])

    def copy(self, windows: Windows, takes: list[range]) -> Exported:
        pictures = end = 0
        for take in takes:
            begin = self._timeline.parts[take.start].start
            for track, packet in _packets(_Joined(windows, take)):
                # Takes are stamped by the wall clock; if it was set back between two of them, time still goes forward.
                self._last[track] = max((packet.pts or 0) + begin, self._last[track] + (track == 0))
                end = max(end, self._last[track] + (packet.duration or 0) if track < 2 else 0)  # noqa: PLR2004 - picture and clock
                pictures += track == 0
                packet.pts = packet.dts = self._last[track]
                packet.stream = self._streams[track]
                self._output.mux_one(packet)
        return Exported(pictures, end, len(self._timeline.holes))


def _tracks(container: InputContainer) -> list[Stream]:
    return [container.streams.video[0], *container.streams.subtitles]


def _packets(joined: _Joined) -> Iterator["tuple[int, Packet[Stream]]"]:
    """A take's packets, each with its track's number; one that was cut off in mid-write simply ends."""
    try:
        with av.open(joined, "r", format="matroska") as take:
            tracks = {stream.index: number for number, stream in enumerate(_tracks(take))}
            for packet in take.demux():
                if packet.pts is not None and not packet.is_corrupt and packet.stream.index in tracks:
                    yield tracks[packet.stream.index], packet
    except (av.FFmpegError, IndexError):
        return


def _as_av(number: int, chapter: Chapter) -> "AvChapter":
    return {
        "id": number + 1,
        "start": chapter.start,
        "end": max(chapter.end, chapter.start + 1),
        "time_base": _MILLISECOND,
        "metadata": {"title": chapter.title},
    }
