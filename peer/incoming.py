"""The video that comes from a peer: packets in, complete pictures out, nothing decoded."""

import asyncio
import time
from collections.abc import Callable

from aiortc import RTCRtpReceiver

from peer import feedback, rtp
from peer.access_unit import AccessUnit
from peer.aiortc_seams import ReceiverSeam
from peer.arrivals import Arrivals
from peer.jitter import JitterBuffer
from peer.packet_seams import ShortWay

__all__ = ["AccessUnit", "IncomingVideo"]


def _nothing() -> None:
    """The default for those who do not mind a loss."""


class IncomingVideo:
    """Hands out each picture the moment its last packet is in. Callbacks run on the event loop.

    `governs`: acknowledges each picture, by which the sender learns what the line carries. A recorder does not: it
    takes what comes.
    """

    def __init__(
        self,
        on_access_unit: Callable[[AccessUnit], None],
        on_loss: Callable[[], None] = _nothing,
        *,
        governs: bool = True,
    ) -> None:
        self._on_access_unit, self._on_loss = on_access_unit, on_loss
        self._jitter = JitterBuffer()
        self._told = 0
        self._shown: int | None = None
        self._wishes = False
        self._arrivals = Arrivals() if governs else None
        self._seam: ReceiverSeam | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stream: int | None = None
        self._wake = asyncio.Event()
        self._closed = False

    @property
    def losses(self) -> int:
        """How often something was given up, and a keyframe asked for."""
        return self._jitter.losses

    def attach(self, receiver: RTCRtpReceiver) -> None:
        """Takes over `receiver`. To be called in the "track" event, before media can flow."""
        self._loop = asyncio.get_running_loop()
        self._seam = ReceiverSeam(receiver, self._take, self._repair)
        if self._arrivals is None:
            ShortWay(receiver.transport, self._packet)

    def request_keyframe(self) -> None:
        """Asks the sender for a keyframe, and again until one comes. From any thread."""
        if self._loop is not None and not self._closed:
            self._loop.call_soon_threadsafe(self._want_keyframe)

    def wish_keyframe(self) -> None:
        """Tells the sender, once, that a keyframe would be welcome when it costs nobody time. On the event loop."""
        self._wishes = True
        self._wake.set()

    def shown(self, timestamp: int) -> None:
        """The viewer has shown the unit with that timestamp, or given it up, and all before it. On the event loop."""
        self._shown = timestamp
        self._wake.set()

    def close(self) -> None:
        """Nothing is handed out any more, and nothing asked for."""
        self._closed = True
        self._wake.set()

    def _want_keyframe(self) -> None:
        self._jitter.request_keyframe(time.monotonic())
        self._wake.set()

    async def _take(self, data: bytes) -> None:
        self._packet(data)
        if self._arrivals is not None and self._seam is not None and self._stream is not None:
            for said in self._arrivals.to_say():
                await self._seam.tell(self._stream, feedback.pack(said))

    def _packet(self, data: bytes) -> None:
        try:
            header = rtp.parse(data)
            packet = self._accept(header, len(data))
        except ValueError:
            return  # no packet, or no video: nothing of it is worth more than the next one
        if packet is None or self._closed:
            return
        self._deliver(self._jitter.add(packet, time.monotonic()))
        if self._jitter.restless:
            self._wake.set()

    def _accept(self, header: rtp.Header, size: int) -> rtp.VideoPacket | None:
        """The video in a packet, if it belongs to our stream: the first one seen."""
        assert self._seam is not None
        repetition = self._seam.is_repetition(header.payload_type)
        if repetition is None:
            return None
        number, stream, payload = header.sequence_number, header.ssrc, header.payload
        if repetition:
            owner = self._seam.repeated_stream(stream)
            if owner is None or owner != self._stream:
                return None
            self._seam.count(stream, number, header.timestamp)
            number, payload = rtp.original(payload)
            if self._arrivals is not None:
                self._arrivals.repetition(header.timestamp)
        else:
            self._stream = self._stream or stream
            if stream != self._stream:
                return None
            self._seam.count(stream, number, header.timestamp)
            if self._arrivals is not None:
                self._arrivals.packet(header.timestamp, size, time.monotonic())
        return rtp.video_packet(header, number, payload)

    def _deliver(self, units: list[AccessUnit]) -> None:
        if self._jitter.losses > self._told:
            self._told = self._jitter.losses
            self._on_loss()
        for unit in units:
            if self._arrivals is not None:
                self._arrivals.complete(unit.timestamp, unit.arrived_at)
            self._on_access_unit(unit)

    async def _repair(self) -> None:
        """Asks for what is missing, when it is time to. Lives as long as the receiver."""
        while not self._closed:
            self._wake.clear()
            await self._ask(time.monotonic())
            due = self._jitter.next_due() if self._stream is not None else None
            try:
                async with asyncio.timeout(None if due is None else max(0.0, due - time.monotonic())):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _ask(self, now: float) -> None:
        if self._stream is None or self._seam is None:
            return
        if self._shown is not None:
            shown, self._shown = self._shown, None
            await self._seam.tell(self._stream, feedback.pack_shown(shown))
        if self._wishes:
            self._wishes = False
            await self._seam.tell(self._stream, feedback.WISH)
        repairs, units = self._jitter.repairs(now)
        self._deliver(units)
        if repairs.missing:
            await self._seam.ask_again(self._stream, repairs.missing)
        if repairs.keyframe:
            await self._seam.ask_keyframe(self._stream)
