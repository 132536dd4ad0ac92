"""Bulk between two real connections on this machine, over a line that loses and shuffles what a test wants."""

import asyncio
import hashlib
import random
import resource
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription, rtcsctptransport

from peer import sctp_seams
from peer.aiortc_seams import Seam, SeamBroken, selfcheck
from peer.bulk import MESSAGE_LIMIT, QUEUE, Bulk, BulkLost
from peer.bulk_receiver import ROOM, SPARE
from peer.certificate import Certificate
from peer.connection import Connection
from peer.connection_state import ConnectionState, Patience
from protocol.peer_messages import BULK, CONTROL

pytestmark = pytest.mark.end_to_end

CERTIFICATES = [Certificate.generate() for _ in range(3)]


class End:
    """One end, and the states that its owner was told of."""

    def __init__(self, own: int, peer: int, **options: Any) -> None:
        self.states: list[ConnectionState] = []
        self._news = asyncio.Event()
        fingerprint = CERTIFICATES[peer].fingerprint
        self.bulk = Bulk(certificate=CERTIFICATES[own], expected=fingerprint, on_state=self._told, **options)

    def _told(self, state: ConnectionState) -> None:
        self.states.append(state)
        self._news.set()

    async def until(self, state: ConnectionState) -> None:
        async with asyncio.timeout(20):
            while state not in self.states:
                self._news.clear()
                await self._news.wait()

    @property
    def ice(self) -> Any:
        (dtls,) = self.bulk._connection._pc._RTCPeerConnection__dtlsTransports
        return dtls.transport._connection


class Line:
    """What an end puts on the line: may be lost, or be overtaken."""

    def __init__(self, end: End, loss: float = 0.0, disorder: float = 0.0) -> None:
        self.loss, self.disorder = loss, disorder
        self._chance = random.Random(1)
        for protocol in end.ice._protocols:
            protocol.transport = _Bad(protocol.transport, self)

    def sends(self, send: Callable[[], None]) -> None:
        if self._chance.random() < self.loss:
            return
        if self.disorder:
            asyncio.get_running_loop().call_later(self._chance.random() * self.disorder, send)
        else:
            send()


class _Bad:
    def __init__(self, transport: Any, line: Line) -> None:
        self._transport, self._line = transport, line

    def sendto(self, data: bytes, address: Any) -> None:
        self._line.sends(lambda: self._transport.sendto(data, address))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


@asynccontextmanager
async def connected(**options: Any) -> AsyncIterator[tuple[End, End]]:
    """The customer's end, which offers, and the agent's."""
    customer, agent = End(0, 1, **options), End(1, 0, **options)
    try:
        await customer.bulk.accept(await agent.bulk.answer(await customer.bulk.offer()))
        await customer.until(ConnectionState.CONNECTED)
        await agent.until(ConnectionState.CONNECTED)
        yield customer, agent
    finally:
        await asyncio.gather(customer.bulk.close(), agent.bulk.close())


async def send_file(end: End, content: bytes) -> None:
    for at in range(0, len(content), MESSAGE_LIMIT):
        await end.bulk.send(content[at : at + MESSAGE_LIMIT])
    await end.bulk.flush()


async def receive_file(end: End, size: int) -> str:
    digest, came = hashlib.sha256(), 0
    while came < size:
        message = await end.bulk.receive()
        digest.update(message)
        came += len(message)
    return digest.hexdigest()


FILE = random.Random(7).randbytes(1_000_000)
DIGEST = hashlib.sha256(FILE).hexdigest()


BAD_LINES = {
    "good": {},
    "lossy": {"loss": 0.03},
    "shuffled": {"disorder": 0.02},
    "both": {"loss": 0.02, "disorder": 0.005},
}


