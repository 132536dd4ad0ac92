"""The connection to the customer's client: data channels, and the video that comes in, decoded in its own thread."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import av

from peer.certificate import Certificate
from peer.connection import Connection, ConnectionState
from peer.decoder import Decoder
from peer.incoming import AccessUnit, IncomingVideo
from peer.routes import Outcome, Routes
from protocol import peer_messages as m


@dataclass(frozen=True)
class Offered:
    """What a connection is made of."""

    sdp: str
    routes: Routes
    expected: bytes | None
    """The customer's certificate, when it is known already."""


@dataclass(frozen=True)
class Listener:
    """Whom a connection tells what happens: `picture` from the decoder's thread, the others from asyncio's."""

    connected: Callable[[bytes, bytes], None]
    """The agent's fingerprint, then the customer's."""
    lost: Callable[[], None]
    message: Callable[[str, bytes], None]
    picture: Callable[[av.VideoFrame], None]


@dataclass(frozen=True)
class Counted:
    """Since the beginning of the connection."""

    bytes_received: int = 0
    packets_lost: int = 0


class Customer(Protocol):
    """The customer's client at the other end: a door with a fake."""

    async def answer(self) -> str:
        """The answer to the offer. Raises `DescriptionRefused`."""

    @property
    def relay(self) -> Outcome:
        """What became of the relays; settled once there is an answer."""

    def send(self, channel: str, data: bytes) -> bool:
        """Sends a message. `False` when it did not go."""

    def shown(self, number: int) -> None:
        """The picture with that number, its `pts`, is on the screen, or will never be; and so all before it."""

    def counted(self) -> Counted:
        """What was counted so far."""

    async def close(self) -> None:
        """Ends the connection. Harmless when done twice."""


class RealCustomer:
    """The customer's client over WebRTC."""

    def __init__(
        self, certificate: Certificate, offered: Offered, listener: Listener, tls: ssl.SSLContext | None = None
    ) -> None:
        """To be made on the event loop."""
        self._sdp = offered.sdp
        self._certificate = certificate
        self._listener = listener
        self._video = IncomingVideo(self._unit)
        self._loop = asyncio.get_running_loop()
        self._decoder = Decoder(listener.picture, self._useless)
        self._connection = Connection(
            certificate=certificate,
            routes=offered.routes,
            tls=tls,
            expected=offered.expected,
            channels=(m.CONTROL, m.INPUT, m.POINTER),
            receives=self._video,
            on_state=self._state,
            on_message=listener.message,
        )

    async def answer(self) -> str:
        return await self._connection.answer(self._sdp)

    @property
    def relay(self) -> Outcome:
        return self._connection.relay

    def send(self, channel: str, data: bytes) -> bool:
        return self._connection.send(channel, data)

    def shown(self, number: int) -> None:
        self._video.shown(number)

    def counted(self) -> Counted:
        statistics = self._connection.statistics()
        return Counted(statistics.bytes_received, statistics.packets_lost)

    async def close(self) -> None:
        await self._connection.close()
        self._video.close()
        self._decoder.close()

    def _unit(self, unit: AccessUnit) -> None:
        self._decoder.push(unit)

    def _useless(self, unit: AccessUnit) -> None:
        """From the decoder's thread."""
        self._video.request_keyframe()
        with suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._video.shown, unit.timestamp)

    def _state(self, state: ConnectionState) -> None:
        if state is ConnectionState.CONNECTED:
            assert self._connection.remote_fingerprint is not None
            self._listener.connected(self._certificate.fingerprint, self._connection.remote_fingerprint)
        elif state is ConnectionState.LOST:
            self._listener.lost()
