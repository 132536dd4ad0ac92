"""The video that goes to one peer."""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from enum import Enum
from typing import Any, Final, NamedTuple, Protocol

from aiortc import MediaStreamTrack, RTCPeerConnection
from aiortc.mediastreams import MediaStreamError

from peer import chroma, feedback
from peer.congestion import PACE, Allowance, Congestion
from peer.packet_seams import FeedbackWay
from peer.rate import Pacer
from peer.retransmission import LATE_PROBES, TAIL_PROBES, RetransmissionBudget
from peer.sender_seams import Hooks, SenderSeam
from peer.showing import Showing

AT_ONCE: Final = 64
"""Packets that go to a peer that governs before others have their turn: a page has two thousand."""
A_FEW: Final = 8
"""The same for a peer that takes what comes: nobody waits for its pictures."""
QUEUE: Final = 32
"""Coded pictures that may wait for a peer. More wait only if its connection stands still: then it needs a keyframe."""


class CodedPicture(NamedTuple):
    """One picture as every peer gets it: the same RTP payloads, byte for byte."""

    payloads: list[bytes]
    timestamp: int
    keyframe: bool


class PictureSource(Protocol):
    """Where coded pictures come from: the shared encoder."""

    def join(self, peer: "OutgoingVideo") -> None:
        """From now on `peer.push` is called with each picture. A keyframe comes at once."""

    def leave(self, peer: "OutgoingVideo") -> None:
        """From now on it is not."""

    def request_keyframe(self) -> None:
        """A peer lost something."""

    def wish_keyframe(self) -> None:
        """A peer would like one, and misses nothing without it."""

    def allow(self, peer: "OutgoingVideo", allowance: Allowance) -> None:
        """A peer that governs says what its line carries, and whether the next picture may leave."""

    @property
    def bit_rate(self) -> int:
        """Bits per second, now."""


class Flow(Enum):
    """What goes to the peer.

    HELD -release-> WAITING -keyframe-> FLOWING -hold-> HELD; FLOWING -queue full-> WAITING; any -close-> CLOSED
    """

    HELD = "nothing, until it is released"
    WAITING = "nothing, until the next keyframe"
    FLOWING = "every picture"
    CLOSED = "nothing, for ever"


_RELEASED: Final = frozenset({Flow.WAITING, Flow.FLOWING})


