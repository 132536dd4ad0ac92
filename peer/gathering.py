"""Gathering: the addresses under which a peer may reach us, besides those of this machine.

STUN servers tell how this machine is seen from outside, TURN servers lend an address of theirs. All are asked at once,
each in every way that it is offered, and the offer goes out as soon as it is good enough (`race`).
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from aioice import Candidate, ice, stun

from peer import ice_seams
from peer.ice_seams import Gathering
from peer.race import PACE, Entrant, Pace, Race
from peer.routes import Offered, Outcome, Relay
from peer.tls import trusting_nobody
from protocol.ice_address import IceAddress, Way

RELAYS_WANTED = 2
"""Of different servers: one that is there may still not forward anything."""
REPEAT_AFTER = ice_seams.REPEAT_AFTER
_REFUSALS = frozenset({401, 403, 437, 438, 441, 486, 508})
"""RFC 8656, section 19: wrong or expired credentials, forbidden, over quota, no capacity."""
_LIKED = (Way.UDP, Way.TCP, Way.TLS)
"""Over a stream, what is lost holds up what comes after it."""
_FAMILIES = (socket.AF_INET, socket.AF_INET6)

_EXPECTED = (OSError, stun.TransactionError, LookupError, ValueError)
"""What a server that is not there, not to be trusted, unwilling or broken makes of an attempt."""

Prize = TypeVar("Prize")


class Gatherer:
    """Gathers for one connection, once."""

    def __init__(self, offered: Offered, tls: ssl.SSLContext | None = None, pace: Pace = PACE) -> None:
        self.outcome = Outcome.SILENT if offered.relays else Outcome.NONE_OFFERED
        self._offered = offered
        self._tls = tls
        self._pace = pace
        self._looked_up: dict[tuple[str, int], asyncio.Task[list[tuple[int, str]]]] = {}

    async def gather(self, gathering: Gathering) -> list[Candidate]:
        """The candidates that could be had in time. Servers that failed are left out."""
        async with asyncio.TaskGroup() as tasks:
            for at in {relay.at for relay in self._offered.relays} | set(self._offered.stun):
                key = (at.host, at.port)
                if key not in self._looked_up:
                    self._looked_up[key] = tasks.create_task(_look_up(*key), name="name of an ICE server")
            from_outside = tasks.create_task(self._from_outside(gathering), name="STUN")
            relayed = tasks.create_task(self._relayed(gathering), name="TURN")
            candidates = await from_outside + await relayed
            for looking_up in self._looked_up.values():
                looking_up.cancel()
        return candidates

    # Relays.

    async def _relayed(self, gathering: Gathering) -> list[Candidate]:
        ways = sorted(((relay, family) for relay in self._offered.relays for family in _FAMILIES), key=_liked)
        entrants = [Entrant(relay.at.host, _stage(relay, family)) for relay, family in ways]
        wanted = min(RELAYS_WANTED, len({entrant.prize for entrant in entrants}))

        async def allocate(number: int, heard: Callable[[], None]) -> ice.StunProtocol:
            relay, family = ways[number]
            address = await self._address(relay.at, family)
            return await ice_seams.allocate(gathering.connection, relay, address, self._trusted(), heard)

        arrived = await Run(Race(entrants, wanted, self._pace), allocate, self._note).run()
        kept: dict[str, Candidate] = {}
        for number, protocol in sorted(arrived.items()):
            host = ways[number][0].at.host
            if host in kept or len(kept) == RELAYS_WANTED or gathering.is_over:
                ice_seams.drop(protocol)
            else:
                kept[host] = gathering.take(protocol, rank=number)
        if kept:
            self.outcome = Outcome.READY
        return list(kept.values())

    def _trusted(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = trusting_nobody()
        return self._tls

    def _note(self, error: Exception) -> None:
        if isinstance(error, ssl.SSLError):
            self.outcome = Outcome.NOT_TRUSTED
        elif isinstance(error, stun.TransactionFailed) and error.response.error_code in _REFUSALS:
            self.outcome = Outcome.REFUSED

    # This machine, seen from outside.

    async def _from_outside(self, gathering: Gathering) -> list[Candidate]:
        asked = [(own, at) for own in gathering.sockets for at in self._offered.stun]
        entrants = [Entrant(own) for own, _at in asked]

        async def ask(number: int, _heard: Callable[[], None]) -> tuple[str, int]:
            own, at = asked[number]
            return await _seen_by(own, (await self._address(at, socket.AF_INET), at.port))

        wanted = len(gathering.sockets)
        arrived = await Run(Race(entrants, wanted, self._pace), ask, lambda _error: None).run()
        seen = {asked[number][0]: address for number, address in arrived.items()}
        own_addresses = {(own.local_candidate.host, own.local_candidate.port) for own in gathering.sockets}
        return [gathering.seen_from_outside(own, at) for own, at in seen.items() if at not in own_addresses]

    async def _address(self, at: IceAddress, family: int) -> str:
        """The first address of a server in this family. Raises `OSError` when it has none."""
        found = await asyncio.shield(self._looked_up[at.host, at.port])
        for of_family, address in found:
            if of_family == family:
                return address
        raise OSError


def _liked(way: tuple[Relay, int]) -> tuple[int, int]:
    """The lower, the better; among equals the operator's order counts."""
    relay, family = way
    return _LIKED.index(relay.at.way), _FAMILIES.index(socket.AddressFamily(family))


