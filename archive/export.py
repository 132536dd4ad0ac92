"""A recording's segments, joined into one file that plays: packets are copied, gaps stay as long as they were.

A STOP-GAP: it asks for no reason and writes nothing into the ledger. But it takes one officer's key of each group, here
on the archive's machine, where they do not belong. It goes when officers release their shares from their own machines.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Disposition, Stream

from protocol import recording
from protocol.recording import Gap, Manifest, ManifestUnreadable, Segment, last_stored
from sealing import segment as sealed
from sealing.segment import Place
from sealing.vault import MANIFEST

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


def manifest_in(folder: Path) -> Manifest | None:
    """The manifest of a recording, or `None` when there is none that can be read."""
    try:
        return recording.read((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, ManifestUnreadable):
        return None


def export(folder: Path, keys: Mapping[int, bytes | bytearray], to: Path) -> Exported:
    """Writes the recording in `folder` as one Matroska file. Raises `NothingToExport`; the file must not exist.

    `keys` are the data keys of its stretches, by number.
    """
    manifest = manifest_in(folder) if folder.is_dir() else None
    if manifest is None:
        raise NothingToExport("There is no recording of this session in the archive.")
    segments = [segment for segment in manifest.segments if (folder / segment.file).is_file()]
    sealed_in = _Sealed(folder, manifest.session, keys)
    takes = [take for take in _takes(segments) if _plays(_Joined(sealed_in, take))]
    if not takes:
        raise NothingToExport("The recording of this session holds no picture that these keys open.")
    with to.open("xb"):
        pass  # never over another file
    with av.open(_Joined(sealed_in, takes[0]), "r") as first, av.open(str(to), "w", format="matroska") as output:
        return _join(manifest, takes, sealed_in, first, output)


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
    manifest: Manifest, takes: list[list[Segment]], sealed_in: "_Sealed", first: InputContainer, output: OutputContainer
) -> Exported:
    streams: dict[str, Stream] = {}
    for stream in (first.streams.video[0], *first.streams.subtitles[:1]):
        streams[stream.type] = output.add_stream_from_template(stream, opaque=True)
        streams[stream.type].time_base = _MILLISECOND
    streams["video"].disposition = Disposition.default
    output.metadata["creation_time"] = manifest.started_at.isoformat()
    output.set_chapters([_as_av(number, chapter) for number, chapter in enumerate(chapters(manifest))])
    pictures, end, last = 0, 0, dict.fromkeys(streams, -1)
    for take in takes:
        offset = _milliseconds(take[0].started_at - manifest.started_at)
        for packet in _packets(_Joined(sealed_in, take)):
            kind = packet.stream.type
            # Segments are stamped by the wall clock; if it was set back between two of them, time still goes forward.
            last[kind] = max((packet.pts or 0) + offset, last[kind] + 1)
            end = max(end, last[kind] + (packet.duration or 0))
            pictures += kind == "video"
            packet.pts = packet.dts = last[kind]
            packet.stream = streams[kind]
            output.mux_one(packet)
    return Exported(pictures, end / 1000, len(manifest.gaps))


@dataclass(frozen=True)
class _Sealed:
    """A folder with sealed segments, and the keys to them."""

    folder: Path
    session: str
    keys: Mapping[int, bytes | bytearray]

    def read(self, segment: Segment) -> bytes:
        """What was written into it, as far as it can be believed."""
        data = (self.folder / segment.file).read_bytes()
        place = sealed.place_of(data)
        if place is None or (key := self.keys.get(place.stretch)) is None:
            return b""
        return sealed.unseal(data, key, Place(self.session, place.stretch, segment.number)).data


class _Joined:
    """The segments of one take, read one after the other. Nothing of them is written anywhere."""

    def __init__(self, sealed_in: _Sealed, take: Sequence[Segment]) -> None:
        self._sealed_in, self._take = sealed_in, list(take)
        self._left = memoryview(b"")

    def read(self, size: int) -> bytes:
        while not self._left and self._take:
            self._left = memoryview(self._sealed_in.read(self._take.pop(0)))
        data, self._left = bytes(self._left[:size]), self._left[size:]
        return data


def _takes(segments: list[Segment]) -> list[list[Segment]]:
    """The segments by their takes; one of an unknown take is one of its own."""
    takes: list[list[Segment]] = []
    for segment in segments:
        if takes and segment.take and takes[-1][0].take == segment.take:
            takes[-1].append(segment)
        else:
            takes.append([segment])
    return takes


def _plays(joined: _Joined) -> bool:
    """Whether there is a picture in it: it may have been cut off before the first."""
    try:
        with av.open(joined, "r") as take:
            return bool(take.streams.video)
    except av.FFmpegError:
        return False


def _packets(joined: _Joined) -> Iterator["Packet[Stream]"]:
    """A take's packets; one that was cut off in mid-write simply ends."""
    try:
        with av.open(joined, "r") as take:
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
