"""Two ends of a connection, on the loopback, and the same plays with the fake that stands in for them elsewhere."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from peer import consent_seams
from peer.access_unit import AccessUnit
from peer.certificate import Certificate
from peer.connection import Connection, ConnectionState, Patience
from peer.connection_state import PATIENCE
from peer.encoder import SharedEncoder
from peer.incoming import IncomingVideo
from peer.picture import Picture
from peer.whereabouts import is_ours
from protocol.problems import DescriptionRefused
from protocol.wire import PEER_LIMIT
from tests.fakes.connection import FakeNetwork
from tests.fakes.waiting import WITHIN

CHANNELS = ("control", "input")
CERTIFICATES = [Certificate.generate() for _ in range(3)]
Make = Callable[..., Any]


class End:
    """One end, and what its owner was told. Wait for it; never sleep."""

    def __init__(self, make: Make, certificate: Certificate = CERTIFICATES[0], **options: Any) -> None:
        self.states: list[ConnectionState] = []
        self.messages: list[tuple[str, bytes]] = []
        self._changed = asyncio.Condition()
        self._news = asyncio.Event()
        self.connection = make(
            certificate=certificate,
            on_state=self._tell_state,
            on_message=self._tell_message,
            **{"channels": CHANNELS, **options},
        )

    def _tell_state(self, state: ConnectionState) -> None:
        self.states.append(state)
        self._news.set()

    def _tell_message(self, channel: str, data: bytes) -> None:
        self.messages.append((channel, data))
        self._news.set()

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(WITHIN):
            while not true():
                self._news.clear()
                await self._news.wait()

    async def until_state(self, state: ConnectionState) -> None:
        await self.until(lambda: state in self.states)


REAL = pytest.param("real", marks=pytest.mark.end_to_end)


@pytest.fixture(params=[REAL, "fake"])
async def make(request: pytest.FixtureRequest) -> AsyncIterator[Make]:
    """The class, or its stand-in. Whatever a test leaves open is closed, and nothing may be left running."""
    made: list[Any] = []
    kind = FakeNetwork().connection if request.param == "fake" else Connection

    def remember(**options: Any) -> Any:
        made.append(kind(**options))
        return made[-1]

    yield remember
    await asyncio.gather(*(connection.close() for connection in made))
    assert asyncio.all_tasks() == {asyncio.current_task()}


only_real = pytest.mark.parametrize("make", [REAL], indirect=True)


async def describe(offering: End, answering: End) -> None:
    offer = await offering.connection.offer()
    await offering.connection.accept(await answering.connection.answer(offer))


async def connected(make: Make, **options: Any) -> tuple[End, End]:
    offering, answering = End(make, CERTIFICATES[0], **options), End(make, CERTIFICATES[1])
    await describe(offering, answering)
    await offering.until_state(ConnectionState.CONNECTED)
    await answering.until_state(ConnectionState.CONNECTED)
    return offering, answering


async def test_two_ends_connect_and_see_each_others_certificates(make: Make) -> None:
    offering, answering = await connected(make)
    assert offering.states == answering.states == [ConnectionState.CONNECTING, ConnectionState.CONNECTED]
    assert offering.connection.remote_fingerprint == CERTIFICATES[1].fingerprint
    assert answering.connection.remote_fingerprint == CERTIFICATES[0].fingerprint


async def test_messages_go_both_ways_in_order_from_the_moment_of_connection(make: Make) -> None:
    offering, answering = await connected(make)
    for number in range(20):
        assert offering.connection.send("control", b"%d" % number)
        assert answering.connection.send("input", b"%d" % number)
    await answering.until(lambda: len(answering.messages) == 20)
    await offering.until(lambda: len(offering.messages) == 20)
    assert answering.messages == [("control", b"%d" % number) for number in range(20)]
    assert offering.messages == [("input", b"%d" % number) for number in range(20)]


async def test_nothing_is_sent_before_the_connection_and_on_unknown_channels(make: Make) -> None:
    lonely = End(make)
    assert not lonely.connection.send("control", b"early")
    offering, _answering = await connected(make)
    assert not offering.connection.send("files", b"unknown")


async def test_a_message_beyond_the_bound_is_our_own_fault(make: Make) -> None:
    offering, _answering = await connected(make)
    with pytest.raises(ValueError, match="4097"):
        offering.connection.send("control", b"x" * (PEER_LIMIT + 1))


async def test_a_peer_with_another_certificate_than_expected_is_lost_before_it_can_say_anything(make: Make) -> None:
    offering = End(make, CERTIFICATES[0], expected=CERTIFICATES[2].fingerprint)
    answering = End(make, CERTIFICATES[1])
    await describe(offering, answering)
    await offering.until_state(ConnectionState.LOST)
    assert ConnectionState.CONNECTED not in offering.states
    assert offering.messages == []
    assert offering.connection.remote_fingerprint is None


async def test_the_expected_certificate_connects(make: Make) -> None:
    offering, _answering = await connected(make, expected=CERTIFICATES[1].fingerprint)
    assert offering.connection.state is ConnectionState.CONNECTED


async def test_a_peer_that_closes_is_lost_at_once(make: Make) -> None:
    offering, answering = await connected(make)
    await offering.connection.close()
    await answering.until_state(ConnectionState.LOST)
    assert offering.states[-1] is ConnectionState.CLOSED
    assert not answering.connection.send("control", b"late")


async def test_closing_twice_is_harmless_and_silent(make: Make) -> None:
    offering, _answering = await connected(make)
    await offering.connection.close()
    await offering.connection.close()
    assert offering.states.count(ConnectionState.CLOSED) == 1


async def test_a_connection_that_was_never_described_closes(make: Make) -> None:
    lonely = End(make)
    await lonely.connection.close()
    assert lonely.states == [ConnectionState.CLOSED]


@pytest.mark.parametrize("nonsense", ["", "v=0", "v=0\r\nm=audio 9 X 0\r\n", "\0" * 100])
async def test_nonsense_is_refused_as_an_offer_and_as_an_answer(make: Make, nonsense: str) -> None:
    answering, offering = End(make), End(make)
    with pytest.raises(DescriptionRefused):
        await answering.connection.answer(nonsense)
    await offering.connection.offer()
    with pytest.raises(DescriptionRefused):
        await offering.connection.accept(nonsense)
    assert answering.connection.state is offering.connection.state is ConnectionState.LOST


async def test_a_doubled_answer_is_refused_and_changes_nothing(make: Make) -> None:
    offering, answering = End(make), End(make)
    answer = await answering.connection.answer(await offering.connection.offer())
    await offering.connection.accept(answer)
    with pytest.raises(DescriptionRefused):
        await offering.connection.accept(answer)
    await offering.until_state(ConnectionState.CONNECTED)


async def test_statistics_count_what_was_sent(make: Make) -> None:
    offering, answering = await connected(make)
    before = offering.connection.statistics().bytes_sent
    offering.connection.send("control", b"x" * 1000)
    await answering.until(lambda: bool(answering.messages))
    assert offering.connection.statistics().bytes_sent >= before + 1000


# What only the real one can do.


@only_real
async def test_the_round_trip_is_known_once_something_was_said(make: Make) -> None:
    offering, answering = await connected(make)
    offering.connection.send("control", b"hello")
    await answering.until(lambda: bool(answering.messages))
    round_trip = offering.connection.statistics().round_trip
    assert round_trip is not None
    assert 0 <= round_trip < 1


@only_real
async def test_a_peer_that_never_answers_is_lost_after_the_time_for_the_handshake(make: Make) -> None:
    offering = End(make, patience=Patience(handshake=0.3))
    await offering.connection.offer()
    await offering.until_state(ConnectionState.LOST)


@only_real
async def test_a_peer_that_stops_in_mid_handshake_is_lost(make: Make) -> None:
    offering, answering = End(make, patience=Patience(handshake=0.5)), End(make)
    answer = await answering.connection.answer(await offering.connection.offer())
    await answering.connection.close()
    await offering.connection.accept(answer)
    await offering.until_state(ConnectionState.LOST)
    assert ConnectionState.CONNECTED not in offering.states


def mute(end: End) -> None:
    """From now on this end hears nothing, as if the cable were pulled."""
    (dtls,) = end.connection._pc._RTCPeerConnection__dtlsTransports
    for protocol in dtls.transport._connection._protocols:
        protocol.datagram_received = lambda data, addr: None


@only_real
async def test_a_silent_peer_is_lost(make: Make) -> None:
    offering, answering = await connected(make, patience=Patience(silence=0.3))
    mute(offering)
    assert answering.connection.send("control", b"unheard")
    await offering.until_state(ConnectionState.LOST)
    assert offering.messages == []


@only_real
async def test_a_peer_that_is_doubted_and_stays_silent_is_lost_sooner(make: Make) -> None:
    offering, answering = await connected(make, patience=Patience(doubt=0.3))
    mute(offering)
    offering.connection.doubt()
    await offering.until_state(ConnectionState.LOST)
    assert answering.connection.state is ConnectionState.CONNECTED


@only_real
async def test_a_connection_says_from_which_address_it_reaches_its_peer(make: Make) -> None:
    assert End(make).connection.own_address is None
    offering, _answering = await connected(make)
    assert offering.connection.own_address
    assert is_ours(offering.connection.own_address)


@only_real
async def test_a_peer_that_has_nothing_to_say_is_not_lost(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A silent peer is asked for consent before it would be lost. Here both are faster."""
    soonest = consent_seams.SILENT_FOR * max(consent_seams.SPREAD) + consent_seams.AGAIN
    assert soonest < PATIENCE.doubt < PATIENCE.silence
    monkeypatch.setattr(consent_seams, "SILENT_FOR", consent_seams.SILENT_FOR / 10)
    offering, answering = await connected(make, patience=Patience(silence=2.0))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(2.6):
            await offering.until_state(ConnectionState.LOST)
    assert answering.connection.state is ConnectionState.CONNECTED


