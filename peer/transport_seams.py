"""Every private name of aiortc and aioice that a connection's transport needs, with its reason.

Those for video stand in `aiortc_seams`. What is changed for all connections is changed once, at import; a library that
we have not tried, or that reads differently at one of the lines in `SEAMS`, is refused there and then.
"""

import asyncio
import inspect
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import aioice
from aioice import ice, turn
from aiortc import (
    RTCBundlePolicy,
    RTCCertificate,
    RTCConfiguration,
    RTCDtlsTransport,
    RTCIceGatherer,
    RTCIceTransportPolicy,
    RTCPeerConnection,
    RTCSctpTransport,
    rtcdtlstransport,
    rtcsctptransport,
)

from peer import ice_seams, packet_seams
from peer.aiortc_seams import Seam, SeamBroken, selfcheck
from peer.consent_seams import HEARD_AT

TRIED_AIOICE = "0.13."

PENDING_LIMIT = 2 * 1024 * 1024
"""Bytes of unfinished messages that a peer may keep us waiting with."""
RETRANSMIT_AT_LEAST, RETRANSMIT_AT_FIRST = 0.06, 0.5
"""Seconds. The library's 1 and 3 make a lost key press wait until another is pressed; figures in docs/decisions/0062.
Whoever is repeated in vain was only late: that costs a packet."""
INIT_RETRANSMISSIONS = 30
"""As the first wait is now 0.5 s, so that the association does not give up before the handshake may take that long."""
ROUNDS = 2
"""Of ending tasks: the end of one can make the library start another."""

RECEIVE_BUFFER = 4 * 1024 * 1024
"""Bytes of a socket's queue; the system may allow less. The library's 256 kB hold 200 packets, which a fast line brings
in 10 ms: a busy program would lose them."""

LARGEST_DATAGRAM = 1500
"""Bytes; nothing that peers send has more. The library ends the connection at SRTP that does not fit its buffer."""

_FIRST_BYTE_AFTER_STUN = 4
"""RFC 7983: a datagram that begins with 0 to 3 is STUN."""


SEAMS = (
    Seam(RTCPeerConnection, "RTCDtlsTransport(iceTransport, self.__certificates)", "our certificate, not its own"),
    Seam(RTCPeerConnection, "self.__dtlsTransports.add(dtlsTransport)", "the one transport of a connection"),
    Seam(RTCDtlsTransport, "self._validate_peer_identity(remoteParameters)", "a look at the certificate DTLS saw"),
    Seam(RTCDtlsTransport, "certificate = self._ssl.get_peer_certificate(as_cryptography=True)", "where it is"),
    Seam(RTCDtlsTransport, "self._set_state(State.FAILED)", "how a wrong one is refused"),
    Seam(RTCDtlsTransport, "first_byte = data[0]", "why nothing empty may get there"),
    Seam(RTCDtlsTransport, "data = self._rx_srtp.unprotect_rtcp(data)", "nor anything that is too long"),
    Seam(RTCDtlsTransport, "self.__rx_bytes += len(data)", "bytes in"),
    Seam(RTCDtlsTransport, "self.__tx_bytes += len(data)", "bytes out"),
    Seam(RTCSctpTransport, "self._advertised_rwnd = 1024 * 1024\n", "`WINDOW`, from which pending bytes are counted"),
    Seam(RTCSctpTransport, "self._advertised_rwnd -= len(chunk.user_data)", "how they are counted"),
    Seam(RTCSctpTransport, "self._rto = max(SCTP_RTO_MIN, ", "where the shortest wait is read"),
    Seam(RTCSctpTransport, "self._rto = SCTP_RTO_INITIAL", "where the first wait is read"),
    Seam(RTCSctpTransport, "self._t1_failures > SCTP_MAX_INIT_RETRANS", "where the tries are read"),
    Seam(RTCSctpTransport, "self._srtt = R\n", "the round trip"),
    Seam(RTCIceGatherer, "iceServers = self.getDefaultIceServers()", "a third party's server, unless replaced"),
    Seam(
        ice.StunProtocol, "self.transport = cast(asyncio.DatagramTransport, transport)", "where a socket gets its queue"
    ),
    Seam(ice.StunProtocol, "self.receiver.data_received(data, self.local_candidate.component)", "what the guard does"),
    Seam(ice.Connection, "self._nominated[pair.component] = pair", "the pairs that carry data"),
    Seam(ice.Connection, "addresses = get_host_addresses(", "where the loopback is missing"),
)


def check_aioice(version: str = aioice.__version__) -> None:
    """Raises `SeamBroken` for a version whose inside we do not know."""
    if not version.startswith(TRIED_AIOICE):
        raise SeamBroken(f"aioice {version} is untried: peer/transport_seams.py knows {TRIED_AIOICE}x only")


