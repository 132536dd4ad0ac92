"""What is done to the library's ICE and TURN. Each test here fails without it."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import pytest
from aioice import Candidate, ice, stun, turn
from aiortc import RTCPeerConnection

from peer import connection as peer_connection
from peer import ice_seams, transport_seams
from peer.aiortc_seams import Seam, SeamBroken, selfcheck
from peer.certificate import Certificate
from peer.connection import Connection, ConnectionState
from peer.ice_seams import Gathering
from peer.race import Pace
from peer.routes import Relay, Routes
from peer.tls import trusting_nobody
from protocol import link
from protocol.ice_address import IceAddress, Way
from tests.fakes.systems import needs_sources
from tests.fakes.turn_server import HERE, Manners, TurnServer, running
from tests.fakes.waiting import WITHIN


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TurnServer]:
    """One that is waited for: a busy machine may need a while to answer itself."""
    monkeypatch.setattr(peer_connection, "PACE", Pace(silent=WITHIN, slow=WITHIN))
    async with running() as server:
        yield server


def relay(server: TurnServer, way: Way) -> Relay:
    return Relay(IceAddress(way, HERE, server.port), "user", "secret")


async def lent(server: TurnServer, way: Way) -> ice.StunProtocol:
    connection = ice.Connection(ice_controlling=True)
    return await ice_seams.allocate(connection, relay(server, way), HERE, trusting_nobody(), lambda: None)


@needs_sources
def test_a_library_that_reads_differently_is_refused() -> None:
    with pytest.raises(SeamBroken, match="lacks"):
        selfcheck(seams=(*ice_seams.SEAMS, Seam(turn.TurnTransport, "a line that was there once", "a test")))


# A stream to a relay.


class Narrow:
    """A line that takes nothing any more."""

    def __init__(self, waiting: int) -> None:
        self.waiting = waiting
        self.written: list[bytes] = []

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def write(self, data: bytes) -> None:
        self.written.append(data)


HALF_AN_ATTRIBUTE = b"\x00\x01\x00\x04\x21\x12\xa4\x42" + bytes(12) + b"\x00\x24\x00\x00"
CHANNEL_DATA = b"\x40\x00\x00\x02ab"


@pytest.mark.parametrize(
    ("waiting", "sent"), [(0, 1), (ice_seams.WAITING_AT_MOST, 1), (ice_seams.WAITING_AT_MOST + 1, 0)]
)
async def test_what_a_slow_stream_cannot_take_is_lost_and_does_not_queue_up(waiting: int, sent: int) -> None:
    client = ice_seams._StreamClient((HERE, 1), "", "", 600, 500, heard=lambda: None, lost=lambda: None)
    client.transport = line = Narrow(waiting)  # type: ignore[assignment]
    client._send(CHANNEL_DATA)
    assert len(line.written) == sent


async def test_requests_to_the_relay_itself_are_never_lost_that_way() -> None:
    client = ice_seams._StreamClient((HERE, 1), "", "", 600, 500, heard=lambda: None, lost=lambda: None)
    client.transport = line = Narrow(10**9)  # type: ignore[assignment]
    client._send(bytes(stun.Message(message_method=stun.Method.REFRESH, message_class=stun.Class.REQUEST)))
    assert len(line.written) == 1


@pytest.mark.parametrize("way", [Way.UDP, Way.TCP])
async def test_a_relay_that_dies_is_not_waited_for_when_the_connection_is_closed(way: Way) -> None:
    manners = Manners()
    async with running(manners) as server:
        protocol = await lent(server, way)
        manners.silent = True
        ice_seams.drop(protocol)
        await server.seen.until(lambda: "REFRESH" in server.seen.methods())
        ice_seams.cut(protocol)
        left = [task for task in asyncio.all_tasks() if transport_seams._belongs(task, ice_seams.parts_of(protocol))]
        assert left, "the library goes on asking for a minute"
        for task in left:
            task.cancel()
        await asyncio.wait(left)


async def test_a_relay_that_hangs_up_in_the_session_is_a_lost_socket(server: TurnServer) -> None:
    lost = asyncio.get_running_loop().create_future()
    protocol = await lent(server, Way.TCP)
    protocol.receiver = SimpleNamespace(protocol_lost=lost.set_result)  # type: ignore[assignment]
    client: Any = ice_seams.parts_of(protocol)[1]
    client.transport.abort()
    async with asyncio.timeout(WITHIN):
        assert await lost is protocol
    client.refresh_task.cancel()


@pytest.mark.parametrize("way", [Way.UDP, Way.TCP])
async def test_a_relay_that_talks_nonsense_is_not_heard(way: Way, server: TurnServer) -> None:
    protocol = await lent(server, way)
    client: Any = ice_seams.parts_of(protocol)[1]
    for nonsense in (HALF_AN_ATTRIBUTE, CHANNEL_DATA, bytes(20), b"\x00\x01\x00\x00"):
        client.datagram_received(nonsense, (HERE, server.port))
    await protocol.close()


# Checks of the peer's.


class Waiting:
    """A connection with one pair, whose check waits for its answer."""

    def __init__(self) -> None:
        self.connection = ice.Connection(ice_controlling=True)
        transport = SimpleNamespace(_connection=self.connection)
        ice_seams.gather_by(SimpleNamespace(_RTCPeerConnection__iceTransports=[transport]), gather_nothing)  # type: ignore[arg-type]
        own, self.remote = (Candidate(kind, 1, "udp", 1, HERE, 1000, "host") for kind in ("own", "remote"))
        self.protocol = ice.StunProtocol(self.connection)
        self.protocol.local_candidate = own
        self.protocol.send_stun = lambda message, _addr: self.sent.append(message)  # type: ignore[method-assign]
        self.sent: list[stun.Message] = []
        self.pair = ice.CandidatePair(self.protocol, self.remote)
        self.pair.state = ice.CandidatePair.State.IN_PROGRESS
        self.connection._check_list.append(self.pair)
        self.connection._remote_candidates = [self.remote]
        self.connection.check_start_task = lambda _: None  # type: ignore[method-assign]

    def check_comes_from(self, address: tuple[str, int]) -> None:
        check = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, attributes={"PRIORITY": 1})
        self.connection.check_incoming(check, address, self.protocol)


async def gather_nothing(_gathering: Gathering) -> list[Candidate]:
    return []


async def test_a_check_of_the_peers_makes_ours_be_repeated_at_once() -> None:
    waiting = Waiting()
    request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
    async with asyncio.TaskGroup() as tasks:
        asked = tasks.create_task(waiting.protocol.request(request, waiting.pair.remote_addr))
        await asyncio.sleep(0)
        assert waiting.sent == [request]
        waiting.check_comes_from(waiting.pair.remote_addr)
        assert waiting.sent == [request, request]
        waiting.check_comes_from((HERE, 9))
        assert waiting.sent == [request, request], "a check from elsewhere is none of this pair's business"
        asked.cancel()


# Whole connections.


async def described(routes: Routes) -> tuple[str, list[ConnectionState], Connection]:
    states: list[ConnectionState] = []
    connection = Connection(
        certificate=Certificate.generate(),
        on_state=states.append,
        on_message=lambda *_: None,
        channels=["control"],
        routes=routes,
    )
    return await connection.offer(), states, connection


def routes(server: TurnServer, *, relay_only: bool) -> Routes:
    servers = (link.IceServer([f"turn:{HERE}:{server.port}"], "user", "secret"),)
    return Routes(servers, relay_only, patient=True)  # this machine may be busy


def candidates(sdp: str) -> list[str]:
    return [line.split()[7] for line in sdp.splitlines() if line.startswith("a=candidate:")]


@pytest.mark.end_to_end
async def test_with_relays_only_no_address_of_this_machine_is_told(server: TurnServer) -> None:
    sdp, _, connection = await described(routes(server, relay_only=True))
    assert candidates(sdp) == ["relay"]
    await connection.close()


@pytest.mark.end_to_end
async def test_otherwise_the_relay_is_told_after_the_addresses_of_this_machine(server: TurnServer) -> None:
    sdp, _, connection = await described(routes(server, relay_only=False))
    assert candidates(sdp)[0] == "host"
    assert candidates(sdp)[-1] == "relay"
    await connection.close()
    said = [method for method, _ in itertools.groupby(server.seen.methods())]  # who waits long asks again
    assert said == ["ALLOCATE", "REFRESH"]


@pytest.mark.end_to_end
async def test_where_only_relays_may_be_used_and_none_is_there_the_attempt_fails_at_once() -> None:
    sdp, states, connection = await described(Routes(relay_only=True))
    assert candidates(sdp) == []
    assert states == [ConnectionState.CONNECTING, ConnectionState.LOST]
    await connection.close()


@pytest.mark.end_to_end
async def test_two_peers_meet_through_the_relay(server: TurnServer) -> None:
    messages: list[bytes] = []
    came = asyncio.Event()

    def take(_channel: str, data: bytes) -> None:
        messages.append(data)
        came.set()

    ups = [asyncio.Event(), asyncio.Event()]

    def end(number: int) -> Connection:
        return Connection(
            certificate=Certificate.generate(),
            on_state=lambda state: ups[number].set() if state is ConnectionState.CONNECTED else None,
            on_message=take,
            channels=["control"],
            routes=routes(server, relay_only=True),
        )

    ends = [end(0), end(1)]
    await ends[0].accept(await ends[1].answer(await ends[0].offer()))
    async with asyncio.timeout(WITHIN):
        await asyncio.gather(*(up.wait() for up in ups))
        assert ends[0].send("control", b"through the relay")
        await came.wait()
    assert messages == [b"through the relay"]
    await asyncio.gather(*(each.close() for each in ends))
    assert server.seen.methods().count("CHANNEL_BIND") == 2


async def test_a_connection_of_the_library_without_transports_is_left_alone() -> None:
    connection = RTCPeerConnection(transport_seams.RTCConfiguration(iceServers=[]))
    ice_seams.gather_by(connection, gather_nothing)
    await connection.close()


async def test_sockets_that_may_be_seen_from_outside_are_those_of_ipv4() -> None:
    connection = ice.Connection(ice_controlling=True)
    for host in ("192.0.2.1", "2001:db8::1"):
        protocol = ice.StunProtocol(connection)
        protocol.local_candidate = Candidate("f", 1, "udp", 1, host, 1, "host")
        connection._protocols.append(protocol)
    assert [each.local_candidate.host for each in Gathering(connection, 1).sockets] == ["192.0.2.1"]
