import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path

import pytest
from aiohttp import ClientSession, WSServerHandshakeError, web
from aiohttp.test_utils import TestServer

from logs import Dialogue
from protocol import link, program_version, wire
from protocol.grants import Level
from protocol.link import Role
from protocol.problems import (
    DatabaseUnavailable,
    DescriptionRefused,
    MessageRefused,
    OutOfOrder,
    SessionKeyRefused,
    SessionUnknown,
)
from protocol.session import EndReason, State
from signaling.exchange import Exchange
from signaling.link import MESSAGES, RECORDERS_MESSAGES, REFUSALS, Link
from signaling.problems import CannotStart
from signaling.settings import Settings
from tests.fakes.clock import FakeClock
from tests.fakes.descriptions import FINGERPRINT, SDP, SDP_WITHOUT_FINGERPRINT
from tests.fakes.link_client import LinkClient
from tests.fakes.memory_database import MemoryDatabase
from tests.fakes.running_signaling import ORIGIN, Running, running
from tests.fakes.signaling_parts import REQUEST


@pytest.fixture
async def at(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Running]:
    async with running(Settings(state=str(tmp_path)), clock, MemoryDatabase) as server:
        yield server


async def _refusal(client: LinkClient) -> str:
    return (await client.expect(link.Refused)).problem


@pytest.mark.promise("P07")
@pytest.mark.promise("P12")
@pytest.mark.promise("P18")
async def test_a_whole_session(at: Running) -> None:
    """The course of a session, message by message, with all three programs on real WebSockets."""
    async with at.recorder() as recorder, at.agent() as agent, at.customer() as customer:
        await recorder.say(link.RecorderHello(at.recorder_token, FINGERPRINT))
        opened = await at.open_session(agent)
        session = opened.session

        await customer.say(link.ClaimKey(opened.key))
        claimed = await customer.expect(link.Claimed)
        assert (claimed.session, claimed.agent) == (session, "Anna B.")
        assert (await agent.expect(link.SessionChanged)).state is State.CLAIMED

        sha256 = at.consent_hash("de")
        await customer.say(link.GiveConsent(session, claimed.notice_version, sha256, "de"))
        for person in (customer, agent):
            assert (await person.expect(link.SessionChanged)).state is State.CONSENTED
        await customer.say(link.AllowAccess(session, Level.FULL))
        for person in (customer, agent):
            assert (await person.expect(link.SessionChanged)).state is State.ALLOWED
        assert await customer.expect(link.Connect) == link.Connect(session, Role.RECORDER, FINGERPRINT)
        assert await customer.expect(link.Connect) == link.Connect(session, Role.AGENT, FINGERPRINT)
        assert await agent.expect(link.Connect) == link.Connect(session, Role.CUSTOMER, FINGERPRINT)
        await recorder.until(link.Record)

        for peer, program in ((Role.AGENT, agent), (Role.RECORDER, recorder)):
            await customer.say(link.Description(session, peer, 1, "offer", SDP))
            assert (await program.until(link.Description)).peer is Role.CUSTOMER
            await program.say(link.Description(session, Role.CUSTOMER, 1, "answer", SDP))
            assert (await customer.expect(link.Description)).peer is peer

        await customer.say(link.ReportGate(session, None))
        for program in (customer, agent):
            assert (await program.expect(link.SessionChanged)).state is State.RUNNING
        await agent.say(link.EndSession(session, EndReason.AGENT))
        for program in (customer, agent, recorder):
            ended = await program.until(link.SessionChanged)
            while ended.state is not State.ENDED:
                ended = await program.until(link.SessionChanged)
            assert ended.reason is EndReason.AGENT


# What makes no sense.


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("{", id="no JSON"),
        pytest.param('{"type": "nothing-we-know"}', id="unknown"),
        pytest.param('{"type": "sign-in", "name": "a", "password": "b"}', id="another program's"),
        pytest.param('{"type": "claim-key", "key": 4819203}', id="wrong type"),
        pytest.param('{"type": "claim-key"}', id="a field is missing"),
        pytest.param('{"type": "end-session", "session": "not an id", "reason": "customer"}', id="no session id"),
        pytest.param("[" * 5000, id="deeply nested"),
    ],
)
async def test_what_makes_no_sense_is_refused_and_the_line_stays(at: Running, text: str) -> None:
    async with at.customer() as customer:
        await customer.say_raw(text)
        assert await _refusal(customer) == MessageRefused.code
        await customer.say(link.ClaimKey("0000000"))
        assert await _refusal(customer) == SessionKeyRefused.code


async def test_bytes_that_are_no_text_are_refused(at: Running) -> None:
    async with at.customer() as customer:
        await customer.socket.send_bytes(b"\xff\xfe\x00")
        assert await _refusal(customer) == MessageRefused.code


