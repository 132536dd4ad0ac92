"""Video packets on their short way in: what takes it, and what must not."""

import asyncio
import os
import socket
import struct
from types import SimpleNamespace
from typing import Any

import pytest
from aioice import ice
from aiortc.rtcdtlstransport import State
from pylibsrtp import Policy, Session

from peer import packet_seams
from peer.packet_seams import AT_ONCE, FeedbackWay, ShortWay, WayOut, read_on
from tests.fakes.waiting import until

KEY = os.urandom(30)


class Line:
    """A connection that has just proved itself, and the peer at its other end."""

    def __init__(self, state: State = State.CONNECTED) -> None:
        self.short: list[bytes] = []
        self.long: list[bytes] = []
        self.peer = Session(Policy(key=KEY, ssrc_type=Policy.SSRC_ANY_OUTBOUND))
        connection = SimpleNamespace(data_received=lambda data, _component: self.long.append(data))
        ours = Session(Policy(key=KEY, ssrc_type=Policy.SSRC_ANY_INBOUND))
        dtls: Any = SimpleNamespace(_state=state, _rx_srtp=ours, transport=SimpleNamespace(_connection=connection))
        setattr(dtls, packet_seams._BYTES, 0)
        self.dtls = dtls
        ShortWay(dtls, self.short.append)
        self.receive = connection.data_received


def rtp(number: int) -> bytes:
    return struct.pack("!BBHLL", 0x80, 96, number, 0, 1) + b"picture"


def test_video_is_handed_on_where_it_is_read() -> None:
    line = Line()
    packet = line.peer.protect(rtp(1))
    line.receive(packet, 1)
    assert (line.short, line.long) == ([rtp(1)], [])
    assert getattr(line.dtls, packet_seams._BYTES) == len(packet)


def test_what_is_no_video_goes_the_librarys_way() -> None:
    line = Line()
    report = line.peer.protect_rtcp(struct.pack("!BBHL", 0x80, 201, 1, 1))
    for data in (report, b"\x17handshake", b"\x00stun"):
        line.receive(data, 1)
    assert (line.short, len(line.long)) == ([], 3)


@pytest.mark.parametrize("state", [State.NEW, State.CONNECTING, State.FAILED, State.CLOSED])
def test_nothing_is_taken_of_a_peer_that_has_not_proved_itself(state: State) -> None:
    line = Line(state)
    line.receive(line.peer.protect(rtp(1)), 1)
    assert (line.short, len(line.long)) == ([], 1)


def test_what_is_not_the_peers_or_comes_twice_is_dropped() -> None:
    line = Line()
    stranger = Session(Policy(key=os.urandom(30), ssrc_type=Policy.SSRC_ANY_OUTBOUND))
    packet = line.peer.protect(rtp(1))
    for data in (packet, packet, stranger.protect(rtp(2)), b"\x80", bytes([0x80]) * 3000):
        line.receive(data, 1)
    assert line.short == [rtp(1)]


APP = b"FDak" + bytes(16)


