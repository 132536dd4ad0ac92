"""A connection without network and without media: what a client's core sees of `peer.connection.Connection`."""

import asyncio
import ssl
from collections.abc import Callable, Sequence

from peer.certificate import Certificate
from peer.connection import ConnectionState, Patience, Statistics
from peer.connection_state import PATIENCE, Event, advance
from peer.incoming import IncomingVideo
from peer.outgoing import OutgoingVideo
from peer.routes import DIRECT, Outcome, Routes
from protocol.problems import DescriptionRefused
from protocol.wire import PEER_LIMIT


class FakeNetwork:
    """Where fake connections find each other. `network.connection` stands in for the class `Connection`."""

    def __init__(self) -> None:
        self.connections: list[FakeConnection] = []
        """All that were made, oldest first."""

    def connection(
        self,
        *,
        certificate: Certificate,
        on_state: Callable[[ConnectionState], None],
        on_message: Callable[[str, bytes], None],
        routes: Routes = DIRECT,
        tls: ssl.SSLContext | None = None,
        expected: bytes | None = None,
        channels: Sequence[str] = (),
        sends: OutgoingVideo | None = None,
        receives: IncomingVideo | None = None,
        patience: Patience = PATIENCE,
    ) -> "FakeConnection":
        made = FakeConnection(
            self,
            certificate=certificate,
            on_state=on_state,
            on_message=on_message,
            expected=expected,
            channels=channels,
            sends=sends,
            receives=receives,
        )
        self.connections.append(made)
        return made

    def named(self, sdp: str, kind: str) -> "FakeConnection":
        """The connection whose description this is."""
        for connection in self.connections:
            if sdp and sdp == connection.description(kind):
                return connection
        raise DescriptionRefused


class FakeConnection:
    """One end. `sent` is what it sent; `lose` makes it find its peer gone."""

    def __init__(
        self,
        network: FakeNetwork,
        *,
        certificate: Certificate,
        on_state: Callable[[ConnectionState], None],
        on_message: Callable[[str, bytes], None],
        expected: bytes | None,
        channels: Sequence[str],
        sends: OutgoingVideo | None,
        receives: IncomingVideo | None,
    ) -> None:
        self.state = ConnectionState.NEW
        self.remote_fingerprint: bytes | None = None
        self.relay = Outcome.NONE_OFFERED
        self.sent: list[tuple[str, bytes]] = []
        self.sends = sends
        self.receives = receives
        self.channels = tuple(channels)
        self.own_address: str | None = None
        self.doubted = False
        self.peer: FakeConnection | None = None
        self._network = network
        self._certificate = certificate
        self._on_state = on_state
        self._on_message = on_message
        self._expected = expected
        self._kind = ""

    def description(self, kind: str) -> str:
        """A text that looks like nobody else's."""
        return f"v=0 fake {kind} of {id(self)}" if kind == self._kind else ""

    async def offer(self) -> str:
        self._begin("offer")
        return self.description("offer")

    async def accept(self, answer_sdp: str) -> None:
        if self.state is not ConnectionState.CONNECTING or self.peer is not None:
            raise DescriptionRefused
        self.peer = self._network_find(answer_sdp, "answer")
        asyncio.get_running_loop().call_soon(self._shake_hands)

    async def answer(self, offer_sdp: str) -> str:
        self._begin("answer")
        self.peer = self._network_find(offer_sdp, "offer")
        return self.description("answer")

    def send(self, channel: str, data: bytes) -> bool:
        if len(data) > PEER_LIMIT:
            raise ValueError(len(data))
        if self.state is not ConnectionState.CONNECTED or channel not in self.channels:
            return False
        self.sent.append((channel, data))
        if self.peer is not None:
            asyncio.get_running_loop().call_soon(self.peer.arrive, channel, data)
        return True

    def arrive(self, channel: str, data: bytes) -> None:
        """A message comes in."""
        if self.state is ConnectionState.CONNECTED and channel in self.channels:
            self._on_message(channel, data)

    def lose(self) -> None:
        """This end finds the other gone."""
        self._move(Event.FAILED)

    def doubt(self) -> None:
        self.doubted = True

    def statistics(self) -> Statistics:
        return Statistics(bytes_sent=sum(len(data) for _channel, data in self.sent))

    async def close(self) -> None:
        if self.state is ConnectionState.CLOSED:
            return
        self._move(Event.CLOSED)
        for video in (self.sends, self.receives):
            if video is not None:
                video.close()
        if self.peer is not None:
            asyncio.get_running_loop().call_soon(self.peer.lose)

    def _begin(self, kind: str) -> None:
        if self.state is not ConnectionState.NEW:
            raise ValueError("a connection is described once")
        self._kind = kind
        self._move(Event.DESCRIBED)

    def _network_find(self, sdp: str, kind: str) -> "FakeConnection":
        try:
            return self._network.named(sdp, kind)
        except DescriptionRefused:
            self._move(Event.REFUSED)
            raise

    def _shake_hands(self) -> None:
        """What ICE and DTLS do, for both ends."""
        peer = self.peer
        if peer is None:
            return
        ends = ((self, peer), (peer, self))
        for end, other in ends:
            if end._expected not in (None, other._certificate.fingerprint):
                end._move(Event.REFUSED)
                other._move(Event.FAILED)
        for end, other in ends:
            if end.state is ConnectionState.CONNECTING:
                end.remote_fingerprint = other._certificate.fingerprint
                end._move(Event.SECURED)

    def _move(self, event: Event) -> None:
        after = advance(self.state, event)
        if after is not self.state:
            self.state = after
            self._on_state(after)
