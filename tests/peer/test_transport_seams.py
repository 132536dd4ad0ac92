"""The guards round the libraries. Each test here fails without its guard."""

import asyncio
import gc
import re
import socket
import struct
from pathlib import Path
from typing import Any, Self

import pytest
from aioice import ice, stun
from aiortc import RTCIceGatherer, RTCSctpTransport, rtcsctptransport
from aiortc.exceptions import InvalidStateError

from peer import packet_seams, transport_seams
from peer.aiortc_seams import Seam, SeamBroken, selfcheck
from peer.certificate import Certificate
from peer.connection import Connection, ConnectionState
from peer.connection_state import Patience
from tests.fakes.systems import needs_sources
from tests.fakes.waiting import WITHIN

ROOT = Path(__file__).parents[2]


class Pair:
    """Two connected ends and the addresses they listen on."""

    def __init__(self, patience: Patience | None = None) -> None:
        self.states: list[list[ConnectionState]] = [[], []]
        self.messages: list[bytes] = []
        self.news = asyncio.Event()
        self.faults: list[dict[str, Any]] = []
        """What nobody caught."""
        asyncio.get_running_loop().set_exception_handler(lambda _, context: self._tell(self.faults, context))
        self.ends = [
            Connection(
                certificate=Certificate.generate(),
                channels=["control"],
                on_state=lambda state, index=index: self._tell(self.states[index], state),
                on_message=lambda _channel, data: self._tell(self.messages, data),
                patience=patience or Patience(),
            )
            for index in range(2)
        ]

    def _tell(self, told: list[Any], what: object) -> None:
        told.append(what)
        self.news.set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for end in self.ends:
            await end.close()

    async def offered(self) -> str:
        return await self.ends[1].answer(await self.ends[0].offer())

    async def connected(self) -> None:
        await self.ends[0].accept(await self.offered())
        await self.until(lambda: all(ConnectionState.CONNECTED in states for states in self.states))

    async def until(self, true: Any) -> None:
        async with asyncio.timeout(WITHIN):
            while not true():
                self.news.clear()
                await self.news.wait()

    def addresses(self, end: int) -> list[tuple[str, int]]:
        (dtls,) = self.ends[end]._pc._RTCPeerConnection__dtlsTransports
        return [(each.host, each.port) for each in dtls.transport._connection.local_candidates if "." in each.host]

    async def still_talks(self) -> None:
        assert self.ends[0].send("control", b"still here")
        await self.until(lambda: b"still here" in self.messages)


def spray(addresses: list[tuple[str, int]], data: bytes, times: int = 20) -> None:
    """Datagrams from a third address."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for _ in range(times):
            for address in addresses:
                stranger.sendto(data, address)


CLIENT_HELLO = b"\x16\xfe\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x10\x01" + bytes(15)
DATAGRAMS = {
    "empty": b"",
    "DTLS": CLIENT_HELLO,
    "SRTP": b"\x80" + bytes(40),
    "half a STUN message": b"\x00\x01",
    "a STUN message with half an attribute": b"\x00\x01\x00\x04\x21\x12\xa4\x42" + bytes(12) + b"\x00\x24\x00\x00",
    "noise": bytes(range(256)),
}


@pytest.mark.parametrize("data", DATAGRAMS.values(), ids=DATAGRAMS)
@pytest.mark.end_to_end
async def test_datagrams_from_a_stranger_do_not_end_a_session(data: bytes) -> None:
    async with Pair() as pair:
        await pair.connected()
        for end in range(2):
            spray(pair.addresses(end), data)
        await pair.still_talks()
        assert [states[-1] for states in pair.states] == [ConnectionState.CONNECTED] * 2
        assert pair.faults == []


@pytest.mark.parametrize("data", DATAGRAMS.values(), ids=DATAGRAMS)
@pytest.mark.end_to_end
async def test_datagrams_from_a_stranger_do_not_keep_a_session_from_starting(data: bytes) -> None:
    async with Pair() as pair:
        answer = await pair.offered()
        for end in range(2):
            spray(pair.addresses(end), data)
        await pair.ends[0].accept(answer)
        spray(pair.addresses(0) + pair.addresses(1), data)
        await pair.until(lambda: all(ConnectionState.CONNECTED in states for states in pair.states))


@pytest.mark.end_to_end
async def test_without_the_guard_one_empty_datagram_ends_a_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """When this fails, the library has mended itself and the guard may go."""
    monkeypatch.setattr(ice.StunProtocol, "datagram_received", transport_seams._datagram_received)
    async with Pair() as pair:
        await pair.connected()
        spray(pair.addresses(0), b"", times=1)
        await pair.until(lambda: ConnectionState.LOST in pair.states[0])


@pytest.mark.end_to_end
async def test_without_the_guard_a_strangers_handshakes_keep_a_session_from_starting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """When this fails, the library has mended itself and the guard may go."""
    monkeypatch.setattr(ice.StunProtocol, "datagram_received", transport_seams._datagram_received)
    async with Pair(Patience(handshake=3.0)) as pair:
        answer = await pair.offered()
        await pair.ends[0].accept(answer)
        for _ in range(10):
            spray(pair.addresses(0) + pair.addresses(1), CLIENT_HELLO)
            await asyncio.sleep(0)
        await pair.until(lambda: any(ConnectionState.LOST in states for states in pair.states))
        assert not all(ConnectionState.CONNECTED in states for states in pair.states)


async def under_the_peers_name(pair: Pair, data: bytes) -> None:
    """A datagram from the peer's very address, as somebody sends it who forges that, and knows no key."""
    (dtls,) = pair.ends[0]._pc._RTCPeerConnection__dtlsTransports
    await dtls.transport._send(data)