@only_real
async def test_closing_is_bounded_although_the_librarys_can_hang(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peer.connection.CLOSE_WITHIN", 0.2)
    offering, _answering = await connected(make)
    library = offering.connection._pc

    async def hang() -> None:
        self = library  # noqa: F841  # tasks are known by their owner
        await asyncio.Event().wait()

    monkeypatch.setattr(library, "close", hang)
    async with asyncio.timeout(WITHIN):
        await offering.connection.close()


@only_real
async def test_closing_in_mid_handshake_leaves_nothing_running(make: Make) -> None:
    offering, answering = End(make), End(make)
    await offering.connection.accept(await answering.connection.answer(await offering.connection.offer()))
    await asyncio.sleep(0)
    await offering.connection.close()
    await answering.connection.close()
    assert asyncio.all_tasks() == {asyncio.current_task()}


@only_real
async def test_a_message_beyond_the_bound_cuts_the_peer(make: Make) -> None:
    offering, answering = await connected(make)
    offering.connection._channels["control"].send(b"x" * (PEER_LIMIT + 1))
    await answering.until_state(ConnectionState.LOST)
    assert answering.messages == []


@only_real
async def test_on_the_pointers_channel_nothing_waits_for_what_was_lost(make: Make) -> None:
    channels = (*CHANNELS, "pointer")
    offering, answering = End(make, CERTIFICATES[0], channels=channels), End(make, CERTIFICATES[1], channels=channels)
    await describe(offering, answering)
    await offering.until_state(ConnectionState.CONNECTED)
    sctp = offering.connection._pc.sctp
    send, sent = sctp._send_chunk, 0

    async def lossy(chunk: Any) -> None:
        nonlocal sent
        sent += 1
        if sent % 3:
            await send(chunk)

    sctp._send_chunk = lossy
    for number in range(60):
        assert offering.connection.send("pointer", b"%d" % number)
        await asyncio.sleep(0)
    sctp._send_chunk = send
    offering.connection.send("pointer", b"last")
    await answering.until(lambda: ("pointer", b"last") in answering.messages)
    assert offering.connection.send("control", b"after it")
    await answering.until(lambda: answering.messages[-1] == ("control", b"after it"))
    assert len(answering.messages) < 62


@only_real
async def test_text_arrives_as_bytes(make: Make) -> None:
    offering, answering = await connected(make)
    offering.connection._channels["control"].send("grüß")
    await answering.until(lambda: bool(answering.messages))
    assert answering.messages == [("control", "grüß".encode())]


@only_real
@pytest.mark.parametrize(
    "options",
    [{"label": "files"}, {"label": "control"}, {"label": "input", "ordered": False}, {"label": "pointer"}],
    ids=str,
)
async def test_a_stray_channel_is_closed_again_and_the_others_live(make: Make, options: dict[str, Any]) -> None:
    offering, answering = await connected(make)
    stray = offering.connection._pc.createDataChannel(**options)
    closed = asyncio.Event()
    stray.on("close", closed.set)
    async with asyncio.timeout(WITHIN):
        await closed.wait()
    assert offering.connection.send("control", b"still here")
    await answering.until(lambda: bool(answering.messages))


@only_real
async def test_many_stray_channels_cut_the_peer(make: Make) -> None:
    offering, answering = await connected(make)
    for number in range(20):
        offering.connection._pc.createDataChannel(f"stray {number}")
    await answering.until_state(ConnectionState.LOST)


@only_real
async def test_a_channel_that_is_full_says_so_instead_of_growing(make: Make) -> None:
    offering, _answering = await connected(make)
    taken = 0
    while offering.connection.send("control", b"x" * PEER_LIMIT):
        taken += 1
        assert taken < 100
    assert taken > 10


@only_real
async def test_an_offer_without_candidates_is_enough(make: Make) -> None:
    """The recorder takes it so, and contacts nobody but who contacts it."""
    from peer.description import without_candidates

    offering, answering = End(make), End(make)
    offer = without_candidates(await offering.connection.offer())
    await offering.connection.accept(await answering.connection.answer(offer))
    await offering.until_state(ConnectionState.CONNECTED)
    await answering.until_state(ConnectionState.CONNECTED)


@only_real
async def test_a_description_whose_fingerprint_is_not_the_one_of_dtls_does_not_connect(make: Make) -> None:
    offering, answering = End(make), End(make, CERTIFICATES[1])
    answer = await answering.connection.answer(await offering.connection.offer())
    forged = answer.replace(CERTIFICATES[1].fingerprint_text, CERTIFICATES[2].fingerprint_text)
    assert forged != answer
    await offering.connection.accept(forged)
    await offering.until_state(ConnectionState.LOST)
    assert ConnectionState.CONNECTED not in offering.states


def damaged(sdp: str, chance: random.Random) -> str:
    """A description in which a few lines are gone, doubled, cut or altered."""
    lines = sdp.splitlines()
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines))
        line = lines[at]
        lines[at : at + 1] = chance.choice(
            [[], [line, chance.choice(lines)], [line[: chance.randint(0, len(line))]], [line.replace("0", "x")]]
        )
    return "\r\n".join(lines) + "\r\n"


