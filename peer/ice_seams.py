"""Every private name of aioice that gathering needs, with its reason: relays of our own, and checks that come back.

The library takes one TURN server, one way to it, and trusts whom the system trusts. Its TURN client is used as it is;
who opens it, when, over what, and what becomes of it is decided in `gathering`.
"""

import asyncio
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aioice import Candidate, ice, stun, turn
from aioice.candidate import candidate_foundation, candidate_priority
from aiortc import RTCPeerConnection

from peer.aiortc_seams import Seam, selfcheck
from peer.routes import Relay
from protocol.ice_address import Way

REPEAT_AFTER = (0.12, 0.25)
"""Seconds until a first request over UDP is repeated; the library waits 0.5, longer than anybody is waited for here."""
WAITING_AT_MOST = 32 * 1024
"""Bytes of a stream to a relay that may wait to be sent. What comes on top is lost, as it would be on a datagram line:
the sender sees it and slows down, where a queue would only make the picture older."""
UNSENT = 8 * 1024
"""Bytes that the system may keep of them: what it has cannot be lost any more."""
BAD_STUN = (struct.error, LookupError, AssertionError)
"""What the library raises, besides what it catches, on STUN that anybody may send."""
ADDRESSES_AT_MOST = 256
"""Of a peer: those that it names, and as many that its packets come from."""
_BEST = 65535

SEAMS = (
    Seam(ice.Connection, "self.get_component_candidates(component=component, addresses=addresses)", "gathering begins"),
    Seam(ice.Connection, "self._protocols += host_protocols", "where the sockets of this machine are"),
    Seam(ice.Connection, "for protocol in self._protocols:\n            # Relaying", "relays are paired like sockets"),
    Seam(
        ice.Connection, "for protocol in self._protocols:\n            await protocol.close()", "and closed with them"
    ),
    Seam(ice.Connection, "self._check_list.append(pair)", "where the pairs are"),
    Seam(ice.Connection, "self.check_incoming(message, addr, protocol)", "the peer's checks come in"),
    Seam(ice.Connection, "self._remote_candidates.append(remote_candidate)", "a list without an end"),
    Seam(
        ice.Connection,
        "if pair.state == CandidatePair.State.WAITING:\n            self.check_start_task(pair)",
        "and start no check where one is under way",
    ),
    Seam(stun.Transaction, "self.__protocol.send_stun(self.__request, self.__addr)", "how a check is repeated"),
    Seam(turn.TurnTransport, "self.__relayed_address = await self.__inner_protocol.connect()", "how a relay is asked"),
    Seam(turn.TurnTransport, "protocol.connection_made(cast(asyncio.DatagramTransport, self))", "and handed over"),
    Seam(turn.TurnTransport, "self.__close_task = asyncio.create_task(self._close())", "a task that has to be ended"),
    Seam(turn.TurnClientMixin, "self.receiver.connection_lost(exc)", "a relay that is lost is a socket that is lost"),
    Seam(turn.TurnClientTcpProtocol, "self.transport.write(self._padded(data))", "a queue without an end"),
    Seam(turn.create_turn_endpoint, "await turn_transport._connect(protocol)", "what we do in its place"),
)

selfcheck(seams=SEAMS)

Gather = Callable[["Gathering"], Awaitable[list[Candidate]]]


class _Watched(turn.TurnClientMixin):
    """What our two kinds of client have in common: they say when somebody is there, and when nobody is any more."""

    def __init__(self, *arguments: Any, heard: Callable[[], None], lost: Callable[[], None]) -> None:
        super().__init__(*arguments)
        self.heard, self.lost = heard, lost

    def datagram_received(self, data: bytes | str, addr: tuple[str, int]) -> None:
        self.heard()
        with suppress(*BAD_STUN):
            super().datagram_received(data, addr)


class _UdpClient(_Watched, turn.TurnClientUdpProtocol):
    def send_stun(self, message: Any, addr: tuple[str, int]) -> None:
        self._last = (message, addr)
        super().send_stun(message, addr)

    def repeat(self) -> None:
        """The last request once more, if it still waits for its answer."""
        message, addr = self._last
        if message.transaction_id in self.transactions:
            super().send_stun(message, addr)

    def error_received(self, exc: Exception) -> None:  # noqa: ARG002  # its signature
        self.lost()


