"""A recording's segments, joined into one file that plays: packets are copied, gaps stay as long as they were.

A STOP-GAP for whoever administers this machine, and the reason why the folder is theirs alone: it asks for no officer,
no reason and no second person. It goes when the archive opens recordings for two officers.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Disposition, Stream

from archive.takeover import manifest_in
from protocol.recording import Gap, Manifest, Segment, last_stored

if TYPE_CHECKING:
    from av.container.core import Chapter as AvChapter  # exists in PyAV's stubs only

_MILLISECOND = Fraction(1, 1000)


class NothingToExport(Exception):
    """There is no such recording, or nothing in it plays; the text says which."""


@dataclass(frozen=True)
class Exported:
    """What the file holds."""

    pictures: int
    seconds: float
    gaps: int


@dataclass(frozen=True)
class Chapter:
    """A stretch of the file, in milliseconds from its start."""

    start: int
    end: int
    title: str


def export(folder: Path, to: Path) -> Exported:
    """Writes the recording in `folder` as one Matroska file. Raises `NothingToExport`; the file must not exist."""
    manifest = manifest_in(folder) if folder.is_dir() else None
    if manifest is None:
        raise NothingToExport("There is no recording of this session in the archive.")
    segments = [segment for segment in manifest.segments if (folder / segment.file).is_file()]
    if not segments:
        raise NothingToExport("The recording of this session holds no picture.")
    with to.open("xb"):
        pass  # never over another file
    with (
        closing(_Joined(folder, _takes(segments)[0])) as joined,
        av.open(joined, "r") as first,
        av.open(str(to), "w", format="matroska") as output,
    ):
        return _join(manifest, segments, folder, first, output)


def chapters(manifest: Manifest) -> list[Chapter]:
    """Segments and gaps as a player lists them, in order."""
    begin = manifest.started_at
    recorded = [_chapter(begin, segment, f"Recording {segment.number}", manifest) for segment in manifest.segments]
    missing = [_chapter(begin, gap, f"Not recorded: {gap.cause}", manifest) for gap in manifest.gaps]
    return sorted(recorded + missing, key=lambda chapter: (chapter.start, chapter.end))


def _chapter(begin: datetime, stretch: Segment | Gap, title: str, manifest: Manifest) -> Chapter:
    end = stretch.ended_at or manifest.ended_at or last_stored(manifest)
    return Chapter(_milliseconds(stretch.started_at - begin), _milliseconds(end - begin), title)


def _milliseconds(time: timedelta) -> int:
    return max(round(time / timedelta(milliseconds=1)), 0)


def _join(
    manifest: Manifest, segments: list[Segment], folder: Path, first: InputContainer, output: OutputContainer
) -> Exported:
    streams: dict[str, Stream] = {}
    for stream in (first.streams.video[0], *first.streams.subtitles[:1]):
        streams[stream.type] = output.add_stream_from_template(stream, opaque=True)
        streams[stream.type].time_base = _MILLISECOND
    streams["video"].disposition = Disposition.default
    output.metadata["creation_time"] = manifest.started_at.isoformat()
    output.set_chapters([_as_av(number, chapter) for number, chapter in enumerate(chapters(manifest))])
    pictures, end, last = 0, 0, dict.fromkeys(streams, -1)
    for take in _takes(segments):
        offset = _milliseconds(take[0].started_at - manifest.started_at)
        for packet in _packets(_Joined(folder, take)):
            kind = packet.stream.type
            # Segments are stamped by the wall clock; if it was set back between two of them, time still goes forward.
            last[kind] = max((packet.pts or 0) + offset, last[kind] + 1)
            end = max(end, last[kind] + (packet.duration or 0))
            pictures += kind == "video"
            packet.pts = packet.dts = last[kind]
            packet.stream = streams[kind]
            output.mux_one(packet)
    return Exported(pictures, end / 1000, len(manifest.gaps))


class _Joined:
    """The files of one take, read one after the other."""

    def __init__(self, folder: Path, take: Sequence[Segment]) -> None:
        self._paths = [folder / segment.file for segment in take]
        self._file: BinaryIO | None = None

    def read(self, size: int) -> bytes:
        while self._file or self._paths:
            self._file = self._file or self._paths.pop(0).open("rb")
            if data := self._file.read(size):
                return data
            self.close()
        return b""

    def close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None


def _takes(segments: list[Segment]) -> list[list[Segment]]:
    """The segments by their takes; one of an unknown take is one of its own."""
    takes: list[list[Segment]] = []
    for segment in segments:
        if takes and segment.take and takes[-1][0].take == segment.take:
            takes[-1].append(segment)
        else:
            takes.append([segment])
    return takes


def _packets(joined: _Joined) -> Iterator["Packet[Stream]"]:
    """A take's packets; one that was cut off in mid-write simply ends."""
    try:
        with closing(joined), av.open(joined, "r") as take:
            taken = {take.streams.video[0].index, take.streams.subtitles[0].index}
            for packet in take.demux():
                if packet.pts is not None and not packet.is_corrupt and packet.stream.index in taken:
                    yield packet
    except av.FFmpegError:
        return


def _as_av(number: int, chapter: Chapter) -> "AvChapter":
    return {
        "id": number + 1,
        "start": chapter.start,
        "end": max(chapter.end, chapter.start + 1),
        "time_base": _MILLISECOND,
        "metadata": {"title": chapter.title},
    }
