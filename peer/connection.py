"""One connection to one peer: descriptions, channels, video, and whether it still lives."""

import asyncio
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hmac import compare_digest

from aiortc import MediaStreamTrack, RTCDataChannel, RTCPeerConnection, RTCSessionDescription
from aiortc.exceptions import InternalError, InvalidAccessError, InvalidStateError, OperationError

from peer import chroma, description, ice_seams, transport_seams
from peer.certificate import Certificate
from peer.connection_state import PATIENCE, ConnectionState, Deadline, Event, Patience, advance, deadline
from peer.gathering import Gatherer
from peer.incoming import IncomingVideo
from peer.outgoing import OutgoingVideo
from peer.race import PACE, PATIENT
from peer.routes import DIRECT, Outcome, Routes, offered
from protocol.peer_messages import LOSSY
from protocol.problems import DescriptionRefused
from protocol.wire import PEER_LIMIT

__all__ = ["Connection", "ConnectionState", "Patience", "Statistics"]

BUFFER_LIMIT = 64 * 1024
"""Bytes waiting to be sent on a channel; beyond it the peer is too slow for what we say."""
EARLY_LIMIT = 64
"""Messages that may come before the last channel is open."""
STRAY_LIMIT = 8
"""Channels that nobody asked for; each costs us something."""
CLOSE_WITHIN = 2.0

MALFORMED = (
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    AssertionError,
    RuntimeError,  # a StopIteration in a coroutine
    InternalError,
    InvalidAccessError,
    InvalidStateError,
    OperationError,
)
"""What the library raises on a description that it does not understand: it checks by accident as often as by intent."""


@dataclass(frozen=True)
class Statistics:
    """How a connection does. Counts are since its beginning."""

    round_trip: float | None = None
    """Seconds; `None` before anything was measured."""
    bytes_sent: int = 0
    bytes_received: int = 0
    packets_lost: int = 0
    """Video packets that went missing on the way here."""


