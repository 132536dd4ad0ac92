"""How packets come in with little work for each: a recorder has 12 000 of them in a second on one core.

Every private name of asyncio, aiortc and aioice for it, with its reason. `SEAMS` is checked at import.
"""

from asyncio.selector_events import _SelectorDatagramTransport  # type: ignore[attr-defined]  # private: a seam
from collections.abc import Callable
from struct import Struct
from typing import Any, Final

import pylibsrtp
from aioice import ice
from aiortc.rtcdtlstransport import RTCDtlsTransport, State
from aiortc.rtp import RTCP_PSFB, RTCP_PSFB_APP, is_rtcp

from peer.aiortc_seams import Seam, selfcheck

AT_ONCE: Final = 64
"""Packets that are read at one wake-up of the loop; then others have their turn."""
LARGEST: Final = 4096
"""Bytes of a datagram. No network carries larger ones that are for us; the library makes room for 256 kB each time."""

_BYTES: Final = "_RTCDtlsTransport__rx_bytes"
_BYTES_SENT, _PACKETS_SENT = "_RTCDtlsTransport__tx_bytes", "_RTCDtlsTransport__tx_packets"
_RTP: Final = range(128, 192)
"""RFC 7983: the first byte of SRTP and SRTCP."""
_FEEDBACK: Final = Struct("!BBHLL")
_APPLICATION: Final = (0x80 | RTCP_PSFB_APP, RTCP_PSFB)
"""The first two bytes, which are not encrypted, of application layer feedback (RFC 4585, 6.4) without padding."""
_SEALS: Final = frozenset({14, 20})
"""Bytes that SRTCP adds: an index of 4, and the seals of the profiles. With anything else, two packets came in one."""

SEAMS: Final = (
    Seam(
        _SelectorDatagramTransport,
        "data, addr = self._sock.recvfrom(self.max_size)",
        "one packet for each wake-up, which costs more than to read it",
    ),
    Seam(ice.Connection, "self._queue.put_nowait((data, component))", "a queue, and a task's turn, for each packet"),
    Seam(RTCDtlsTransport, "elif first_byte > 127 and first_byte < 192 and self._rx_srtp:", "what is SRTP, and when"),
    Seam(RTCDtlsTransport, "self._set_state(State.CONNECTED)", "only then the peer has proved itself"),
    Seam(RTCDtlsTransport, "data = self._rx_srtp.unprotect(data)", "what is done with it"),
    Seam(RTCDtlsTransport, "self.__rx_bytes += len(data)", "how it is counted"),
    Seam(RTCDtlsTransport, "data = self._rx_srtp.unprotect_rtcp(data)", "what is done with feedback"),
    Seam(RTCDtlsTransport, "data = self._tx_srtp.protect(data)", "what is done with what leaves"),
    Seam(RTCDtlsTransport, "self.__tx_bytes += len(data)\n        self.__tx_packets += 1", "how it is counted"),
    Seam(ice.Connection, "await active_pair.protocol.send_data(data, active_pair.remote_addr)", "where it goes"),
    Seam(ice.StunProtocol, "self.transport.sendto(data, addr)", "and how"),
)

selfcheck(seams=SEAMS)


def read_on(protocol: ice.StunProtocol, receive: Callable[[bytes, Any], None]) -> None:
    """Reads what else lies in the protocol's socket. WORKAROUND: asyncio reads one datagram for each wake-up."""
    transport: Any = protocol.transport
    if not isinstance(transport, _SelectorDatagramTransport):
        return
    for _ in range(AT_ONCE):
        if transport._sock is None or transport.is_closing():  # noqa: SLF001  # a seam, see SEAMS
            return
        try:
            data, address = transport._sock.recvfrom(LARGEST)  # noqa: SLF001  # the same
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            protocol.error_received(error)
            return
        receive(data, address)