def _stage(relay: Relay, family: int) -> int:
    """Streams wait for datagrams, and IPv6 a moment for IPv4."""
    return 2 * (relay.at.way is not Way.UDP) + (family == socket.AF_INET6)


async def _look_up(host: str, port: int) -> list[tuple[int, str]]:
    """The addresses of a name, each with its family; none when it cannot be found."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    except (OSError, ValueError):
        return []
    return [(family, str(address[0])) for family, _type, _protocol, _name, address in found]


async def _seen_by(own: ice.StunProtocol, server: tuple[str, int]) -> tuple[str, int]:
    request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
    loop = asyncio.get_running_loop()
    repeats = [loop.call_later(after, own.send_stun, request, server) for after in REPEAT_AFTER]
    try:
        response, _from = await own.request(request, server)
    finally:
        for repeat in repeats:
            repeat.cancel()
    host, port = response.attributes["XOR-MAPPED-ADDRESS"]
    return str(host), int(port)


class Run(Generic[Prize]):
    """A race that is really run."""

    def __init__(
        self,
        race: Race,
        attempt: Callable[[int, Callable[[], None]], Awaitable[Prize]],
        note: Callable[[Exception], None],
    ) -> None:
        self._race = race
        self._attempt = attempt
        self._note = note
        self._arrived: dict[int, Prize] = {}
        self._news = asyncio.Event()
        self._begun = 0.0

    async def run(self) -> dict[int, Prize]:
        """What each that arrived has got."""
        self._begun = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as tasks:
            running = []
            while True:
                turn = self._race.start(self._now())
                running += [tasks.create_task(self._one(number), name=f"entrant {number}") for number in turn]
                until = self._race.look_again(self._now())
                if until is None:
                    break
                await self._wait(until)
            for task in running:
                task.cancel()
        return self._arrived

    def _now(self) -> float:
        return asyncio.get_running_loop().time() - self._begun

    async def _wait(self, until: float) -> None:
        self._news.clear()
        try:
            async with asyncio.timeout_at(self._begun + until):
                await self._news.wait()
        except TimeoutError:
            pass

    async def _one(self, number: int) -> None:
        def heard() -> None:
            self._race.answered(number, self._now())
            self._news.set()

        try:
            self._arrived[number] = await self._attempt(number, heard)
        except _EXPECTED as error:
            self._note(error)
            self._race.out(number)
        else:
            self._race.arrived(number, self._now())
        self._news.set()