class _StreamClient(_Watched, turn.TurnClientTcpProtocol):
    def connection_lost(self, exc: Exception | None) -> None:
        self.lost()
        super().connection_lost(exc)

    def _send(self, data: bytes) -> None:
        if turn.is_channel_data(data) and self.transport.get_write_buffer_size() > WAITING_AT_MOST:
            return
        super()._send(data)


_Client = _UdpClient | _StreamClient


async def allocate(
    connection: ice.Connection, relay: Relay, address: str, tls: ssl.SSLContext, heard: Callable[[], None]
) -> ice.StunProtocol:
    """A socket at the relay, reached at `address`; `heard` is called when somebody is there.

    Raises `OSError` when nobody is, or not the one we trust, and `TransactionError` when it refuses.
    """
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(None) as scope:

        def give_up() -> None:
            with suppress(RuntimeError):  # it is over already
                scope.reschedule(0.0)

        def make(kind: type[_UdpClient] | type[_StreamClient]) -> Any:
            server = (address, relay.at.port)
            rest = (turn.DEFAULT_ALLOCATION_LIFETIME, turn.DEFAULT_CHANNEL_REFRESH_TIME)
            return kind(server, relay.username, relay.credential, *rest, heard=heard, lost=give_up)

        if relay.at.way is Way.UDP:
            client = await _over_udp(make, (address, relay.at.port))
            repeats = [loop.call_later(after, client.repeat) for after in REPEAT_AFTER]
        else:
            client = await _over_a_stream(make, relay, address, tls)
            repeats = []
        try:
            protocol = ice.StunProtocol(connection)
            await turn.TurnTransport(client)._connect(protocol)  # noqa: SLF001  # the seam
        except BaseException:
            client.transport.abort()
            raise
        finally:
            for repeat in repeats:
                repeat.cancel()
    client.heard = client.lost = lambda: None
    return protocol


async def _over_udp(make: Callable[[type[_UdpClient]], Any], server: tuple[str, int]) -> Any:
    loop = asyncio.get_running_loop()
    transport, client = await loop.create_datagram_endpoint(lambda: make(_UdpClient), remote_addr=server)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, turn.UDP_SOCKET_BUFFER_SIZE)
    return client


async def _over_a_stream(
    make: Callable[[type[_StreamClient]], Any], relay: Relay, address: str, tls: ssl.SSLContext
) -> Any:
    loop = asyncio.get_running_loop()
    transport, client = await loop.create_connection(lambda: make(_StreamClient), address, relay.at.port)
    client.heard()
    transport.set_write_buffer_limits(high=UNSENT)
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        with suppress(OSError):  # a wish, which not every system grants
            transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT)
    if relay.at.way is Way.TLS:
        try:
            over_tls = await loop.start_tls(transport, client, tls, server_hostname=relay.at.host)
        except BaseException:
            transport.abort()
            raise
        client.connection_made(over_tls)
        client.heard()
    return client


class Gathering:
    """What the gathering of one connection works with."""

    def __init__(self, connection: ice.Connection, component: int) -> None:
        self.connection = connection
        self._component = component

    @property
    def is_over(self) -> bool:
        """Whether the connection was closed meanwhile."""
        return self.connection._closing  # noqa: SLF001  # the seam

    @property
    def sockets(self) -> list[ice.StunProtocol]:
        """The sockets of this machine that may have an address behind a NAT: those of IPv4."""
        return [each for each in self.connection._protocols if "." in each.local_candidate.host]  # noqa: SLF001

    def take(self, protocol: ice.StunProtocol, rank: int) -> Candidate:
        """A socket at a relay is one of ours from now on; `rank` 0 is liked best. Says nothing of our own address."""
        host, port = protocol.transport.get_extra_info("sockname")
        nowhere = ("::" if ":" in host else "0.0.0.0", 9)  # noqa: S104  # RFC 8839, section 5.1, writes it so
        foundation = candidate_foundation("relay", "udp", f"{host} {rank}")
        protocol.local_candidate = self._candidate("relay", (host, port), nowhere, foundation, _BEST - rank)
        self.connection._protocols.append(protocol)  # noqa: SLF001  # the seam
        return protocol.local_candidate

    def seen_from_outside(self, own: ice.StunProtocol, seen: tuple[str, int]) -> Candidate:
        """The address under which a server sees a socket of ours."""
        base = (own.local_candidate.host, own.local_candidate.port)
        return self._candidate("srflx", seen, base, candidate_foundation("srflx", "udp", base[0]))

    def _candidate(
        self, kind: str, at: tuple[str, int], related: tuple[str, int], foundation: str, preference: int = _BEST
    ) -> Candidate:
        return Candidate(
            foundation=foundation,
            component=self._component,
            transport="udp",
            priority=candidate_priority(self._component, kind, preference),
            host=at[0],
            port=at[1],
            type=kind,
            related_address=related[0],
            related_port=related[1],
        )