async def test_an_oversized_message_costs_the_sender_its_connection_and_nobody_else(at: Running) -> None:
    async with at.agent() as agent, at.customer() as bystander, at.customer() as hostile:
        opened = await at.open_session(agent)
        await hostile.say_raw("x" * (wire.LINK_LIMIT + 1))
        assert await hostile.closed() == 1009
        await bystander.say(link.ClaimKey(opened.key))
        await bystander.expect(link.Claimed)


async def test_whoever_talks_too_much_is_hung_up(at: Running) -> None:
    async with at.agent() as agent:
        await at.open_session(agent)
        for _ in range(int(MESSAGES.capacity)):
            await agent.say(REQUEST)
        assert await agent.closed() == 1008


async def test_a_recorder_may_say_more_to_which_many_come_back_at_once(clock: FakeClock) -> None:
    class Listening:
        async def hear(self, message: link.FromRecorderProgram) -> None:
            heard.append(message)

        async def gone(self) -> None:
            pass

    heard: list[link.FromRecorderProgram] = []
    app, log = web.Application(), Dialogue("test")
    exchange = Exchange(20.0, log)
    app.cleanup_ctx.append(exchange.of_application)
    shared = {"exchange": exchange, "clock": clock, "log": log, "origin": ORIGIN}
    door = Link(wire.from_recorder_program, lambda _: Listening(), messages=RECORDERS_MESSAGES, **shared)
    app.router.add_get(link.RECORDER_PATH, door.handle)
    many = int(5 * MESSAGES.capacity)
    async with TestServer(app) as server, ClientSession() as http:
        async with http.ws_connect(server.make_url(link.RECORDER_PATH), origin=ORIGIN) as socket:
            for _ in range(many):
                await socket.send_bytes(wire.encode(link.RecorderHello("token", FINGERPRINT)))
            await socket.ping()
        assert len(heard) == many


async def test_whoever_is_refused_again_and_again_is_hung_up(at: Running) -> None:
    async with at.customer() as customer:
        for _ in range(int(REFUSALS.capacity)):
            await customer.say_raw("nonsense")
        assert await customer.closed() == 1008


async def test_a_customer_cannot_speak_as_an_agent(at: Running) -> None:
    async with at.customer() as customer:
        await customer.say(REQUEST)
        assert await _refusal(customer) == MessageRefused.code


async def test_an_unknown_field_from_a_newer_program_is_ignored(at: Running) -> None:
    async with at.customer() as customer:
        await customer.say_raw('{"type": "claim-key", "key": "0000000", "colour": "blue"}')
        assert await _refusal(customer) == SessionKeyRefused.code


@pytest.mark.promise("P14")
async def test_a_wrong_key_an_expired_one_and_a_used_one_get_the_same_bytes(at: Running, clock: FakeClock) -> None:
    async with at.agent() as agent, at.customer() as customer, at.customer() as second:
        expired = await at.open_session(agent)
        clock.advance(600)
        await agent.say(REQUEST)
        used = await agent.expect(link.SessionOpened)
        await customer.say(link.ClaimKey(used.key))
        await customer.expect(link.Claimed)
        answers = set()
        wrong = f"{(int(used.key) + 1) % 10**7:07d}"
        for key in (wrong, expired.key, used.key, "48192031", "abc"):
            await second.say(link.ClaimKey(key))
            frame = await second.socket.receive()
            answers.add(frame.data)
        assert answers == {wire.encode(link.Refused(SessionKeyRefused.code)).decode()}


async def test_out_of_order_and_without_fingerprint_are_told_to_the_sender_alone(at: Running) -> None:
    async with at.recorder() as recorder, at.agent() as agent, at.customer() as customer:
        await recorder.say(link.RecorderHello(at.recorder_token, FINGERPRINT))
        opened = await at.open_session(agent)
        session = opened.session
        await customer.say(link.ClaimKey(opened.key))
        claimed = await customer.expect(link.Claimed)
        await customer.say(link.AllowAccess(session, Level.VIEW))
        assert await customer.expect(link.Refused) == link.Refused(OutOfOrder.code, session)
        await customer.say(link.GiveConsent(session, claimed.notice_version, at.consent_hash("de"), "de"))
        await customer.say(link.AllowAccess(session, Level.VIEW))
        await customer.until(link.Connect)
        await customer.until(link.Connect)
        await customer.say(link.Description(session, Role.AGENT, 1, "offer", SDP_WITHOUT_FINGERPRINT))
        assert await customer.expect(link.Refused) == link.Refused(DescriptionRefused.code, session)
        await customer.say(link.Description(session, Role.AGENT, 2, "offer", SDP))
        assert (await agent.until(link.Description)).attempt == 2


