import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from customer_client import events as e
from customer_client.commands import Accept, Offer
from customer_client.lines import Lines
from customer_client.window import OwnWindows, Rectangle
from peer.certificate import Certificate
from peer.encoder import SharedEncoder
from peer.outgoing import OutgoingVideo
from peer.routes import DIRECT
from protocol import link, wire
from protocol import peer_messages as m
from protocol.problems import DescriptionRefused, MessageRefused
from tests.fakes.connection import FakeConnection, FakeNetwork
from tests.fakes.waiting import WITHIN

AGENT = link.Role.AGENT
OWN = OwnWindows((Rectangle(1, 2, 3, 4),), has_focus=True)
THEIRS = Certificate.generate()


class Stage:
    """Lines into a fake network, and what they told."""

    def __init__(self, network: FakeNetwork, lines: Lines, told: "asyncio.Queue[e.Event]") -> None:
        self.network = network
        self.lines = lines
        self.told = told

    async def answered(self, offer: Offer) -> FakeConnection:
        self.lines.offer(offer)
        offered = await self.told.get()
        assert isinstance(offered, e.Offered)
        end = self.network.connection(
            certificate=THEIRS,
            on_state=lambda _: None,
            on_message=lambda *_: None,
            channels=(m.CONTROL, m.INPUT),
        )
        self.lines.accept(Accept(AGENT, offer.attempt, await end.answer(offered.sdp)))
        connected = await self.told.get()
        assert connected == e.PeerConnected(AGENT, offer.attempt, THEIRS.fingerprint)
        return end


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    network, told = FakeNetwork(), asyncio.Queue[e.Event]()
    encoder = SharedEncoder(asyncio.get_running_loop())
    try:
        async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as tasks:
            lines = Lines(
                make=network.connection,
                encoder=encoder,
                certificate=Certificate.generate(),
                happened=told.put_nowait,
                own_windows=lambda: OWN,
                tasks=tasks,
            )
            yield Stage(network, lines, told)
            lines.drop_all()
    finally:
        encoder.close()


async def test_an_offer_an_answer_and_a_message_with_where_our_windows_were() -> None:
    async with stage() as on:
        end = await on.answered(Offer(AGENT, 1, DIRECT, None))
        end.send(m.CONTROL, wire.encode(m.Heartbeat(number=3)))

        assert await on.told.get() == e.FromAgent(1, m.Heartbeat(number=3), OWN)


async def test_what_is_no_message_is_told_as_such() -> None:
    async with stage() as on:
        end = await on.answered(Offer(AGENT, 1, DIRECT, None))
        end.send(m.INPUT, b"{}")

        assert await on.told.get() == e.PeerRefused(AGENT, 1, MessageRefused)


async def test_an_answer_that_is_no_description_is_told_as_such() -> None:
    async with stage() as on:
        on.lines.offer(Offer(AGENT, 1, DIRECT, None))
        await on.told.get()
        on.lines.accept(Accept(AGENT, 1, "nonsense"))

        told = [await on.told.get(), await on.told.get()]
        assert told == [e.PeerLost(AGENT, 1), e.PeerRefused(AGENT, 1, DescriptionRefused)]


async def test_a_line_that_is_lost_is_told() -> None:
    async with stage() as on:
        await on.answered(Offer(AGENT, 1, DIRECT, None))
        ours = on.network.connections[0]
        ours.lose()

        assert await on.told.get() == e.PeerLost(AGENT, 1)


async def test_a_line_whose_own_address_is_gone_is_lost_and_no_other() -> None:
    async with stage() as on:
        await on.answered(Offer(AGENT, 1, DIRECT, None))
        ours = on.network.connections[0]
        on.lines.look(lambda _: False)
        assert on.told.empty()

        ours.own_address = "192.0.2.1"
        on.lines.look(lambda address: address == "192.0.2.1")
        assert on.told.empty()
        on.lines.look(lambda _: False)
        assert await on.told.get() == e.PeerLost(AGENT, 1)


async def test_a_line_that_may_be_dead_is_told_to_its_connection() -> None:
    async with stage() as on:
        await on.answered(Offer(AGENT, 1, DIRECT, None))
        on.lines.doubt(link.Role.RECORDER)
        on.lines.doubt(AGENT)

        assert on.network.connections[0].doubted


async def test_a_new_line_replaces_the_old_one_of_which_nothing_more_is_told() -> None:
    async with stage() as on:
        old = await on.answered(Offer(AGENT, 1, DIRECT, None))
        new = await on.answered(Offer(AGENT, 2, DIRECT, None))
        old.send(m.CONTROL, wire.encode(m.Heartbeat(number=1)))
        new.send(m.CONTROL, wire.encode(m.Heartbeat(number=2)))

        assert await on.told.get() == e.FromAgent(2, m.Heartbeat(number=2), OWN)
        assert on.told.empty()


async def test_an_answer_to_another_attempt_is_not_taken() -> None:
    async with stage() as on:
        on.lines.offer(Offer(AGENT, 2, DIRECT, None))
        await on.told.get()
        on.lines.accept(Accept(AGENT, 1, "nonsense"))
        await on.answered(Offer(AGENT, 3, DIRECT, None))

        assert on.told.empty()


async def test_all_peers_get_what_one_encoder_makes_and_the_first_agent_alone_governs_its_rate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shares: list[tuple[SharedEncoder, bool, bool]] = []
    outgoing = SharedEncoder.outgoing

    def counted(encoder: SharedEncoder, *, governs: bool, watched: bool) -> OutgoingVideo:
        shares.append((encoder, governs, watched))
        return outgoing(encoder, governs=governs, watched=watched)

    monkeypatch.setattr(SharedEncoder, "outgoing", counted)
    async with stage() as played:
        for role in (link.Role.RECORDER, AGENT, link.Role.SECOND):
            played.lines.offer(Offer(role, 1, DIRECT, None))
            assert isinstance(await played.told.get(), e.Offered)
    assert [governs for _, governs, _ in shares] == [False, True, False]
    assert [watched for _, _, watched in shares] == [False, True, True]
    assert len({id(encoder) for encoder, *_ in shares}) == 1