def gather_by(peer_connection: RTCPeerConnection, gather: Gather) -> None:
    """Lets `gather` add to the addresses of this machine. To be called before the first description of ours is set."""
    for transport in peer_connection._RTCPeerConnection__iceTransports:  # type: ignore[attr-defined]  # noqa: SLF001
        connection = transport._connection  # noqa: SLF001  # the seam
        _gather_by(connection, gather)
        _check_back(connection)
        _learn_few(connection)


def _gather_by(connection: ice.Connection, gather: Gather) -> None:
    of_this_machine = connection.get_component_candidates

    async def candidates(component: int, addresses: list[str]) -> list[Candidate]:
        found = await of_this_machine(component=component, addresses=addresses)
        return found + await gather(Gathering(connection, component))

    connection.get_component_candidates = candidates  # type: ignore[method-assign,assignment]  # the seam


def _check_back(connection: ice.Connection) -> None:
    """A check of the peer's comes in on a pair that waits for its own answer: ours is repeated at once.

    WORKAROUND: RFC 8445, section 7.3.1.4, wants it so. The library waits for its timer, half a second: our first check
    was swallowed by the peer's NAT or relay, which lets us through only since the peer sent something to us.
    """
    check_incoming = connection.check_incoming

    def repeating(message: stun.Message, addr: tuple[str, int], protocol: ice.StunProtocol) -> None:
        waiting = [
            pair
            for pair in connection._check_list  # noqa: SLF001  # the seam
            if pair.protocol is protocol
            and pair.remote_addr == addr
            and pair.state is ice.CandidatePair.State.IN_PROGRESS
        ]
        check_incoming(message, addr, protocol)
        for transaction in list(protocol.transactions.values()) if waiting else ():
            if transaction._Transaction__addr == addr:  # type: ignore[attr-defined]  # noqa: SLF001  # the seam
                protocol.send_stun(transaction._Transaction__request, addr)  # type: ignore[attr-defined]  # noqa: SLF001

    connection.check_incoming = repeating  # type: ignore[method-assign]  # the seam


def _learn_few(connection: ice.Connection) -> None:
    """A peer's checks from new addresses are left alone once it has had enough of them.

    WORKAROUND: each makes the library keep a pair and a task and look through all others (docs/upstream): 2000 cost
    2.5 s of a processor, and four times as much with twice as many. One customer could hold up a recorder's others.
    """
    check_incoming = connection.check_incoming

    def bounded(message: stun.Message, addr: tuple[str, int], protocol: ice.StunProtocol) -> None:
        known = connection._remote_candidates  # noqa: SLF001  # the seam
        if len(known) < ADDRESSES_AT_MOST or any((each.host, each.port) == addr for each in known):
            check_incoming(message, addr, protocol)

    connection.check_incoming = bounded  # type: ignore[method-assign]  # the seam


def drop(protocol: ice.StunProtocol) -> None:
    """A relay that came too late: it is told so, and forgotten."""
    protocol.transport.close()


def parts_of(protocol: ice.StunProtocol) -> list[object]:
    """What runs tasks for this socket, if it is one at a relay."""
    if isinstance(protocol.transport, turn.TurnTransport):
        return [protocol.transport, protocol.transport._TurnTransport__inner_protocol]  # type: ignore[attr-defined]  # noqa: SLF001
    return []


def own_address(protocol: ice.StunProtocol) -> str:
    """The address of this machine that a socket is bound to; from which the relay is reached, for one at a relay."""
    part: Any = (parts_of(protocol)[1:] or [protocol])[0]
    return str(part.transport.get_extra_info("sockname")[0])


def cut(protocol: ice.StunProtocol) -> None:
    """Ends a socket without telling anybody."""
    for part in parts_of(protocol)[1:] or [protocol]:
        part.transport.abort()  # type: ignore[attr-defined]  # a socket, or a client of a relay: both have one