class OutgoingVideo:
    """One peer's share of the encoder's pictures. Held at birth: nothing goes to the peer until it is released.

    To be used on the event loop.
    """

    def __init__(self, source: PictureSource, congestion: Congestion | None = None, *, watched: bool = True) -> None:
        """With `congestion` the peer governs: it acknowledges pictures, and the encoder keeps to what its line carries.

        Without, it takes what comes. `watched`: somebody looks at the pictures there, and waits for the last one.
        """
        self._source, self._congestion = source, congestion
        self._probes = TAIL_PROBES if watched else LATE_PROBES
        self._showing = Showing()
        self._flow = Flow.HELD
        self._queue: deque[CodedPicture] = deque()
        self._arrived = asyncio.Event()
        self._track = _Track(self)
        self._budget = RetransmissionBudget()
        self._pacer = Pacer()
        self._leaving = 0
        """The picture whose packets are leaving, by the encoder's time, and by the line's."""
        self._leaving_as = 0
        self._seam: SenderSeam | None = None
        self.full_chroma = True
        """Whether the peer takes 4:4:4. To be set before it is released."""

    @property
    def flow(self) -> Flow:
        """What goes to the peer now."""
        return self._flow

    @property
    def governs(self) -> bool:
        """Whether the peer acknowledges pictures, and somebody waits for them there."""
        return self._congestion is not None

    @property
    def under_way(self) -> int:
        """Bytes of pictures that left or are about to, and that a governing peer has not acknowledged."""
        return 0 if self._congestion is None else self._congestion.under_way

    def attach(self, connection: RTCPeerConnection) -> None:
        """Adds a sending transceiver, H.264 only. To be called before the offer is made."""
        transceiver = connection.addTransceiver(self._track, direction="sendonly")
        transceiver.setCodecPreferences(chroma.preferred())
        self._seam = SenderSeam(
            transceiver.sender,
            Hooks(
                following=self.next,
                payloads=self.payloads,
                keyframe_requested=self._keyframe_requested,
                may_repeat=self._may_repeat,
                told=self._told,
                wait=self._wait,
                left=self._left,
                at_once=AT_ONCE if self.governs else A_FEW,
            ),
        )
        if self.governs:
            FeedbackWay(transceiver.sender.transport, self._seam.take_body)

    def release(self) -> None:
        """From now on the peer gets pictures, beginning with a keyframe."""
        if self._flow is Flow.HELD:
            self._flow = Flow.WAITING
            self._source.join(self)
            self._govern()

    def hold(self) -> None:
        """From now on the peer gets nothing: no picture, no rest of one, no repetition. Immediate."""
        if self._flow in _RELEASED:
            self._stop(Flow.HELD)

    def close(self) -> None:
        """Leaves the encoder. Nothing goes out any more."""
        self._stop(Flow.CLOSED)
        self._arrived.set()

    def push(self, picture: CodedPicture) -> None:
        """Called by the source with each picture."""
        if self._flow is Flow.WAITING and picture.keyframe:
            self._flow = Flow.FLOWING
        if self._flow is not Flow.FLOWING:
            return
        self._queue.append(picture)
        self._arrived.set()
        if self._congestion is not None:
            self._congestion.handed(picture.timestamp, sum(map(len, picture.payloads)), time.monotonic())
        if len(self._queue) > QUEUE:
            self._queue.clear()
            self._forget()
            self._flow = Flow.WAITING
            self._source.request_keyframe()
        self._govern()

    async def next(self) -> CodedPicture:
        """The next picture for the peer. While there is none, probes whether the last one arrived whole."""
        probes = iter(self._probes)
        while not self._queue:
            if self._flow is Flow.CLOSED:
                raise MediaStreamError
            if await self._arrives_within(next(probes, None)):
                continue
            if self._has_all:
                probes = iter(())
            elif self._flow is Flow.FLOWING:
                assert self._seam is not None
                await self._seam.repeat_last()
        return self._queue.popleft()

    @property
    def _has_all(self) -> bool:
        """Whether the peer has said that every picture arrived."""
        return self._congestion is not None and not self._congestion.under_way

    def payloads(self, picture: CodedPicture) -> Iterator[bytes]:
        """The payloads of a picture, which is to leave now, until the peer is held."""
        self._leaving = picture.timestamp
        for payload in picture.payloads:
            if self._flow not in _RELEASED:
                return
            yield payload

    def _told(self, body: bytes) -> None:
        """Feedback came: mostly, that the peer has a picture, or has shown it."""
        if self._flow is not Flow.FLOWING:
            return
        if self._congestion is None:
            if body == feedback.WISH:
                self._source.wish_keyframe()
            return
        if (shown := feedback.unpack_shown(body)) is not None:
            self._showing.shown(shown)
        elif (said := feedback.unpack(body)) is not None:
            origin, now = self._leaving_as - self._leaving, time.monotonic()
            self._showing.arrived(said.timestamp, now)
            self._congestion.acknowledged(said._replace(timestamp=(said.timestamp - origin) & 0xFFFFFFFF), now)
        self._govern()

    def _govern(self) -> None:
        if self._congestion is None or self._flow not in _RELEASED:
            return
        allowance = self._congestion.allowance()
        held_until = self._showing.held_until(time.monotonic())
        if allowance.room and held_until is not None:
            allowance = allowance._replace(room=False, until=held_until)
        self._source.allow(self, allowance)

    def _forget(self) -> None:
        self._showing.forget()
        if self._congestion is not None:
            self._congestion.forget()

    def _wait(self, size: int) -> float:
        pace = PACE * self._source.bit_rate if self._congestion is None else self._congestion.pace
        return self._pacer.wait(size, pace, time.monotonic())

    def _left(self, timestamp: int) -> None:
        self._leaving_as = timestamp
        if self._congestion is not None:
            self._congestion.left(self._leaving, time.monotonic())

    async def _arrives_within(self, seconds: float | None) -> bool:
        self._arrived.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._arrived.wait()
        except TimeoutError:
            return False
        return True

    def _stop(self, flow: Flow) -> None:
        self._flow = flow
        self._queue.clear()
        self._forget()
        self._source.leave(self)

    def _keyframe_requested(self) -> None:
        if self._flow is Flow.FLOWING:
            self._source.request_keyframe()

    def _may_repeat(self, sequence_number: int) -> bool:
        return self._flow is Flow.FLOWING and self._budget.allows(
            sequence_number,
            rate=self._source.bit_rate,
            round_trip=self._round_trip(),
            now=time.monotonic(),
        )

    def _round_trip(self) -> float | None:
        measured = self._congestion.round_trip if self._congestion is not None else None
        return self._seam.round_trip if measured is None and self._seam is not None else measured


class _Track(MediaStreamTrack):
    """What the library stops when it ends. It asks it for nothing: `sender_seams` does, and takes pictures from us."""

    kind = "video"

    def __init__(self, video: OutgoingVideo) -> None:
        super().__init__()
        self._video = video

    async def recv(self) -> Any:
        raise MediaStreamError

    def stop(self) -> None:
        super().stop()
        self._video.close()