@pytest.mark.parametrize("bad", BAD_LINES.values(), ids=BAD_LINES)
@pytest.mark.parametrize("direction", ["out", "in"])
async def test_a_file_arrives_as_it_was(bad: dict[str, float], direction: str) -> None:
    async with connected() as (customer, agent), asyncio.timeout(40):
        Line(customer, **bad)
        Line(agent, **bad)
        sender, receiver = (customer, agent) if direction == "out" else (agent, customer)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(send_file(sender, FILE), name="send")
            digest = tasks.create_task(receive_file(receiver, len(FILE)), name="receive")
        assert digest.result() == DIGEST
        assert sender.bulk.waiting == 0


async def test_files_go_both_ways_at_once() -> None:
    async with connected() as ends, asyncio.timeout(40), asyncio.TaskGroup() as tasks:
        for sender, receiver in (ends, ends[::-1]):
            tasks.create_task(send_file(sender, FILE), name="send")
            tasks.create_task(receive_file(receiver, len(FILE)), name="receive")


async def send_until_it_stops(end: End) -> int:
    """How many bytes were taken from us until nothing more was, for a second."""
    sent = 0
    while True:
        try:
            async with asyncio.timeout(1):
                await end.bulk.send(bytes(MESSAGE_LIMIT))
        except TimeoutError:
            return sent
        sent += MESSAGE_LIMIT


