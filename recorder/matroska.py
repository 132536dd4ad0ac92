"""Matroska, cluster by cluster, through PyAV, nothing decoded: pictures in, bytes out.

PyAV's muxer keeps the last cluster to itself until the next picture comes, which on a screen that stands still is
never; so each cluster is muxed by itself and its bytes are whole at once. Beside the pictures lie three tracks of
subtitles. The **clock**: the time of day; it carries a still screen's time, so that a recording is as long as the
session was. The **events** in words, for people; and the same and more as JSON, for machines: each entry is the
message of `protocol.peer_messages` that told of it.
"""

import io
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Disposition, Stream
from av.subtitles.stream import SubtitleStream
from av.video.stream import VideoStream

from protocol import wire
from protocol.recording import CLOCK, EVENTS, MACHINES
from recorder.captions import SHOWN_FOR, caption
from recorder.intake import Cluster

_MILLISECOND = Fraction(1, 1000)
_SUBTITLE = b"1\n00:00:00,000 --> 00:00:01,000\n-\n\n"
_OPTIONS = {
    "live": "1",  # nothing is patched afterwards: what is written is final
    "flush_packets": "1",
    "cluster_time_limit": "30000",  # we cut the clusters
    "default_mode": "passthrough",
}
_LOOK_ONLY: list[Any] = [{"skip_frame": "all"}]  # Any: PyAV's stubs say strings, its code takes dictionaries
"""The library reads a format by decoding; 69 hostile bytes that claim 8192x8192 cost it 276 MB and half a second."""
_SIDE_LIMIT = 16_384
"""Pixels. What H.264 allows at its highest level is less."""


class PictureRefused(Exception):
    """A keyframe whose format cannot be read. The customer's program is at fault."""


class _Bytes:
    """A file that cannot seek, in memory."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)


class _Tracks(NamedTuple):
    video: VideoStream
    clock: SubtitleStream
    events: SubtitleStream
    machines: SubtitleStream


class Format:
    """The format of one take, read from its first keyframe. Raises `PictureRefused`."""

    def __init__(self, keyframe: bytes) -> None:
        self._subtitle = av.open(io.BytesIO(_SUBTITLE), "r", format="srt")
        try:
            self._probe = av.open(io.BytesIO(keyframe), "r", format="h264", stream_options=_LOOK_ONLY)
            self._check(self._probe)
        except (av.FFmpegError, PictureRefused):
            self._subtitle.close()
            raise PictureRefused from None

    @staticmethod
    def _check(probe: InputContainer) -> None:
        video = probe.streams.video[0] if probe.streams.video else None
        if video is None or not (0 < video.width <= _SIDE_LIMIT and 0 < video.height <= _SIDE_LIMIT):
            probe.close()
            raise PictureRefused

    def header(self, at: datetime) -> bytes:
        """How the file begins; `at` is when."""
        sink = _Bytes()
        container, _ = self._open(sink)
        container.metadata["creation_time"] = at.isoformat()
        container.start_encoding()
        header = b"".join(sink.parts)
        container.close()
        return header

    def cluster(self, cluster: Cluster) -> bytes:
        """The bytes to append for this cluster."""
        sink = _Bytes()
        container, tracks = self._open(sink)
        try:
            container.start_encoding()
            sink.parts.clear()
            container.mux_one(_clock_packet(tracks.clock, cluster))
            for packet in _event_packets(tracks, cluster):
                container.mux_one(packet)
            for picture in cluster.pictures:
                container.mux_one(_packet(tracks.video, picture.data, picture.at, keyframe=picture.keyframe))
        except av.FFmpegError:
            raise PictureRefused from None
        finally:
            container.close()
        return b"".join(sink.parts)

    def close(self) -> None:
        self._probe.close()
        self._subtitle.close()

    def _open(self, sink: _Bytes) -> tuple[OutputContainer, _Tracks]:
        container = av.open(sink, "w", format="matroska", options=_OPTIONS)
        video = container.add_stream_from_template(self._probe.streams.video[0], opaque=True)
        text = self._subtitle.streams.subtitles[0]
        tracks = _Tracks(video, *(container.add_stream_from_template(text, opaque=True) for _ in range(3)))
        for track in tracks:
            track.time_base = _MILLISECOND
        video.disposition = Disposition.default
        for track, title in zip(tracks[1:], (CLOCK, EVENTS, MACHINES), strict=True):
            track.metadata["title"] = title
        return container, tracks


def _packet(stream: VideoStream | SubtitleStream, data: bytes, at: int, *, keyframe: bool) -> "Packet[Stream]":
    packet = Packet(data)
    packet.stream = stream
    packet.time_base = _MILLISECOND
    packet.pts = packet.dts = at
    packet.is_keyframe = keyframe
    return packet


def _clock_packet(stream: SubtitleStream, cluster: Cluster) -> "Packet[Stream]":
    text = cluster.clock.strftime("%Y-%m-%d %H:%M:%S UTC")
    packet = _packet(stream, text.encode(), cluster.start, keyframe=True)
    packet.duration = max(cluster.end - cluster.start, 1)
    return packet


def _event_packets(tracks: _Tracks, cluster: Cluster) -> Iterator["Packet[Stream]"]:
    for event in cluster.events:
        machine = _packet(tracks.machines, wire.encode(event.what), event.at, keyframe=True)
        machine.duration = 1
        yield machine
        if text := caption(event.what):
            line = _packet(tracks.events, text.encode(), event.at, keyframe=True)
            line.duration = SHOWN_FOR
            yield line