@only_real
async def test_any_damaged_description_is_taken_or_refused(make: Make, encoder: SharedEncoder) -> None:
    chance = random.Random(2)
    offer = await End(make, sends=encoder.outgoing()).connection.offer()
    refused = 0
    for _ in range(80):
        answering = End(make, receives=Pictures().video)
        try:
            await answering.connection.answer(damaged(offer, chance))
        except DescriptionRefused:
            refused += 1
        await answering.connection.close()
    assert 20 < refused < 80


@only_real
async def test_a_third_partys_server_is_never_the_default(make: Make) -> None:
    lonely = End(make)
    await lonely.connection.offer()
    (dtls,) = lonely.connection._pc._RTCPeerConnection__dtlsTransports
    assert dtls.transport._connection.stun_server is None
    assert dtls.transport._connection.turn_server is None


@pytest.fixture
async def encoder() -> AsyncIterator[SharedEncoder]:
    made = SharedEncoder(asyncio.get_running_loop())
    made.submit(Picture.whole(64, 48, bytes(64 * 48 * 4), 0.0))
    yield made
    made.close()


class Pictures:
    """What came out of an incoming video."""

    def __init__(self) -> None:
        self.arrived: list[AccessUnit] = []
        self._any = asyncio.Event()
        self.video = IncomingVideo(self._take)

    def _take(self, unit: AccessUnit) -> None:
        self.arrived.append(unit)
        self._any.set()

    async def first(self) -> AccessUnit:
        async with asyncio.timeout(WITHIN):
            await self._any.wait()
        return self.arrived[0]


