"""The line to one customer: the door between a session and WebRTC."""

from collections.abc import Callable, Sequence
from typing import Protocol

from peer.access_unit import AccessUnit
from peer.certificate import Certificate
from peer.connection import Connection, ConnectionState
from peer.description import without_candidates
from peer.incoming import IncomingVideo
from peer.routes import Routes
from protocol import link
from protocol.peer_messages import RECORDING


class Listener(Protocol):
    """Whoever listens to a line."""

    def picture(self, unit: AccessUnit) -> None:
        """A whole picture."""

    def pictures_lost(self) -> None:
        """Pictures are missing before the next one."""

    def message(self, data: bytes) -> None:
        """Bytes on the `recording` channel, unread."""

    def state(self, state: ConnectionState) -> None:
        """The line's state has changed."""


class Line(Protocol):
    """One connection to one customer. Lost, it stays lost; the customer offers another."""

    async def answer(self, offer: str) -> str:
        """The answer to the customer's offer. Raises `DescriptionRefused`."""

    def send(self, data: bytes) -> None:
        """Bytes on the `recording` channel; dropped when it is not open."""

    def request_keyframe(self) -> None:
        """Asks the customer's encoder, and again until a keyframe comes."""

    def wish_keyframe(self) -> None:
        """Says to it, once, that a keyframe would be welcome when it is in nobody's way."""

    async def close(self) -> None:
        """Ends the connection, within two seconds."""


OpenLine = Callable[[Sequence[link.IceServer], Listener], Line]


class PeerLine:
    """The line over WebRTC."""

    def __init__(self, certificate: Certificate, ice_servers: Sequence[link.IceServer], listener: Listener) -> None:
        self._video = IncomingVideo(listener.picture, listener.pictures_lost, governs=False)
        self._connection = Connection(
            certificate=certificate,
            routes=Routes(tuple(ice_servers)),
            channels=(RECORDING,),
            receives=self._video,
            on_state=listener.state,
            on_message=lambda _channel, data: listener.message(data),
        )

    async def answer(self, offer: str) -> str:
        # Without the customer's candidates the recorder learns its address from its packets, and a hostile customer
        # cannot make it send to third addresses.
        return await self._connection.answer(without_candidates(offer))

    def send(self, data: bytes) -> None:
        self._connection.send(RECORDING, data)

    def request_keyframe(self) -> None:
        self._video.request_keyframe()

    def wish_keyframe(self) -> None:
        self._video.wish_keyframe()

    async def close(self) -> None:
        await self._connection.close()
        self._video.close()
