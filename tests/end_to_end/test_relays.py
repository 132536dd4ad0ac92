"""Connections through a real coturn, between two networks that have no other way to each other.

coturn runs with the file that operators are given, on the real port 443, in a network of its own; the credentials are
those that our server makes.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import av
import pytest
from aioice import ice, stun

from peer import ice_seams
from peer.access_unit import AccessUnit
from peer.certificate import Certificate
from peer.connection import Connection, ConnectionState
from peer.encoder import SharedEncoder
from peer.incoming import IncomingVideo
from peer.picture import Picture
from peer.routes import Outcome, Relay, Routes
from peer.tls import trusting, trusting_nobody
from protocol.ice_address import Way, parse
from protocol.link import IceServer, Role
from signaling.relays import LIFETIME, relays
from tests.fakes import coturn, tls
from tests.fakes.coturn import SECRET, Coturn
from tests.fakes.networks import ALSO_MIDDLE, DEAD, MIDDLE, Networks, Place, needs_root, networks

pytestmark = [pytest.mark.end_to_end, needs_root]

WAYS = {Way.UDP: "turn:{}:443", Way.TCP: "turn:{}:443?transport=tcp", Way.TLS: "turns:{}:443"}
ALL = [text.format(MIDDLE) for text in WAYS.values()]
GONE = [text.format(DEAD) for text in WAYS.values()]
SESSION = "ab" * 16
READY_WITHIN = 0.5
"""Seconds for an offer, whoever is dead. The quickest of three counts: this machine may be busy."""
QUOTA = 12
"""Relays of one end of a session at a time, as the operators' file says."""
WIDTH, HEIGHT = 320, 240
SHADES = (40, 90, 140, 190)
CLOSE_ENOUGH = 12
"""Levels of brightness by which a picture may differ after the way through video levels and x264."""


@pytest.fixture(scope="module")
def net() -> Iterator[Networks]:
    with networks() as net:
        yield net


@pytest.fixture
def relay(net: Networks) -> Iterator[Coturn]:
    with coturn.running(net.middle) as relay:
        yield relay


def servers(urls: Sequence[str], role: Role, secret: str = SECRET, now: float | None = None) -> tuple[IceServer, ...]:
    made = relays(urls, secret, only=False)
    return tuple(made.servers(SESSION, role, time.time() if now is None else now))


def name_of(role: Role) -> str:
    """What coturn calls this end in its log, after the time."""
    return servers(ALL, role)[0].username.partition(":")[2]


