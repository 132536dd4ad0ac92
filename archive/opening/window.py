"""One segment, unsealed in memory: what was coded in it, in order, and what happened meanwhile.

Of a recording there are never more than two windows in memory, and one that is being read. A segment has at most a
minute or 8 MiB.
"""

import io
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import av
from av.container import InputContainer
from av.packet import Packet

from archive.opening.timeline import Timeline
from protocol import wire
from protocol.peer_messages import Happening, Mark
from protocol.problems import MessageRefused
from protocol.recording import MACHINES
from sealing.records import Ending
from sealing.segment import Unsealed

Unseal = Callable[[int], Unsealed]
"""Gives what was written into a segment, by its number, as far as it can be believed; nothing for one that is gone."""
WINDOWS = 2
_CLUSTER = 0x1F43B675
_SEGMENT = 0x18538067
_HEADER_LIMIT = 64 * 1024
"""Bytes that a take's header may have; ours have about a thousand."""
EVENTS_LIMIT = 200_000
"""Of one recording. A customer's program that sends more makes them be left out, not the machine fall over."""


class NotMatroska(ValueError):
    """The bytes do not begin as a take does."""


@dataclass(frozen=True)
class Coded:
    """One coded picture and its moment in the session."""

    at: int
    packet: "Packet[Any]"
    keyframe: bool


@dataclass(frozen=True)
class Event:
    """Something that happened."""

    at: int
    what: Happening


@dataclass(frozen=True)
class Window:
    """One segment's content; `codec` and `extradata` are what a decoder needs to begin.

    After one that is not `whole` no picture can be decoded until the next keyframe.
    """

    pictures: tuple[Coded, ...]
    events: tuple[Event, ...]
    codec: str = ""
    extradata: bytes = b""
    whole: bool = False

    def keyframe_until(self, at: int) -> int | None:
        """The place of the last keyframe up to this moment."""
        place = bisect_right(self.pictures, at, key=lambda picture: picture.at) - 1
        while place >= 0 and not self.pictures[place].keyframe:
            place -= 1
        return place if place >= 0 else None


NOTHING = Window((), ())


class Windows:
    """A recording's windows, by their place on the timeline."""

    def __init__(self, timeline: Timeline, unseal: Unseal) -> None:
        self._timeline = timeline
        self._unseal = unseal
        self._headers: dict[int, bytes] = {}
        self._open: OrderedDict[int, Window] = OrderedDict()

    def at(self, place: int) -> Window:
        """The window; an empty one for a segment that is gone or that cannot be read."""
        if place in self._open:
            self._open.move_to_end(place)
            return self._open[place]
        while len(self._open) >= WINDOWS:
            self._open.popitem(last=False)
        window = self._read(place)
        self._open[place] = window
        return window

    def glance(self, place: int) -> Window:
        """The window, which is not kept."""
        return self._open.get(place) or self._read(place)

    def joined(self, take: range) -> Iterator[bytes]:
        """The file that the segments at these places of one take are, piece by piece."""
        for place in take:
            yield self._unseal(self._timeline.parts[place].segment).data

    def _read(self, place: int) -> Window:
        part = self._timeline.parts[place]
        unsealed = self._unseal(part.segment)
        data = unsealed.data
        first = self._timeline.take_of(place).start
        try:
            if first == place:
                self._headers[part.take] = header(data)
            elif part.take not in self._headers:
                self._headers[part.take] = header(self._unseal(self._timeline.parts[first].segment).data)
        except NotMatroska:
            return NOTHING
        whole = data if first == place else self._headers[part.take] + data
        try:
            with av.open(io.BytesIO(whole), "r", format="matroska") as container:
                content = _content(container, self._timeline.begin_of(part.take))
        except av.FFmpegError:
            return NOTHING
        return replace(content, whole=content.whole and unsealed.ending is Ending.COMPLETE)


def _content(container: InputContainer, begin: int) -> Window:
    video = container.streams.video[0] if container.streams.video else None
    machines = next((each for each in container.streams.subtitles if each.metadata.get("title") == MACHINES), None)
    pictures, events = list[Coded](), list[Event]()
    try:
        for packet in container.demux():
            if packet.pts is None or packet.is_corrupt:
                continue
            if video is not None and packet.stream.index == video.index:
                pictures.append(Coded(begin + packet.pts, packet, packet.is_keyframe))
            elif machines is not None and packet.stream.index == machines.index and (what := _event(bytes(packet))):
                events.append(Event(begin + packet.pts, what))
        whole = True
    except av.FFmpegError:
        whole = False  # it was cut off; what came before the cut stands
    if video is None:
        return NOTHING
    codec = video.codec_context
    return Window(tuple(pictures), tuple(events), codec.name, codec.extradata or b"", whole)


def _event(data: bytes) -> Happening | None:
    """One entry of the track; `None` for what a newer version wrote."""
    try:
        what = wire.to_recorder.read(data)
    except MessageRefused:
        return None
    return None if isinstance(what, Mark) else what


def header(data: bytes) -> bytes:
    """What stands before a take's first cluster. Raises `NotMatroska`.

    The elements are walked, not searched for the cluster's name: those four bytes may stand in a codec's parameters.
    https://www.rfc-editor.org/rfc/rfc8794#section-6
    """
    place = 0
    if not data.startswith(b"\x1a\x45\xdf\xa3"):
        raise NotMatroska
    while place < min(len(data), _HEADER_LIMIT):
        start = place
        name, place = _number(data, place, marked=True)
        size, place = _number(data, place, marked=False)
        if name == _CLUSTER:
            return data[:start]
        if name != _SEGMENT:  # the segment is entered: the clusters are in it
            place += size
    raise NotMatroska


def _number(data: bytes, place: int, *, marked: bool) -> tuple[int, int]:
    """A variable-length number and where it ends; element names keep the mark of their length."""
    first = data[place] if place < len(data) else 0
    length = 9 - first.bit_length()
    if not first or place + length > len(data):
        raise NotMatroska
    value = int.from_bytes(data[place : place + length])
    return value if marked else value & ((1 << 7 * length) - 1), place + length
