"""Two real connections on this machine, and a line between them that loses what a test wants lost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiortc import RTCConfiguration, RTCPeerConnection
from aiortc.rtp import is_rtcp

from peer.incoming import IncomingVideo
from peer.outgoing import OutgoingVideo
from peer.rtp import Header, parse

Drop = Callable[[int, Header], bool]


class Line:
    """What the sender puts on the line. Counts from its first video packet on."""

    def __init__(self, sender: RTCPeerConnection, outgoing: OutgoingVideo) -> None:
        self.packets: list[Header] = []
        self.drop: Drop = lambda _number, _header: False
        self._wake = asyncio.Event()
        assert outgoing._seam is not None
        # Before encryption, so that a test can say what to lose by content: where pictures leave, and the rest.
        way_out, transport = outgoing._seam._way_out, sender.getSenders()[0].transport
        self._send, self._say = way_out.send, transport._send_rtp
        way_out.send, transport._send_rtp = self._filtered, self._said

    def _filtered(self, data: bytes) -> None:
        if not self._is_lost(data):
            self._send(data)

    async def _said(self, data: bytes) -> None:
        if is_rtcp(data) or not self._is_lost(data):
            await self._say(data)

    def _is_lost(self, data: bytes) -> bool:
        header = parse(data)
        number = len(self.packets)
        self.packets.append(header)
        self._wake.set()
        return self.drop(number, header)

    async def carried(self, enough: Callable[[list[Header]], Any]) -> None:
        while not enough(self.packets):
            self._wake.clear()
            await self._wake.wait()


@asynccontextmanager
async def connected(outgoing: OutgoingVideo, incoming: IncomingVideo) -> AsyncIterator[Line]:
    """The line of two peers that are connected as soon as this is entered."""
    sender, receiver = (RTCPeerConnection(RTCConfiguration(iceServers=[])) for _ in range(2))
    up = asyncio.Event()

    @receiver.on("track")
    def on_track(_track: object) -> None:
        incoming.attach(receiver.getReceivers()[0])

    @sender.on("connectionstatechange")
    @receiver.on("connectionstatechange")
    def on_state() -> None:
        if sender.connectionState == receiver.connectionState == "connected":
            up.set()

    outgoing.attach(sender)
    await sender.setLocalDescription(await sender.createOffer())
    await receiver.setRemoteDescription(sender.localDescription)
    await receiver.setLocalDescription(await receiver.createAnswer())
    await sender.setRemoteDescription(receiver.localDescription)
    line = Line(sender, outgoing)
    try:
        await up.wait()
        yield line
    finally:
        incoming.close()
        await asyncio.gather(sender.close(), receiver.close())


class Arrivals:
    """Collects what comes, so that a test can wait for it. Also from other threads."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()

    def __call__(self, *what: Any) -> None:
        item = what[0] if len(what) == 1 else what
        self._loop.call_soon_threadsafe(self._add, item)

    def _add(self, item: Any) -> None:
        self.all.append(item)
        self._wake.set()

    async def until(self, enough: Callable[[list[Any]], Any]) -> list[Any]:
        while not enough(self.all):
            self._wake.clear()
            await self._wake.wait()
        return self.all


class Peer(Arrivals):
    """What an encoder hands out to one peer. `handed` is told of each picture too."""

    full_chroma = True

    def __init__(self, *, governs: bool = True, handed: Callable[["Peer"], None] = lambda _: None) -> None:
        super().__init__()
        self.governs, self._handed = governs, handed

    def push(self, picture: Any) -> None:
        """As in `OutgoingVideo`."""
        self._handed(self)
        self(picture)
