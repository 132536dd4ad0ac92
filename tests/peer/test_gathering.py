"""Gathering from a real, small server on the loopback, and from servers that are not there."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aioice import Candidate, ice, stun

from peer.gathering import Gatherer
from peer.ice_seams import Gathering
from peer.race import Pace
from peer.routes import Outcome, offered
from peer.tls import trusting
from protocol import link
from tests.fakes import tls
from tests.fakes.stopwatch import Stopwatch
from tests.fakes.turn_server import HERE, OUTSIDE, Manners, running

pytestmark = pytest.mark.end_to_end

BRISK = Pace(stages=(0.0, 0.01, 0.02, 0.03), silent=0.1, slow=0.3, courtesy=0.05)
"""Where somebody does not answer."""
CALM = Pace(stages=(0.0, 0.01, 0.02, 0.03), silent=5.0, slow=9.0, courtesy=0.05)
"""Where somebody does, however busy this machine is."""
NOBODY = "127.0.0.9"
CREDENTIALS = ("user", "secret")


class Machine:
    """One that gathers."""

    def __init__(self) -> None:
        self.connection = ice.Connection(ice_controlling=True)
        self.gatherer = Gatherer(offered([]))

    async def open_a_socket(self) -> None:
        """As the library does for each address of this machine."""
        await self.connection.get_component_candidates(component=1, addresses=[HERE])

    async def gathers(
        self, urls: Sequence[str], credentials: tuple[str, str] = CREDENTIALS, pace: Pace = CALM
    ) -> list[Candidate]:
        servers = [link.IceServer(list(urls), *credentials)]
        trusted = trusting(tls.folder() / "ca.pem")
        self.gatherer = Gatherer(offered(servers), trusted, pace)
        return await self.gatherer.gather(Gathering(self.connection, component=1))


@pytest.fixture
async def machine() -> AsyncIterator[Machine]:
    machine = Machine()
    yield machine
    await machine.connection.close()
    assert asyncio.all_tasks() == {asyncio.current_task()}


@asynccontextmanager
async def silent_port() -> AsyncIterator[int]:
    """Somebody is there, and says nothing, neither to datagrams nor on a stream."""
    async with running(Manners(silent=True)) as server:
        yield server.port


async def test_without_servers_nothing_is_asked_and_nothing_is_waited_for(machine: Machine) -> None:
    await machine.open_a_socket()
    assert await machine.gathers([]) == []
    assert machine.gatherer.outcome is Outcome.NONE_OFFERED


@pytest.mark.parametrize("way", ["turn:{}", "turn:{}?transport=tcp", "turns:{}"])
async def test_a_relay_is_lent_over_datagrams_streams_and_tls(machine: Machine, way: str) -> None:
    async with running(tls=tls.serving() if way.startswith("turns") else None) as server:
        (relayed,) = await machine.gathers([way.format(f"{HERE}:{server.port}")])
        assert (relayed.type, relayed.host) == ("relay", HERE)
        assert machine.gatherer.outcome is Outcome.READY
        await machine.connection.close()
        assert server.seen.methods() == ["ALLOCATE", "ALLOCATE", "REFRESH"], "asked, asked with credentials, given back"


async def test_a_relayed_address_says_nothing_of_our_own(machine: Machine) -> None:
    async with running() as server:
        (relayed,) = await machine.gathers([f"turn:{HERE}:{server.port}"])
        assert (relayed.related_address, relayed.related_port) == ("0.0.0.0", 9)
        await machine.connection.close()


async def test_a_stun_server_tells_how_we_are_seen_from_outside(machine: Machine) -> None:
    await machine.open_a_socket()
    async with running() as server:
        (seen,) = await machine.gathers([f"stun:{HERE}:{server.port}"])
    assert (seen.type, seen.host, seen.port, seen.related_address) == ("srflx", *OUTSIDE, HERE)


async def test_a_lost_first_request_is_repeated_in_time(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peer.ice_seams.REPEAT_AFTER", (0.02,))
    async with running(Manners(deaf_to=1)) as server:
        (relayed,) = await machine.gathers([f"turn:{HERE}:{server.port}"])
        assert relayed.type == "relay"
        await machine.connection.close()


async def test_a_dead_server_is_given_up_and_a_live_one_used(machine: Machine) -> None:
    async with silent_port() as dead, running() as server:
        urls = [f"turn:{HERE}:{dead}", f"turn:{NOBODY}:{server.port}?transport=tcp", f"turn:localhost:{server.port}"]
        (relayed,) = await machine.gathers(urls)
        assert relayed.type == "relay"
        await machine.connection.close()


@pytest.mark.parametrize("way", ["turn:{}", "turn:{}?transport=tcp", "turns:{}", "stun:{}"])
async def test_a_server_that_says_nothing_costs_no_more_than_we_wait_for_it(machine: Machine, way: str) -> None:
    await machine.open_a_socket()
    async with silent_port() as dead:
        watch = Stopwatch()
        assert await machine.gathers([way.format(f"{HERE}:{dead}")], pace=BRISK) == []
        assert watch.seconds() < BRISK.slow + 0.2
    assert machine.gatherer.outcome in (Outcome.SILENT, Outcome.NONE_OFFERED)


async def test_a_name_that_nobody_knows_is_left_out(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: object, **__: object) -> list[object]:
        raise OSError("no such name")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    assert await machine.gathers(["turn:relay.example", "stun:relay.example"]) == []


async def test_streams_are_used_where_datagrams_are_swallowed(machine: Machine) -> None:
    async with running(Manners(deaf_to=1000)) as server:
        at = f"{HERE}:{server.port}"
        (relayed,) = await machine.gathers([f"turn:{at}", f"turn:{at}?transport=tcp"])
        assert relayed.type == "relay"
        await machine.connection.close()


async def test_datagrams_are_liked_better_than_streams_and_what_is_left_over_is_given_back(machine: Machine) -> None:
    async with running(Manners(deaf_to=1)) as server, running() as other:
        urls = [f"turn:{HERE}:{port}?transport={how}" for port in (server.port, other.port) for how in ("tcp", "udp")]
        found = await machine.gathers(urls)
        assert len(found) == 1, "they are on one host"
        await server.seen.until(lambda: server.seen.methods().count("ALLOCATE") in (0, 2))
        await machine.connection.close()


async def test_two_servers_give_one_relay_each_the_first_named_first(machine: Machine) -> None:
    async with running() as server:
        urls = [f"turn:{host}:{server.port}" for host in ("localhost", HERE)]
        first, second = await machine.gathers(urls, pace=replace(CALM, courtesy=5.0))
        assert first.priority > second.priority
        assert first.foundation != second.foundation
        await machine.connection.close()


@pytest.mark.parametrize("credentials", [("user", "wrong"), ("expired", "secret")])
async def test_a_server_that_does_not_take_our_credentials_is_told_apart(
    machine: Machine, credentials: tuple[str, str]
) -> None:
    async with running() as server:
        assert await machine.gathers([f"turn:{HERE}:{server.port}"], credentials) == []
    assert machine.gatherer.outcome is Outcome.REFUSED


async def test_a_server_of_another_authority_gets_no_credentials(machine: Machine) -> None:
    async with running(tls=tls.serving("somebody else")) as server:
        assert await machine.gathers([f"turns:{HERE}:{server.port}"]) == []
        assert server.seen.requests == []
    assert machine.gatherer.outcome is Outcome.NOT_TRUSTED


async def test_a_server_with_a_certificate_for_another_name_gets_none_either(machine: Machine) -> None:
    async with running(tls=tls.serving()) as server:
        assert await machine.gathers([f"turns:{NOBODY}:{server.port}", f"turns:ip6-localhost:{server.port}"]) == []
        assert server.seen.requests == []


async def test_a_server_that_stops_half_way_is_given_up(machine: Machine) -> None:
    async with running(Manners(stops_after=stun.Method.ALLOCATE)) as server:
        assert await machine.gathers([f"turn:{HERE}:{server.port}?transport=tcp"], pace=BRISK) == []


async def test_a_server_that_hangs_up_is_not_waited_for(machine: Machine) -> None:
    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, HERE, 0) as server:
        port = server.sockets[0].getsockname()[1]
        begun = time.monotonic()
        assert await machine.gathers([f"turn:{HERE}:{port}?transport=tcp"]) == []
        assert time.monotonic() - begun < CALM.silent


async def test_a_relay_that_comes_when_the_connection_is_closed_is_given_back(machine: Machine) -> None:
    async with running() as server:
        await machine.connection.close()
        assert await machine.gathers([f"turn:{HERE}:{server.port}"]) == []
        await server.seen.until(lambda: "REFRESH" in server.seen.methods())