async def test_a_token_of_another_session_is_refused(at: Running) -> None:
    async with at.agent() as agent, at.customer() as customer, at.customer() as stranger:
        opened = await at.open_session(agent)
        await customer.say(link.ClaimKey(opened.key))
        token = (await customer.expect(link.Claimed)).token
        await stranger.say(link.Return("ab" * 16, token))
        assert await stranger.expect(link.Refused) == link.Refused(SessionUnknown.code, "ab" * 16)


# Connections.


async def test_a_browser_at_another_origin_gets_no_websocket(at: Running) -> None:
    for origin in ("https://evil.example", "null", ORIGIN + ".evil.example", "http://help.example", ""):
        with pytest.raises(WSServerHandshakeError) as refusal:
            async with at.customer(origin):
                pass
        assert refusal.value.status == 403
    async with at.customer(ORIGIN) as customer:
        await customer.say(link.ClaimKey("0000000"))
        await customer.expect(link.Refused)


async def test_a_line_that_breaks_leaves_the_session_to_be_resumed(at: Running) -> None:
    async with at.customer() as customer:
        async with at.agent() as agent:
            await agent.say(at.sign_in())
            token = (await agent.expect(link.SignedIn)).token
            await agent.say(REQUEST)
            opened = await agent.expect(link.SessionOpened)
            response = agent.socket._response
            assert response.connection is not None
            response.connection.close()
        await customer.say(link.ClaimKey(opened.key))
        await customer.expect(link.Claimed)
        async with at.agent() as again:
            await again.say(link.Resume(token))
            await again.expect(link.SignedIn)
            assert (await again.expect(link.SessionChanged)).state is State.CLAIMED


async def test_a_program_that_resumes_while_the_database_is_away_is_to_try_again(
    at: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: str) -> None:
        raise DatabaseUnavailable

    monkeypatch.setattr(at.server.sign_ins, "resume", fail)
    async with at.agent() as agent:
        await agent.say(link.Resume("token"))
        assert await _refusal(agent) == DatabaseUnavailable.code
        assert await agent.closed() == 1001


async def test_a_customer_who_types_a_key_while_the_database_is_away_is_told_so(
    at: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: str, **__: bool) -> None:
        raise DatabaseUnavailable

    monkeypatch.setattr(at.server.desk, "claim", fail)
    async with at.customer() as customer:
        await customer.say(link.ClaimKey("1234567"))
        assert await _refusal(customer) == DatabaseUnavailable.code


async def test_a_hundred_clients_with_one_key_have_one_winner(at: Running) -> None:
    async with at.agent() as agent, ClientSession() as http:
        opened = await at.open_session(agent)

        async def claim() -> bool:
            socket = await http.ws_connect(at.url + link.CUSTOMER_PATH, origin=ORIGIN)
            client = LinkClient(socket, wire.to_customer_program)
            await client.say(link.ClaimKey(opened.key))
            return isinstance(await client.hear(), link.Claimed)

        async with asyncio.TaskGroup() as tasks:
            claims = [tasks.create_task(claim()) for _ in range(100)]
        assert [each.result() for each in claims].count(True) == 1


@pytest.mark.parametrize("said", ["1.1.9", None])
async def test_a_client_that_is_too_old_is_told_so_before_anything_else(
    tmp_path: Path, clock: FakeClock, said: str | None
) -> None:
    headers = {program_version.HEADER: said} if said else {}
    async with (
        running(Settings(state=str(tmp_path), minimum_client="1.2"), clock, MemoryDatabase) as server,
        ClientSession() as http,
    ):
        with pytest.raises(WSServerHandshakeError) as refused:
            await http.ws_connect(server.url + link.CUSTOMER_PATH, headers=headers, origin=ORIGIN)
        assert refused.value.status == HTTPStatus.GONE
        new = {program_version.HEADER: "1.2.0"}
        async with http.ws_connect(server.url + link.CUSTOMER_PATH, headers=new, origin=ORIGIN) as taken:
            assert not taken.closed
        page = (f"{program_version.SUBPROTOCOL}1.2.0",)
        async with http.ws_connect(server.url + link.CUSTOMER_PATH, protocols=page, origin=ORIGIN) as taken:
            assert taken.protocol == page[0]


async def test_a_server_whose_minimum_is_no_version_does_not_start(tmp_path: Path, clock: FakeClock) -> None:
    with pytest.raises(CannotStart, match="MINIMUM_CLIENT"):
        async with running(Settings(state=str(tmp_path), minimum_client="newest"), clock, MemoryDatabase):
            pass
