"""The lines to the peers: one connection each, made anew for every attempt, with its share of the video."""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from typing import Protocol

from customer_client.commands import Accept, Offer
from customer_client.events import Event, FromAgent, FromRecorder, Offered, PeerConnected, PeerLost, PeerRefused
from customer_client.window import OwnWindows
from peer.certificate import Certificate
from peer.connection_state import ConnectionState
from peer.encoder import SharedEncoder
from peer.outgoing import OutgoingVideo
from peer.routes import Outcome, Routes
from protocol import peer_messages as m
from protocol import wire
from protocol.link import Role
from protocol.problems import DescriptionRefused, MessageRefused

_GUESTS = (m.CONTROL, m.INPUT, m.POINTER)
CHANNELS = {Role.AGENT: _GUESTS, Role.SECOND: _GUESTS, Role.RECORDER: (m.RECORDING,)}


class Connects(Protocol):
    """What a line is made of: `peer.connection.Connection`, or a fake of it."""

    @property
    def remote_fingerprint(self) -> bytes | None:
        """As in `Connection`."""

    @property
    def relay(self) -> Outcome:
        """As in `Connection`."""

    @property
    def own_address(self) -> str | None:
        """As in `Connection`."""

    def doubt(self) -> None:
        """As in `Connection`."""

    async def offer(self) -> str:
        """As in `Connection`."""

    async def accept(self, answer_sdp: str, /) -> None:
        """As in `Connection`."""

    def send(self, channel: str, data: bytes, /) -> bool:
        """As in `Connection`."""

    async def close(self) -> None:
        """As in `Connection`."""


class MakeConnection(Protocol):
    """Makes a connection, as the class `Connection` does."""

    def __call__(
        self,
        *,
        certificate: Certificate,
        on_state: Callable[[ConnectionState], None],
        on_message: Callable[[str, bytes], None],
        routes: Routes,
        tls: ssl.SSLContext | None = None,
        expected: bytes | None,
        channels: Sequence[str],
        sends: OutgoingVideo | None,
    ) -> Connects:
        """As in `Connection`."""


class Line:
    """One attempt at one peer. What happens on it is told as events of the core, through `happened`."""

    def __init__(
        self,
        offer: Offer,
        *,
        make: MakeConnection,
        video: OutgoingVideo,
        certificate: Certificate,
        happened: Callable[[Event], None],
        own_windows: Callable[[], OwnWindows],
    ) -> None:
        self.video = video
        self.under_way: list[asyncio.Task[None]] = []
        """Descriptions in the making: of no use any more when the line is dropped."""
        self._peer, self._attempt = offer.peer, offer.attempt
        self._happened = happened
        self._own_windows = own_windows
        self._dropped = False
        self._connection = make(
            certificate=certificate,
            on_state=self._on_state,
            on_message=self._on_message,
            routes=offer.routes,
            expected=offer.expected,
            channels=CHANNELS[offer.peer],
            sends=video,
        )

    async def offer(self) -> None:
        """Makes the offer."""
        sdp = await self._connection.offer()
        self._tell(Offered(self._peer, self._attempt, sdp, self._connection.relay))

    async def accept(self, answer: Accept) -> None:
        """Takes the answer, if it is one to this attempt."""
        if answer.attempt != self._attempt:
            return
        try:
            await self._connection.accept(answer.sdp)
        except DescriptionRefused:
            self._tell(PeerRefused(self._peer, self._attempt, DescriptionRefused))

    def send(self, channel: str, message: m.PeerMessage) -> None:
        """Sends a message, if the channel is open."""
        self._connection.send(channel, wire.encode(message))

    def doubt(self) -> None:
        """It may be dead: the peer has to be heard soon."""
        self._connection.doubt()

    def look(self, is_ours: Callable[[str], bool]) -> None:
        """A line from an address that this machine does not have any more is lost: nothing can come to it."""
        address = self._connection.own_address
        if address is not None and not is_ours(address):
            self._tell(PeerLost(self._peer, self._attempt))

    async def drop(self) -> None:
        """Ends it. Nothing that still happens on it is told."""
        self._dropped = True
        self.video.hold()
        for task in self.under_way:
            task.cancel()
        await self._connection.close()

    def _tell(self, event: Event) -> None:
        if not self._dropped:
            self._happened(event)

    def _on_state(self, state: ConnectionState) -> None:
        if state is ConnectionState.CONNECTED:
            fingerprint = self._connection.remote_fingerprint
            assert fingerprint is not None
            self._tell(PeerConnected(self._peer, self._attempt, fingerprint))
        elif state is ConnectionState.LOST:
            self._tell(PeerLost(self._peer, self._attempt))

    def _on_message(self, channel: str, data: bytes) -> None:
        try:
            if self._peer is not Role.RECORDER:
                message = wire.from_agent.read(data)
                self._tell(FromAgent(self._attempt, message, self._own_windows(), self._peer))
            elif channel == m.RECORDING:
                self._tell(FromRecorder(self._attempt, wire.from_recorder.read(data)))
        except MessageRefused:
            self._tell(PeerRefused(self._peer, self._attempt, MessageRefused))


class Lines:
    """All lines there are: one for each peer at most."""

    def __init__(
        self,
        *,
        make: MakeConnection,
        encoder: SharedEncoder,
        certificate: Certificate,
        happened: Callable[[Event], None],
        own_windows: Callable[[], OwnWindows],
        tasks: asyncio.TaskGroup,
    ) -> None:
        self._make = make
        self._encoder = encoder
        self._certificate = certificate
        self._happened = happened
        self._own_windows = own_windows
        self._tasks = tasks
        self._lines: dict[Role, Line] = {}

    def offer(self, offer: Offer) -> None:
        """A new line, in place of an earlier one."""
        self.drop(offer.peer)
        line = Line(
            offer,
            make=self._make,
            video=self._encoder.outgoing(governs=offer.peer is Role.AGENT, watched=offer.peer is not Role.RECORDER),
            certificate=self._certificate,
            happened=self._happened,
            own_windows=self._own_windows,
        )
        self._lines[offer.peer] = line
        line.under_way.append(self._tasks.create_task(line.offer(), name=f"offer to {offer.peer}"))

    def accept(self, answer: Accept) -> None:
        """An answer to the line's offer."""
        if line := self._lines.get(answer.peer):
            line.under_way.append(self._tasks.create_task(line.accept(answer), name=f"answer of {answer.peer}"))

    def drop(self, peer: Role) -> None:
        """Ends a line, if there is one."""
        if line := self._lines.pop(peer, None):
            line.video.hold()
            self._tasks.create_task(line.drop(), name=f"end of the line to {peer}")

    def send(self, peer: Role, channel: str, message: m.PeerMessage) -> None:
        """Sends a message to a peer, if there is a line."""
        if line := self._lines.get(peer):
            line.send(channel, message)

    def doubt(self, peer: Role) -> None:
        """The line to a peer may be dead."""
        if line := self._lines.get(peer):
            line.doubt()

    def look(self, is_ours: Callable[[str], bool]) -> None:
        """Looks at whether the lines' own addresses are still there."""
        for line in self._lines.values():
            line.look(is_ours)

    def release(self, peer: Role) -> None:
        """Lets pictures through to a peer."""
        if line := self._lines.get(peer):
            line.video.release()

    def hold(self, peer: Role) -> None:
        """Lets no picture through to a peer."""
        if line := self._lines.get(peer):
            line.video.hold()

    def drop_all(self) -> None:
        """Ends all lines."""
        for peer in tuple(self._lines):
            self.drop(peer)