check_aioice()
selfcheck(seams=SEAMS)

# For all connections.

_datagram_received = ice.StunProtocol.datagram_received
_receive_data_chunk = RTCSctpTransport._receive_data_chunk  # noqa: SLF001  # the seam
_get_host_addresses = ice.get_host_addresses


def _guarded_datagram_received(self: ice.StunProtocol, data: bytes | str, addr: tuple[Any, ...]) -> None:
    """All that lies in the socket, each datagram guarded."""
    _guarded(self, data, addr)
    packet_seams.read_on(self, partial(_guarded, self))


def _guarded(self: ice.StunProtocol, data: bytes | str, addr: tuple[Any, ...]) -> None:
    """WORKAROUND for four faults, until the library guards itself (docs/upstream).

    An empty datagram from anybody ends the session: DTLS reads its first byte. DTLS from a third address confuses
    every handshake. So nothing empty passes, and nothing but STUN, which proves itself, from an address that is not
    in a pair: such an address was named in the description or has passed a check. STUN whose attributes are cut
    short, or are not there, raises what the library does not expect of itself. And what looks like SRTP and is too long
    ends the session before anybody has looked whether it is the peer's: whoever forges its address can send it.
    """
    if not isinstance(data, bytes) or not 0 < len(data) <= LARGEST_DATAGRAM:
        return
    known = _known(self, addr[:2])
    if known:
        setattr(self.receiver, HEARD_AT, time.monotonic())
    if data[0] < _FIRST_BYTE_AFTER_STUN:
        with suppress(*ice_seams.BAD_STUN):
            _datagram_received(self, data, addr)
    elif known:
        self.receiver.data_received(data, self.local_candidate.component)


def _known(protocol: ice.StunProtocol, address: tuple[Any, ...]) -> bool:
    """Whether the address is in a pair. Those that carry data first: they are looked up for each packet."""
    connection = protocol.receiver
    for pair in connection._nominated.values():  # noqa: SLF001  # the seam
        if pair.protocol is protocol and pair.remote_addr == address:
            return True
    return any(pair.protocol is protocol and pair.remote_addr == address for pair in connection._check_list)  # noqa: SLF001


async def _bounded_receive_data_chunk(self: RTCSctpTransport, chunk: rtcsctptransport.DataChunk) -> None:
    """WORKAROUND: reassembly has no bound, 44 MB pending cost 77 s of CPU. Removable once the library has one."""
    await _receive_data_chunk(self, chunk)
    if WINDOW - self._advertised_rwnd > PENDING_LIMIT:
        raise ConnectionError


def _some_host_addresses(use_ipv4: bool, use_ipv6: bool) -> list[str]:
    """The library leaves out the loopback; on a machine without network nothing would be left."""
    return _get_host_addresses(use_ipv4, use_ipv6) or ["127.0.0.1"]


WINDOW = 1024 * 1024
"""Bytes that SCTP starts with as its receive window."""

turn.UDP_SOCKET_BUFFER_SIZE = RECEIVE_BUFFER
ice.StunProtocol.datagram_received = _guarded_datagram_received  # type: ignore[method-assign]  # the seam
ice.get_host_addresses = _some_host_addresses
RTCSctpTransport._receive_data_chunk = _bounded_receive_data_chunk  # type: ignore[method-assign]  # noqa: SLF001  # the seam
rtcsctptransport.SCTP_RTO_MIN = RETRANSMIT_AT_LEAST  # type: ignore[assignment]  # an int to the library
rtcsctptransport.SCTP_RTO_INITIAL = RETRANSMIT_AT_FIRST
rtcsctptransport.SCTP_MAX_INIT_RETRANS = INIT_RETRANSMISSIONS
# Whoever forgets a configuration contacts nobody, instead of a third party's STUN server.
RTCIceGatherer.getDefaultIceServers = classmethod(lambda cls: [])  # type: ignore[assignment,method-assign]  # noqa: ARG005


# For one connection.