def feedback(body: bytes = APP, kind: int = 206, form: int = 15) -> bytes:
    return struct.pack("!BBHLL", 0x80 | form, kind, 2 + len(body) // 4, 7, 99) + body


class Sending(Line):
    """The same for one who sends pictures, and hears what becomes of them."""

    def __init__(self, state: State = State.CONNECTED) -> None:
        super().__init__(state)
        self.told: list[tuple[int, bytes]] = []
        connection = self.dtls.transport._connection
        connection.data_received = lambda data, _component: self.long.append(data)
        FeedbackWay(self.dtls, lambda stream, body: self.told.append((stream, body)))
        self.receive = connection.data_received


def test_what_a_peer_says_of_our_pictures_is_heard_where_it_is_read() -> None:
    line = Sending()
    packet = line.peer.protect_rtcp(feedback())
    line.receive(packet, 1)
    assert (line.told, line.long) == ([(99, APP)], [])
    assert getattr(line.dtls, packet_seams._BYTES) == len(packet)


@pytest.mark.parametrize(
    "said",
    [
        feedback(kind=205),
        feedback(form=1),
        feedback() + feedback(),
        struct.pack("!BBHL", 0x80, 201, 1, 1) + feedback(),
        struct.pack("!BBHL", 0x8F, 206, 1, 1),
    ],
    ids=["another kind", "another form", "two of them", "behind a report", "cut short"],
)
def test_other_reports_go_the_librarys_way(said: bytes) -> None:
    line = Sending()
    packet = line.peer.protect_rtcp(said)
    line.receive(packet, 1)
    assert (line.told, line.long) == ([], [packet])


def test_feedback_that_is_not_the_peers_or_comes_twice_is_dropped() -> None:
    line = Sending()
    stranger = Session(Policy(key=os.urandom(30), ssrc_type=Policy.SSRC_ANY_OUTBOUND))
    packet = line.peer.protect_rtcp(feedback())
    for data in (packet, packet, stranger.protect_rtcp(feedback())):
        line.receive(data, 1)
    assert (line.told, line.long) == ([(99, APP)], [])


@pytest.mark.parametrize("state", [State.NEW, State.CONNECTING, State.FAILED, State.CLOSED])
def test_no_feedback_is_taken_of_a_peer_that_has_not_proved_itself(state: State) -> None:
    line = Sending(state)
    line.receive(line.peer.protect_rtcp(feedback()), 1)
    assert (line.told, len(line.long)) == ([], 1)


class Socket:
    """What packets leave by."""

    def __init__(self) -> None:
        self.sent: list[tuple[bytes, tuple[str, int]]] = []
        self.transport = self
        """As the library names it."""

    def sendto(self, data: bytes, address: tuple[str, int]) -> None:
        self.sent.append((data, address))


def way_out(state: State = State.CONNECTED, *, paired: bool = True) -> tuple[WayOut, Socket, Any]:
    socket_, key = Socket(), Session(Policy(key=KEY, ssrc_type=Policy.SSRC_ANY_OUTBOUND))
    pair = SimpleNamespace(protocol=SimpleNamespace(transport=socket_), remote_addr=("192.0.2.1", 9))
    connection = SimpleNamespace(_nominated={1: pair} if paired else {})
    dtls: Any = SimpleNamespace(_state=state, _tx_srtp=key, transport=SimpleNamespace(_connection=connection))
    for name in (packet_seams._BYTES_SENT, packet_seams._PACKETS_SENT):
        setattr(dtls, name, 0)
    return WayOut(dtls), socket_, dtls


def test_a_packet_leaves_encrypted_for_where_the_peer_is_and_is_counted() -> None:
    way, line, dtls = way_out()
    way.send(rtp(1))
    ((data, address),) = line.sent
    assert Session(Policy(key=KEY, ssrc_type=Policy.SSRC_ANY_INBOUND)).unprotect(data) == rtp(1)
    assert address == ("192.0.2.1", 9)
    assert getattr(dtls, packet_seams._BYTES_SENT) == len(data)
    assert getattr(dtls, packet_seams._PACKETS_SENT) == 1


@pytest.mark.parametrize(
    ("state", "paired"),
    [(State.CONNECTING, True), (State.CLOSED, True), (State.FAILED, True), (State.CONNECTED, False)],
)
def test_nothing_leaves_for_a_peer_that_has_not_proved_itself_or_is_gone(state: State, paired: bool) -> None:
    way, line, _ = way_out(state, paired=paired)
    with pytest.raises(ConnectionError):
        way.send(rtp(1))
    assert line.sent == []


class Counting(asyncio.DatagramProtocol):
    """A protocol that is woken for each datagram, and reads on if it is told to."""

    def __init__(self, *, reads_on: bool) -> None:
        self.reads_on = reads_on
        self.woken = 0
        self.read: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.woken += 1
        self.read.append(data)
        if self.reads_on:
            read_on(self, lambda more, _: self.read.append(more))  # type: ignore[arg-type]  # as far as it looks, one


async def endpoint(*, reads_on: bool) -> tuple[Counting, socket.socket]:
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(
        lambda: Counting(reads_on=reads_on), local_addr=("127.0.0.1", 0)
    )
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.connect(transport.get_extra_info("sockname"))
    return protocol, sender


@pytest.mark.parametrize(("reads_on", "wake_ups"), [(True, 1), (False, 7)])
async def test_a_picture_of_seven_packets_is_read_at_one_wake_up(reads_on: bool, wake_ups: int) -> None:
    protocol, sender = await endpoint(reads_on=reads_on)
    with sender:
        for number in range(7):
            sender.send(bytes([number]))
        await until(lambda: len(protocol.read) == 7)
    assert protocol.read == [bytes([number]) for number in range(7)]
    assert protocol.woken == wake_ups
    protocol.transport.close()


async def test_a_flood_lets_others_have_their_turn() -> None:
    protocol, sender = await endpoint(reads_on=True)
    with sender:
        for number in range(AT_ONCE + 2):
            sender.send(bytes([number]))
        await until(lambda: len(protocol.read) == AT_ONCE + 2)
    assert protocol.woken == 2
    protocol.transport.close()


async def test_a_socket_that_was_closed_meanwhile_is_left_alone() -> None:
    protocol, sender = await endpoint(reads_on=True)
    with sender:
        sender.send(b"1")
        sender.send(b"2")
        protocol.transport.close()
        read_on(protocol, lambda more, _: protocol.read.append(more))  # type: ignore[arg-type]  # as above
    assert protocol.read == []


def test_a_loop_that_reads_by_itself_is_left_alone() -> None:
    protocol: Any = SimpleNamespace(transport=SimpleNamespace(is_closing=lambda: False))
    read_on(protocol, lambda *_: pytest.fail("there was something to read"))


def test_the_library_has_the_names_that_we_replace() -> None:
    assert callable(ice.Connection.data_received)