@only_real
async def test_video_is_held_until_it_is_released_and_begins_with_a_keyframe(
    make: Make, encoder: SharedEncoder
) -> None:
    pictures, outgoing = Pictures(), encoder.outgoing()
    offering, answering = End(make, sends=outgoing), End(make, CERTIFICATES[1], receives=pictures.video)
    await describe(offering, answering)
    await answering.until_state(ConnectionState.CONNECTED)
    await offering.until_state(ConnectionState.CONNECTED)
    assert pictures.arrived == []
    outgoing.release()
    assert (await pictures.first()).keyframe


@only_real
@pytest.mark.promise("P05")
async def test_no_picture_goes_to_a_peer_with_another_certificate(make: Make, encoder: SharedEncoder) -> None:
    pictures, outgoing = Pictures(), encoder.outgoing()
    outgoing.release()
    offering = End(make, sends=outgoing, expected=CERTIFICATES[2].fingerprint)
    answering = End(make, CERTIFICATES[1], receives=pictures.video)
    await describe(offering, answering)
    await offering.until_state(ConnectionState.LOST)
    assert offering.connection.statistics().bytes_sent < 4000, "a handshake, and nothing else"
    assert pictures.arrived == []


@only_real
async def test_video_is_refused_by_who_expects_none(make: Make, encoder: SharedEncoder) -> None:
    offering, answering = End(make, sends=encoder.outgoing()), End(make)
    with pytest.raises(DescriptionRefused):
        await answering.connection.answer(await offering.connection.offer())