def peer_connection(certificate: RTCCertificate, *, relay_only: bool = False) -> RTCPeerConnection:
    """A peer connection with our own certificate (the library always makes one itself) and one transport for all.

    It asks no server: `ice_seams` does. With `relay_only` it uses none of this machine's addresses.
    """
    policy = RTCIceTransportPolicy.RELAY if relay_only else RTCIceTransportPolicy.ALL
    configuration = RTCConfiguration(iceServers=[], iceTransportPolicy=policy, bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
    connection = RTCPeerConnection(configuration)
    _set(connection, "_RTCPeerConnection__certificates", [certificate])
    return connection


def check_identity(connection: RTCPeerConnection, accept: Callable[[bytes], bool]) -> None:
    """Lets `accept` see the certificate's fingerprint that DTLS saw, before anything can come from that peer."""
    (dtls,) = _dtls_of(connection)
    validate = dtls._validate_peer_identity  # noqa: SLF001  # the seam

    def validate_and_accept(parameters: rtcdtlstransport.RTCDtlsParameters) -> None:
        validate(parameters)
        if dtls.state == "failed":
            return
        seen = dtls._ssl.get_peer_certificate(as_cryptography=True)  # type: ignore[union-attr]  # noqa: SLF001
        digest = rtcdtlstransport.X509_DIGEST_ALGORITHMS["sha-256"]
        if seen is None or not accept(seen.fingerprint(digest)):
            dtls._set_state(rtcdtlstransport.State.FAILED)  # noqa: SLF001  # the seam

    _set(dtls, "_validate_peer_identity", validate_and_accept)


def heard_at(connection: RTCPeerConnection) -> float:
    """When the peer's last packet came, of whatever kind; monotonic, in seconds."""
    return max((getattr(dtls.transport._connection, HEARD_AT, 0.0) for dtls in _dtls_of(connection)), default=0.0)  # noqa: SLF001


def own_address(connection: RTCPeerConnection) -> str | None:
    """The address of this machine from which packets go to the peer, or to the relay; `None` while there is no pair."""
    for dtls in _dtls_of(connection):
        for pair in dtls.transport._connection._nominated.values():  # noqa: SLF001  # the seam
            return ice_seams.own_address(pair.protocol)
    return None


def bytes_sent_and_received(connection: RTCPeerConnection) -> tuple[int, int]:
    """What went over DTLS and SRTP. The library tells it per media only, and asynchronously."""
    sent = sum(_get(dtls, "_RTCDtlsTransport__tx_bytes") for dtls in _dtls_of(connection))
    received = sum(_get(dtls, "_RTCDtlsTransport__rx_bytes") for dtls in _dtls_of(connection))
    return sent, received


def round_trip(connection: RTCPeerConnection) -> float | None:
    """SCTP's smoothed measure, in seconds: there as soon as a message was acknowledged."""
    return connection.sctp._srtt if connection.sctp else None  # noqa: SLF001  # the seam


def packets_lost(connection: RTCPeerConnection) -> int:
    """Video packets that never came."""
    streams = [_get(receiver, "_RTCRtpReceiver__remote_streams") for receiver in connection.getReceivers()]
    return sum(stream.packets_lost for by_source in streams for stream in by_source.values())


async def close(connection: RTCPeerConnection, within: float) -> None:
    """Closes, and ends what the library leaves behind: its `close` can hang, and its tasks belong to nobody."""
    parts = _parts(connection)
    tasks = _tasks_of(parts)
    try:
        async with asyncio.timeout(within / 2):
            await connection.close()
    except TimeoutError:
        for protocol in (part for part in parts if isinstance(part, ice.StunProtocol)):
            ice_seams.cut(protocol)
    for _round in range(ROUNDS):
        left = _tasks_of(parts)
        tasks += left
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=within / 2 / ROUNDS)
    for task in tasks:
        if task.done() and not task.cancelled():
            task.exception()  # it is looked at, or asyncio would report it as a fault of the program's


def _tasks_of(parts: list[object]) -> "list[asyncio.Task[Any]]":
    return [task for task in asyncio.all_tasks() if task is not asyncio.current_task() and _belongs(task, parts)]


def _parts(connection: RTCPeerConnection) -> list[object]:
    """Everything whose methods the library runs as tasks of this connection."""
    dtls = _dtls_of(connection)
    connections = [transport.transport._connection for transport in dtls]  # noqa: SLF001  # the seam
    sockets = [protocol for each in connections for protocol in each._protocols]  # noqa: SLF001  # the seam
    return [
        connection,
        connection.sctp,
        *connection.getSenders(),
        *connection.getReceivers(),
        *dtls,
        *(transport.transport for transport in dtls),
        *connections,
        *sockets,
        *(part for each in sockets for part in ice_seams.parts_of(each)),
    ]


def _belongs(task: "asyncio.Task[Any]", parts: list[object]) -> bool:
    coroutine = task.get_coro()
    if not inspect.iscoroutine(coroutine):
        return False
    owner = inspect.getcoroutinelocals(coroutine).get("self")
    return owner is not None and any(owner is part for part in parts)


def _dtls_of(connection: RTCPeerConnection) -> list[RTCDtlsTransport]:
    return list(_get(connection, "_RTCPeerConnection__dtlsTransports"))


def _get(thing: object, name: str) -> Any:
    return getattr(thing, name)


def _set(thing: object, name: str, value: object) -> None:
    """Replaces what is there: a name that is gone is an error."""
    getattr(thing, name)
    setattr(thing, name, value)