class End:
    """One end, in a network of its own."""

    def __init__(
        self, place: Place, ice_servers: tuple[IceServer, ...], *, patient: bool = False, **options: Any
    ) -> None:
        self.place = place
        self.states: list[ConnectionState] = []
        self.messages: list[bytes] = []
        self._news = asyncio.Event()
        self.connection = Connection(
            certificate=Certificate.generate(),
            on_state=lambda state: self.tell(self.states, state),
            on_message=lambda _channel, data: self.tell(self.messages, data),
            channels=["control"],
            routes=Routes(ice_servers, patient=patient),
            tls=trusting(tls.folder() / "ca.pem"),
            **options,
        )

    def tell(self, told: list[Any], what: object) -> None:
        told.append(what)
        self._news.set()

    async def until(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(20):
            while not true():
                self._news.clear()
                await self._news.wait()

    def used(self) -> str:
        """The kind of address that this end sends from."""
        (dtls,) = self.connection._pc._RTCPeerConnection__dtlsTransports
        (pair,) = dtls.transport._connection._nominated.values()
        return pair.local_candidate.type


class Pair:
    """A customer's end, which offers, and an agent's; with pictures if there is an encoder."""

    def __init__(self, net: Networks, urls: Sequence[str], encoder: SharedEncoder | None) -> None:
        self.units: list[AccessUnit] = []
        self.outgoing = encoder.outgoing() if encoder else None
        incoming = IncomingVideo(self._came) if encoder else None
        self.customer = End(net.customer, servers(urls, Role.CUSTOMER), sends=self.outgoing, patient=True)
        self.agent = End(net.agent, servers(urls, Role.AGENT), receives=incoming, patient=True)

    def _came(self, unit: AccessUnit) -> None:
        self.agent.tell(self.units, unit)

    async def connected(self) -> None:
        with self.customer.place.inside():
            offer = await self.customer.connection.offer()
        with self.agent.place.inside():
            answer = await self.agent.connection.answer(offer)
        await self.customer.connection.accept(answer)
        for end in (self.customer, self.agent):
            await end.until(lambda end=end: ConnectionState.CONNECTED in end.states)

    async def talks(self) -> None:
        for end, other in ((self.customer, self.agent), (self.agent, self.customer)):
            assert end.connection.send("control", b"hello")
            await other.until(lambda other=other: b"hello" in other.messages)


@asynccontextmanager
async def pair(net: Networks, urls: Sequence[str], encoder: SharedEncoder | None = None) -> AsyncIterator[Pair]:
    """Patient, as this machine may be busy."""
    made = Pair(net, urls, encoder)
    try:
        yield made
    finally:
        await asyncio.gather(made.customer.connection.close(), made.agent.connection.close())
        assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.fixture
async def encoder() -> AsyncIterator[SharedEncoder]:
    encoder = SharedEncoder(asyncio.get_running_loop())
    yield encoder
    encoder.close()


async def show(met: Pair, encoder: SharedEncoder) -> list[int]:
    """Shows one picture of each shade; the brightness of each as it arrived. Some come again, finer."""
    assert met.outgoing
    met.outgoing.release()
    decoder = av.CodecContext.create("h264", "r")
    seen: list[int] = []
    had = 0
    for shade in SHADES:
        encoder.submit(Picture.whole(WIDTH, HEIGHT, bytes((shade, shade, shade, 0)) * WIDTH * HEIGHT, time.monotonic()))
        while not seen or abs(seen[-1] - shade) > CLOSE_ENOUGH:
            await met.agent.until(lambda had=had: len(met.units) > had)
            frames = decoder.decode(av.Packet(met.units[had].data))
            seen += [int(frame.to_ndarray(format="gray")[HEIGHT // 2][WIDTH // 2]) for frame in frames]
            had += 1
    return seen


# Each way.


@pytest.mark.parametrize("way", WAYS)
async def test_messages_and_pictures_go_through_the_relay_over(
    way: Way, net: Networks, relay: Coturn, encoder: SharedEncoder
) -> None:
    async with pair(net, [WAYS[way].format(MIDDLE)], encoder) as met:
        await met.connected()
        assert (met.customer.used(), met.agent.used()) == ("relay", "relay")
        await met.talks()
        seen = await show(met, encoder)
        for shade in SHADES:
            assert any(abs(shade - one) <= CLOSE_ENOUGH for one in seen), seen
        carried = sum(len(unit.data) for unit in met.units)
    customer = name_of(Role.CUSTOMER)
    (opened,) = await relay.says(rf"^.*: new, .*:{customer}>.*$")
    assert ("method=TLS" in opened) is (way is Way.TLS)
    (closed,) = await relay.says(rf"^.*: closed .*:{customer}>.*$")
    assert {Way.UDP: "allocation timeout", Way.TCP: "reason: TCP", Way.TLS: "reason: TLS/TCP"}[way] in closed
    (relayed,) = await relay.says(rf"peer usage: .*:{customer}>, .*sb=(\d+)")
    assert int(relayed) >= carried


# Which way.


async def test_datagrams_are_used_where_they_get_through(net: Networks, relay: Coturn) -> None:
    async with pair(net, ALL[::-1]) as met:
        await met.connected()
    assert len(await relay.says(r": closed .*allocation timeout", times=2)) == 2
    assert relay.said().count(": new, ") == 2, "nothing else was asked for"


async def test_a_stream_is_used_where_datagrams_are_swallowed(net: Networks, relay: Coturn) -> None:
    with net.without_udp():
        async with pair(net, ALL) as met:
            await met.connected()
            await met.talks()
    assert len(await relay.says(r": closed .*reason: TCP connection", times=2)) == 2


async def test_the_next_server_is_used_when_the_first_is_dead(net: Networks, relay: Coturn) -> None:
    for urls in ([*GONE, *ALL], [*GONE, ALL[2]]):
        async with pair(net, urls) as met:
            await met.connected()
            await met.talks()


async def test_when_a_server_dies_in_the_session_the_next_connection_goes_through_another(net: Networks) -> None:
    urls = [text.format(place) for place in (MIDDLE, ALSO_MIDDLE) for text in WAYS.values()]
    with coturn.running(net.middle, ALSO_MIDDLE, MIDDLE) as second:
        with coturn.running(net.middle) as first:
            async with pair(net, [urls[1]]) as met:
                await met.connected()
                first.process.kill()
                for end in (met.customer, met.agent):
                    await end.until(lambda end=end: ConnectionState.LOST in end.states)
        async with pair(net, urls) as met:
            await met.connected()
            await met.talks()
        await second.says(r": new, ", times=2)


async def test_the_direct_way_is_used_where_there_is_one(relay: Coturn) -> None:
    del relay  # that of the other networks would do nothing here
    with networks() as connected, coturn.running(connected.middle):
        connected.connect()
        for _ in range(3):
            async with pair(connected, ALL) as met:
                await met.connected()
                assert (met.customer.used(), met.agent.used()) == ("host", "host")


# Nobody is waited for.


async def quickest_offer(net: Networks, ice_servers: tuple[IceServer, ...]) -> tuple[float, str, Outcome]:
    """How long the quickest of three took, and what came of the last."""
    took = []
    for _ in range(3):
        end = End(net.customer, ice_servers)
        begun = time.monotonic()
        with net.customer.inside():
            offer = await end.connection.offer()
        took.append(time.monotonic() - begun)
        await end.connection.close()
        if took[-1] <= READY_WITHIN:
            break
    return min(took), offer, end.connection.relay


@pytest.mark.parametrize(
    "urls", [GONE, GONE[:1], GONE[1:2], GONE[2:], [f"stun:{DEAD}:443"], [*GONE, f"stun:{DEAD}:443"]]
)
async def test_an_offer_does_not_wait_for_servers_that_are_dead(urls: list[str], net: Networks) -> None:
    took, offer, _ = await quickest_offer(net, servers(urls, Role.CUSTOMER))
    assert took <= READY_WITHIN
    assert " typ host" in offer


async def test_an_offer_does_not_wait_for_the_dead_and_uses_the_living(net: Networks, relay: Coturn) -> None:
    del relay
    for urls in ([*GONE, *ALL], [*GONE, ALL[2]]):
        took, offer, outcome = await quickest_offer(net, servers(urls, Role.CUSTOMER))
        assert took <= READY_WITHIN
        assert " typ relay" in offer
        assert outcome is Outcome.READY


async def test_an_offer_does_not_wait_for_datagrams_that_are_swallowed(net: Networks, relay: Coturn) -> None:
    del relay
    with net.without_udp():
        took, offer, _ = await quickest_offer(net, servers(ALL, Role.CUSTOMER))
    assert took <= READY_WITHIN
    assert " typ relay" in offer


async def test_an_offer_does_not_wait_for_a_network_card_that_is_dead() -> None:
    with networks() as lame, coturn.running(lame.middle):
        lame.dead_card()
        took, offer, _ = await quickest_offer(lame, servers([f"stun:{MIDDLE}:443", *ALL], Role.CUSTOMER))
    assert took <= READY_WITHIN
    assert "198.18.9.2" in offer
    assert " typ relay" in offer


# Credentials.


@pytest.mark.parametrize(
    ("secret", "age"), [("the secret of another service", 0.0), (SECRET, LIFETIME + 1)], ids=["foreign", "expired"]
)
async def test_credentials_that_are_foreign_or_have_expired_are_refused(
    secret: str, age: float, net: Networks, relay: Coturn
) -> None:
    took, offer, outcome = await quickest_offer(net, servers(ALL, Role.CUSTOMER, secret, time.time() - age))
    assert took <= READY_WITHIN
    assert " typ relay" not in offer
    assert outcome is Outcome.REFUSED
    await relay.says(r"401: Unauthorized")
    assert ": new, " not in relay.said()


async def test_a_relay_in_use_goes_on_when_its_credentials_have_expired(net: Networks, relay: Coturn) -> None:
    del relay
    (server,) = servers([ALL[0]], Role.CUSTOMER, now=time.time() - LIFETIME + 2)
    lent = Relay(parse(ALL[0]), server.username, server.credential)
    protocol = await lend(net, lent)
    with pytest.raises(stun.TransactionFailed, match="401"):
        await lend_for_ever(net, lent)
    client: Any = ice_seams.parts_of(protocol)[1]
    request = stun.Message(message_method=stun.Method.REFRESH, message_class=stun.Class.REQUEST)
    request.attributes["LIFETIME"] = 600
    response, _ = await client.request_with_retry(request)
    assert response.attributes["LIFETIME"] == 600
    await protocol.close()


async def lend(net: Networks, relay: Relay) -> ice.StunProtocol:
    with net.customer.inside():
        return await ice_seams.allocate(
            ice.Connection(ice_controlling=True), relay, MIDDLE, trusting_nobody(), lambda: None
        )


async def lend_for_ever(net: Networks, relay: Relay) -> None:
    """Lends again and again, until the relay refuses: it counts in seconds, so that nobody can say when."""
    while True:
        ice_seams.drop(await lend(net, relay))
        await asyncio.sleep(0.2)


# What the relay may be used for.


async def test_one_end_of_a_session_cannot_fill_the_relay_not_even_with_renewed_credentials(
    net: Networks, relay: Coturn
) -> None:
    del relay
    lent = []
    for number in range(QUOTA + 1):
        (server,) = servers(ALL[:1], Role.CUSTOMER, now=time.time() + number)
        ask = lend(net, Relay(parse(ALL[0]), server.username, server.credential))
        if number < QUOTA:
            lent.append(await ask)
        else:
            with pytest.raises(stun.TransactionFailed, match="486"):
                await ask
    (other,) = servers(ALL[:1], Role.AGENT)
    lent.append(await lend(net, Relay(parse(ALL[0]), other.username, other.credential)))
    await asyncio.gather(*(protocol.close() for protocol in lent))


@pytest.mark.promise("P17")
async def test_the_relay_writes_nothing_down_of_anybody(net: Networks) -> None:
    with coturn.running(net.middle, talkative=False) as relay:
        async with pair(net, ALL) as met:
            await met.connected()
            await met.talks()
        relay.process.terminate()
        relay.process.wait(10)
        written = {path.name: path.read_text() for path in relay.log.parent.iterdir()}
    for word in ("198.18.1.2", "198.18.2.2", name_of(Role.CUSTOMER), SESSION):
        assert [name for name, text in written.items() if word in text] == []
    assert set(written) <= {"turnserver.conf", "log", "pid"}