FORGED = {
    "a large RTP packet": b"\x80\x62" + bytes(1600),
    "a large report": b"\x80\xc8" + bytes(60_000),
    "RTP of one byte": b"\x80",
    "RTP of noise": b"\x80\x62" + bytes(range(200)),
    "a DTLS alert": b"\x15\xfe\xfd" + bytes(8) + b"\x00\x02\x02\x28",
    "DTLS of noise": b"\x17\xfe\xfd" + bytes(range(200)),
    "a new handshake": CLIENT_HELLO,
}


@pytest.mark.parametrize("data", FORGED.values(), ids=FORGED)
@pytest.mark.promise("P05")
@pytest.mark.end_to_end
async def test_who_forges_the_peers_address_and_knows_no_key_does_not_end_a_session(data: bytes) -> None:
    async with Pair() as pair:
        await pair.connected()
        for _ in range(5):
            await under_the_peers_name(pair, data)
        await pair.still_talks()
        assert [states[-1] for states in pair.states] == [ConnectionState.CONNECTED] * 2
        assert pair.faults == []


@pytest.mark.end_to_end
async def test_without_the_guard_one_large_datagram_ends_a_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """When this fails, the library has mended itself and the guard may go."""
    monkeypatch.setattr(transport_seams, "LARGEST_DATAGRAM", 65_535)
    monkeypatch.setattr(packet_seams, "LARGEST", 65_535)
    async with Pair() as pair:
        await pair.connected()
        await under_the_peers_name(pair, FORGED["a large report"])
        await pair.until(lambda: ConnectionState.LOST in pair.states[1])


def check(pair: Pair, number: int) -> bytes:
    """A check of the other end's own: it knows the password."""
    (dtls,) = pair.ends[0]._pc._RTCPeerConnection__dtlsTransports
    library = dtls.transport._connection
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, number.to_bytes(12))
    request.attributes["USERNAME"] = f"{library.local_username}:{library.remote_username}"
    request.attributes["PRIORITY"] = 1
    request.attributes["ICE-CONTROLLED" if library.ice_controlling else "ICE-CONTROLLING"] = 1
    request.add_message_integrity(library.local_password.encode())
    return bytes(request)


async def checked_from_everywhere(pair: Pair, times: int) -> int:
    """The peer checks from so many addresses; how many of them are kept."""
    await pair.connected()
    (dtls,) = pair.ends[0]._pc._RTCPeerConnection__dtlsTransports
    (address, *_) = pair.addresses(0)
    for number in range(times):
        spray([address], check(pair, number), times=1)
        await asyncio.sleep(0)
    await pair.still_talks()
    return len(dtls.transport._connection._remote_candidates)


@pytest.mark.end_to_end
async def test_a_peer_that_checks_from_very_many_addresses_costs_no_more_than_a_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("peer.ice_seams.ADDRESSES_AT_MOST", 20)
    async with Pair() as pair:
        assert await checked_from_everywhere(pair, 60) == 20
        assert len(asyncio.all_tasks()) < 60


@pytest.mark.end_to_end
async def test_without_the_guard_every_address_of_a_peer_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """When this fails, the library has mended itself and the guard may go."""
    monkeypatch.setattr("peer.ice_seams._learn_few", lambda connection: None)
    async with Pair() as pair:
        assert await checked_from_everywhere(pair, 300) > 256


@pytest.mark.end_to_end
async def test_a_burst_finds_room_in_every_sockets_queue() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, transport_seams.RECEIVE_BUFFER)
        allowed = own.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
    async with Pair() as pair:
        await pair.connected()
        for end in pair.ends:
            (dtls,) = end._pc._RTCPeerConnection__dtlsTransports
            sockets = [each.transport.get_extra_info("socket") for each in dtls.transport._connection._protocols]
            assert {each.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) for each in sockets} == {allowed}


@pytest.mark.end_to_end
async def test_without_the_guard_half_an_attribute_is_a_fault_that_nobody_catches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """When this fails, the library has mended itself and `BAD_STUN` may go."""
    monkeypatch.setattr(ice.StunProtocol, "datagram_received", transport_seams._datagram_received)
    async with Pair() as pair:
        await pair.offered()
        spray(pair.addresses(0), DATAGRAMS["a STUN message with half an attribute"], times=1)
        await pair.until(lambda: pair.faults)
        assert isinstance(pair.faults[0]["exception"], struct.error)