class Connection:
    """One RTCPeerConnection. `on_state` and `on_message` are called from the event loop and must not raise.

    `tls` says whom we trust to be a relay, where TLS is spoken to it: the system's roots when it is left out.
    """

    def __init__(
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
        prepare: Callable[[RTCPeerConnection], None] | None = None,
    ) -> None:
        """`prepare` sees the library's connection when it is described, before anything goes over it."""
        self.state = ConnectionState.NEW
        self.remote_fingerprint: bytes | None = None
        """The SHA-256 of the certificate that DTLS saw; there from `CONNECTED` on."""
        self._on_state = on_state
        self._on_message = on_message
        self._expected = expected
        self._labels = tuple(channels)
        self._sends = sends
        self._receives = receives
        self._patience = patience
        self._prepare = prepare
        self._since = time.monotonic()
        self._doubted_at = float("-inf")
        self._watch: asyncio.TimerHandle | None = None
        self._channels: dict[str, RTCDataChannel] = {}
        self._strays = 0
        self._early: list[tuple[str, bytes]] = []
        self._gatherer = Gatherer(offered(routes.ice_servers), tls, PATIENT if routes.patient else PACE)
        chroma.negotiable()
        self._pc = transport_seams.peer_connection(certificate.for_aiortc(), relay_only=routes.relay_only)
        self._pc.on("connectionstatechange", self._look_at_library)
        self._pc.on("datachannel", self._open_channel)
        self._pc.on("track", self._take_track)

    async def offer(self) -> str:
        """The offer, complete with candidates. The one who offers makes `channels`, and sends video if any."""
        self._begin()
        if self._sends is not None:
            self._sends.attach(self._pc)
        for label in self._labels:
            lossy = label in LOSSY
            self._adopt(self._pc.createDataChannel(label, ordered=not lossy, maxRetransmits=0 if lossy else None))
        return await self._describe_ourselves()

    async def accept(self, answer_sdp: str) -> None:
        """Takes the answer to the offer, once. Raises `DescriptionRefused`."""
        if self.state is not ConnectionState.CONNECTING or self._pc.signalingState != "have-local-offer":
            raise DescriptionRefused
        with self._refusing():
            await self._describe("answer", answer_sdp, video=self._sends is not None)
        if self._sends is not None:
            self._sends.full_chroma = chroma.is_full(answer_sdp)

    async def answer(self, offer_sdp: str) -> str:
        """The answer to a peer's offer. Raises `DescriptionRefused`."""
        self._begin()
        with self._refusing():
            await self._describe("offer", offer_sdp, video=self._receives is not None)
            return await self._describe_ourselves()

    def send(self, channel: str, data: bytes) -> bool:
        """Sends a message; `False` when the channel is not open or too much is waiting in it."""
        if len(data) > PEER_LIMIT:
            raise ValueError(f"a message of {len(data)} bytes")
        open_channel = self._channels.get(channel)
        if self.state is not ConnectionState.CONNECTED or open_channel is None or open_channel.readyState != "open":
            return False
        if open_channel.bufferedAmount + len(data) > BUFFER_LIMIT:
            return False
        open_channel.send(data)
        return True

    @property
    def relay(self) -> Outcome:
        """What became of the relays; settled once this end is described."""
        return self._gatherer.outcome

    @property
    def own_address(self) -> str | None:
        """The address of this machine from which the peer is reached; `None` before it is."""
        return transport_seams.own_address(self._pc)

    def doubt(self) -> None:
        """The network has changed, or time has stood still: the peer has to be heard anew, or it is lost."""
        self._doubted_at = time.monotonic()
        self._watch_clock()

    def statistics(self) -> Statistics:
        """How it does just now."""
        sent, received = transport_seams.bytes_sent_and_received(self._pc)
        return Statistics(transport_seams.round_trip(self._pc), sent, received, transport_seams.packets_lost(self._pc))

    async def close(self) -> None:
        """Ends the connection and all that belongs to it, within two seconds. Harmless when done twice."""
        if self.state is ConnectionState.CLOSED:
            return
        self._move(Event.CLOSED)
        for video in (self._sends, self._receives):
            if video is not None:
                video.close()
        await transport_seams.close(self._pc, CLOSE_WITHIN)

    def _begin(self) -> None:
        if self.state is not ConnectionState.NEW:
            raise ValueError("a connection is described once")
        self._move(Event.DESCRIBED)

    async def _describe_ourselves(self) -> str:
        transport_seams.check_identity(self._pc, self._accept_identity)
        if self._prepare is not None:
            self._prepare(self._pc)
        ice_seams.gather_by(self._pc, self._gatherer.gather)
        await self._pc.setLocalDescription()
        if not self._pc.localDescription.sdp.count("a=candidate:"):
            self._move(Event.FAILED)  # nobody could reach us: no relay where only relays may be used
        return self._pc.localDescription.sdp

    async def _describe(self, kind: str, sdp: str, *, video: bool) -> None:
        description.check(sdp, video=video, channels=bool(self._labels))
        await self._pc.setRemoteDescription(RTCSessionDescription(sdp=sdp, type=kind))

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except (DescriptionRefused, *MALFORMED):
            self._move(Event.REFUSED)
            raise DescriptionRefused from None

    def _accept_identity(self, fingerprint: bytes) -> bool:
        """Called by DTLS before anything can come from the peer."""
        if self._expected is not None and not compare_digest(self._expected, fingerprint):
            self._move(Event.REFUSED)
            return False
        self.remote_fingerprint = fingerprint
        return True

    def _take_track(self, track: MediaStreamTrack) -> None:
        for receiver in self._pc.getReceivers():
            if receiver.track is track and self._receives is not None:
                self._receives.attach(receiver)

    def _open_channel(self, channel: RTCDataChannel) -> None:
        """The peer opened a channel: one of ours, or a stray one, which is closed again."""
        if channel.label in self._labels and channel.label not in self._channels and _is_as_agreed(channel):
            self._adopt(channel)
            self._look_at_library()
            return
        channel.close()
        self._strays += 1
        if self._strays > STRAY_LIMIT:
            self._move(Event.REFUSED)

    def _adopt(self, channel: RTCDataChannel) -> None:
        self._channels[channel.label] = channel
        channel.on("open", self._look_at_library)
        channel.on("close", lambda: self._move(Event.FAILED))
        channel.on("message", lambda data: self._receive(channel.label, data))

    def _receive(self, label: str, data: str | bytes) -> None:
        message = data.encode() if isinstance(data, str) else data
        if len(message) > PEER_LIMIT or len(self._early) >= EARLY_LIMIT:
            self._move(Event.REFUSED)
        elif self.state is ConnectionState.CONNECTING:
            self._early.append((label, message))
        elif self.state is ConnectionState.CONNECTED:
            self._on_message(label, message)

    def _look_at_library(self) -> None:
        if self._pc.connectionState in ("failed", "closed"):
            self._move(Event.FAILED)
        elif self._pc.connectionState == "connected" and all(
            label in self._channels and self._channels[label].readyState == "open" for label in self._labels
        ):
            self._move(Event.SECURED)

    def _look_at_clock(self) -> None:
        due = self._deadline()
        if due is not None and time.monotonic() >= due.at:
            self._move(due.event)
        else:
            self._watch_clock()  # packets that came meanwhile have put it off

    def _watch_clock(self) -> None:
        """Looks at the clock when something will have taken too long, and not before: a look wakes the processor."""
        if self._watch is not None:
            self._watch.cancel()
        if due := self._deadline():
            left = max(0.0, due.at - time.monotonic())
            self._watch = asyncio.get_running_loop().call_later(left, self._look_at_clock)

    def _deadline(self) -> Deadline | None:
        heard_at = transport_seams.heard_at(self._pc)
        return deadline(self.state, self._since, heard_at, self._patience, doubted_at=self._doubted_at)

    def _move(self, event: Event) -> None:
        after = advance(self.state, event)
        if after is self.state:
            return
        self.state = after
        self._since = time.monotonic()
        self._watch_clock()
        self._on_state(after)
        if after is ConnectionState.CONNECTED:
            early, self._early = self._early, []
            for label, message in early:
                self._receive(label, message)


def _is_as_agreed(channel: RTCDataChannel) -> bool:
    """Whether it loses messages, if it is one that may, and else none."""
    kind = (channel.ordered, channel.maxRetransmits, channel.maxPacketLifeTime)
    return kind == ((False, 0, None) if channel.label in LOSSY else (True, None, None))