class ShortWay:
    """Takes one connection's video packets where the socket is read: no queue, no task, no turn of the loop between.

    What is not SRTP, and all that comes before the peer has proved itself, goes the library's way.
    """

    def __init__(self, dtls: RTCDtlsTransport, on_packet: Callable[[bytes], None]) -> None:
        self._dtls, self._on_packet = dtls, on_packet
        connection = dtls.transport._connection  # noqa: SLF001  # a seam, see SEAMS
        self._long_way: Callable[[bytes, int], None] = connection.data_received
        setattr(connection, "data_received", self._received)  # noqa: B010  # mypy: a method is replaced on purpose

    def _received(self, data: bytes, component: int) -> None:
        dtls = self._dtls
        ready = dtls._state is State.CONNECTED  # noqa: SLF001  # a seam, see SEAMS
        if not ready or data[0] not in _RTP or is_rtcp(data):
            self._long_way(data, component)
            return
        setattr(dtls, _BYTES, getattr(dtls, _BYTES) + len(data))
        try:
            packet = dtls._rx_srtp.unprotect(data)  # noqa: SLF001  # a seam, see SEAMS
        except (pylibsrtp.Error, ValueError):
            return  # not the peer's, or twice; or larger than the library's buffer
        self._on_packet(packet)


class WayOut:
    """Sends one connection's video packets without a coroutine for each layer."""

    def __init__(self, dtls: RTCDtlsTransport) -> None:
        self._dtls = dtls

    def send(self, packet: bytes) -> None:
        """Raises `ConnectionError` when there is nowhere to send to."""
        dtls = self._dtls
        pair = dtls.transport._connection._nominated.get(1)  # noqa: SLF001  # a seam, see SEAMS
        if dtls._state is not State.CONNECTED or pair is None:  # noqa: SLF001  # the same
            raise ConnectionError("not connected")
        data = dtls._tx_srtp.protect(packet)  # noqa: SLF001  # the same
        pair.protocol.transport.sendto(data, pair.remote_addr)
        setattr(dtls, _BYTES_SENT, getattr(dtls, _BYTES_SENT) + len(data))
        setattr(dtls, _PACKETS_SENT, getattr(dtls, _PACKETS_SENT) + 1)


class FeedbackWay:
    """Takes what a peer says of our pictures where the socket is read, as `ShortWay` takes pictures.

    There are two such packets for each picture. All others go the library's way.
    """

    def __init__(self, dtls: RTCDtlsTransport, told: Callable[[int, bytes], None]) -> None:
        """`told`: of which stream the peer speaks, and the body of the packet."""
        self._dtls, self._told = dtls, told
        connection = dtls.transport._connection  # noqa: SLF001  # a seam, see SEAMS
        self._long_way: Callable[[bytes, int], None] = connection.data_received
        setattr(connection, "data_received", self._received)  # noqa: B010  # mypy: a method is replaced on purpose

    def _received(self, data: bytes, component: int) -> None:
        dtls = self._dtls
        if not _is_feedback(data) or dtls._state is not State.CONNECTED:  # noqa: SLF001  # a seam, see SEAMS
            self._long_way(data, component)
            return
        setattr(dtls, _BYTES, getattr(dtls, _BYTES) + len(data))
        try:
            packet = dtls._rx_srtp.unprotect_rtcp(data)  # noqa: SLF001  # a seam, see SEAMS
        except (pylibsrtp.Error, ValueError):
            return  # not the peer's, or twice; or larger than the library's buffer
        _, _, _, _, stream = _FEEDBACK.unpack_from(packet)
        self._told(stream, packet[_FEEDBACK.size :])


def _is_feedback(data: bytes) -> bool:
    """Whether it is one packet of application layer feedback, and no other with it."""
    if len(data) < _FEEDBACK.size or (data[0], data[1]) != _APPLICATION:
        return False
    length = 4 + 4 * int.from_bytes(data[2:4])
    return length >= _FEEDBACK.size and len(data) - length in _SEALS