@pytest.mark.end_to_end
async def test_a_task_of_the_library_that_fails_while_we_close_is_no_fault_of_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with Pair() as pair:
        connection = pair.ends[0]._pc
        closing, failed = asyncio.Event(), asyncio.Event()

        async def connecting(self: object) -> None:
            try:
                await closing.wait()
            finally:
                failed.set()
            raise InvalidStateError(type(self).__name__)

        async def close() -> None:
            closing.set()
            await failed.wait()

        monkeypatch.setattr(connection, "close", close)
        left = asyncio.get_running_loop().create_task(connecting(connection))
        await asyncio.sleep(0)
        await transport_seams.close(connection, 1.0)
        assert left.done()
        del left
        monkeypatch.undo()
        gc.collect()
        assert pair.faults == []


@pytest.mark.end_to_end
async def test_a_peer_that_keeps_us_waiting_with_too_much_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport_seams, "PENDING_LIMIT", 64 * 1024)
    monkeypatch.setattr("peer.connection.PEER_LIMIT", 1024 * 1024)  # which would cut it too, once it were complete
    async with Pair() as pair:
        await pair.connected()
        pair.ends[1]._channels["control"].send(b"x" * 200 * 1024)
        await pair.until(lambda: ConnectionState.LOST in pair.states[0])
        assert pair.messages == []


@pytest.mark.end_to_end
async def test_without_the_guard_nobody_is_cut_whatever_keeps_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """When this fails, the library has mended itself and the guard may go."""
    monkeypatch.setattr(transport_seams, "PENDING_LIMIT", 64 * 1024)
    monkeypatch.setattr("peer.connection.PEER_LIMIT", 1024 * 1024)
    monkeypatch.setattr(RTCSctpTransport, "_receive_data_chunk", transport_seams._receive_data_chunk)
    async with Pair() as pair:
        await pair.connected()
        pair.ends[1]._channels["control"].send(b"x" * 200 * 1024)
        await pair.until(lambda: [len(message) for message in pair.messages] == [200 * 1024])


def test_the_window_is_the_one_the_bound_is_measured_from() -> None:
    assert any(seam.line == "self._advertised_rwnd = 1024 * 1024\n" for seam in transport_seams.SEAMS)
    assert transport_seams.WINDOW == 1024 * 1024


def test_a_lost_key_press_is_repeated_soon() -> None:
    assert rtcsctptransport.SCTP_RTO_MIN == 0.06
    assert rtcsctptransport.SCTP_RTO_INITIAL == 0.5
    tries = rtcsctptransport.SCTP_MAX_INIT_RETRANS
    assert tries * rtcsctptransport.SCTP_RTO_INITIAL >= Patience().handshake


@pytest.mark.promise("P06")
async def test_no_third_partys_server_is_ever_asked_for_an_address() -> None:
    assert RTCIceGatherer.getDefaultIceServers() == []
    assert RTCIceGatherer()._connection.stun_server is None


@pytest.mark.promise("P06")
def test_peer_connections_are_made_in_one_place_with_a_configuration() -> None:
    made = {
        path.relative_to(ROOT).as_posix(): call
        for package in ("peer", "customer_client", "agent_client", "recorder")
        for path in (ROOT / package).rglob("*.py")
        for call in re.findall(r"RTCPeerConnection\((.*)\)", path.read_text())
    }
    assert made == {"peer/transport_seams.py": "configuration"}


@pytest.mark.end_to_end
async def test_a_machine_without_network_still_reaches_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport_seams, "_get_host_addresses", lambda *_: [])
    async with Pair() as pair:
        await pair.connected()
        assert {host for host, _port in pair.addresses(0)} == {"127.0.0.1"}


@pytest.mark.end_to_end
async def test_an_address_that_cannot_be_used_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network card that is just going away."""
    monkeypatch.setattr(transport_seams, "_get_host_addresses", lambda *_: ["192.0.2.250", "127.0.0.1"])
    async with Pair() as pair:
        await pair.connected()


def test_a_library_that_was_not_tried_is_refused() -> None:
    with pytest.raises(SeamBroken, match=r"aioice 0\.14\.0"):
        transport_seams.check_aioice("0.14.0")


@needs_sources
def test_a_library_that_reads_differently_is_refused() -> None:
    with pytest.raises(SeamBroken, match="lacks"):
        selfcheck(seams=(*transport_seams.SEAMS, Seam(ice.Connection, "a line that was there once", "a test")))


def test_every_seam_is_in_place() -> None:
    assert ice.StunProtocol.datagram_received is transport_seams._guarded_datagram_received
    assert RTCSctpTransport._receive_data_chunk is transport_seams._bounded_receive_data_chunk
    assert ice.get_host_addresses is transport_seams._some_host_addresses