async def test_who_does_not_read_stops_the_sender_and_memory_does_not_grow() -> None:
    async with connected() as (customer, agent):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        sent = await send_until_it_stops(customer)
        assert sent <= ROOM + QUEUE + 2 * SPARE + MESSAGE_LIMIT
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kB
        async with asyncio.timeout(20):
            for _ in range(sent // MESSAGE_LIMIT):
                assert await agent.bulk.receive() == bytes(MESSAGE_LIMIT)
            await customer.bulk.flush()


async def test_closing_in_the_middle_ends_both_and_what_came_can_still_be_read() -> None:
    async with connected() as (customer, agent), asyncio.timeout(20):
        await send_file(customer, b"came")
        await customer.bulk.send(bytes(MESSAGE_LIMIT))
        await customer.bulk.close()
        await agent.until(ConnectionState.LOST)
        assert await agent.bulk.receive() == b"came"
        with pytest.raises(BulkLost):
            await receive_file(agent, MESSAGE_LIMIT + 1)
        for attempt in (customer.bulk.send(b"late"), agent.bulk.send(b"late"), customer.bulk.flush()):
            with pytest.raises(BulkLost):
                await attempt


async def test_whoever_waits_hears_of_a_peer_that_vanished() -> None:
    async with connected(patience=Patience(silence=0.5)) as (customer, agent), asyncio.timeout(20):
        for end in (customer, agent):
            Line(end, loss=1.0)
        waiting = send_file(customer, FILE), agent.bulk.receive()
        assert [type(each) for each in await asyncio.gather(*waiting, return_exceptions=True)] == [BulkLost, BulkLost]
        assert customer.states[-1] is agent.states[-1] is ConnectionState.LOST


async def test_nobody_else_than_the_known_peer_gets_in() -> None:
    customer, stranger = End(0, 1), End(2, 0)
    await customer.bulk.accept(await stranger.bulk.answer(await customer.bulk.offer()))
    await customer.until(ConnectionState.LOST)
    with pytest.raises(BulkLost):
        await customer.bulk.send(b"secret")
    for end in (customer, stranger):
        await end.bulk.close()


@pytest.mark.parametrize("size", [0, MESSAGE_LIMIT + 1])
async def test_a_message_beyond_the_bounds_is_our_own_fault(size: int) -> None:
    end = End(0, 1)
    with pytest.raises(ValueError, match=str(size)):
        await end.bulk.send(bytes(size))
    await end.bulk.close()


async def test_sending_may_begin_before_the_connection_stands() -> None:
    customer, agent = End(0, 1), End(1, 0)
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        tasks.create_task(customer.bulk.send(b"early"), name="send")
        await customer.bulk.accept(await agent.bulk.answer(await customer.bulk.offer()))
        assert await agent.bulk.receive() == b"early"
    for end in (customer, agent):
        await end.bulk.close()


# A peer with the library's own SCTP: what a browser would be to us.


class Foreign:
    """A peer with plain aiortc, answering our offer."""

    def __init__(self, certificate: Certificate) -> None:
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.connection._RTCPeerConnection__certificates = [certificate.for_aiortc()]
        self.came: list[bytes] = []
        self.channel: Any = None
        self.opened = asyncio.Event()
        self.connection.on("datachannel", self._open)

    def _open(self, channel: Any) -> None:
        self.channel = channel
        channel.on("message", self.came.append)
        self.opened.set()

    async def answer(self, offer: str) -> str:
        await self.connection.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        await self.connection.setLocalDescription()
        return self.connection.localDescription.sdp


@asynccontextmanager
async def beside_foreign() -> AsyncIterator[tuple[End, Foreign]]:
    ours, foreign = End(0, 1), Foreign(CERTIFICATES[1])
    try:
        await ours.bulk.accept(await foreign.answer(await ours.bulk.offer()))
        await ours.until(ConnectionState.CONNECTED)
        async with asyncio.timeout(20):
            await foreign.opened.wait()
            yield ours, foreign
    finally:
        await ours.bulk.close()
        await foreign.connection.close()


async def test_the_librarys_own_sctp_understands_ours() -> None:
    async with beside_foreign() as (ours, foreign):
        Line(ours, loss=0.02)
        await send_file(ours, FILE[:400_000])
        assert b"".join(foreign.came) == FILE[:400_000]
        foreign.channel.send(FILE[:50_000])
        foreign.channel.send("grüß")
        assert await ours.bulk.receive() == FILE[:50_000]
        assert await ours.bulk.receive() == "grüß".encode()


async def test_a_channel_that_the_peer_closes_is_the_end() -> None:
    async with beside_foreign() as (ours, foreign):
        foreign.channel.send(b"last words")
        foreign.channel.close()
        await ours.until(ConnectionState.LOST)
        assert await ours.bulk.receive() == b"last words"


@pytest.mark.parametrize("what", ["too large", "another stream", "loose", "forward"])
async def test_a_peer_that_breaks_a_rule_is_cut(what: str) -> None:
    async with beside_foreign() as (ours, foreign):
        sctp: Any = foreign.connection.sctp
        match what:
            case "too large":
                foreign.channel.send(bytes(MESSAGE_LIMIT + 1))
            case "another stream":
                await sctp._send(foreign.channel.id + 2, 53, b"x")
            case "loose":
                await sctp._send(foreign.channel.id, 53, b"x", ordered=False)
            case "forward":
                chunk = rtcsctptransport.ForwardTsnChunk()
                chunk.cumulative_tsn = sctp._local_tsn + 5
                await sctp._send_chunk(chunk)
        await ours.until(ConnectionState.LOST)


async def test_a_stray_channel_does_not_get_in() -> None:
    async with beside_foreign() as (ours, foreign):
        foreign.connection.createDataChannel("stray")
        await ours.until(ConnectionState.LOST)
        with pytest.raises(BulkLost):
            await ours.bulk.receive()


async def test_the_data_of_other_connections_stay_the_librarys() -> None:
    connection = Connection(
        certificate=CERTIFICATES[0], on_state=lambda _: None, on_message=lambda *_: None, channels=(CONTROL,)
    )
    await connection.offer()
    assert connection._pc.sctp is not None
    assert "_handle_data" not in vars(connection._pc.sctp)
    await connection.close()


async def test_the_channel_has_the_name_that_the_protocol_gives_it() -> None:
    async with beside_foreign() as (_ours, foreign):
        assert foreign.channel.label == BULK
        assert foreign.channel.ordered


def test_a_library_that_reads_differently_is_refused() -> None:
    with pytest.raises(SeamBroken, match="lacks"):
        selfcheck(seams=(*sctp_seams.SEAMS, Seam(Connection, "a line that was there once", "a test")))
