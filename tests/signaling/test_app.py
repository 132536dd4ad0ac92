import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, FormData, WSServerHandshakeError

from logs import Dialogue
from protocol import link
from protocol.session import State
from signaling import app, sweeper
from signaling.app import serving
from signaling.problems import CannotStart
from signaling.settings import Settings
from tests.fakes.clock import FakeClock
from tests.fakes.database_files import content
from tests.fakes.link_client import connect, connected
from tests.fakes.memory_database import MemoryDatabase
from tests.fakes.running_signaling import NAME, ORIGIN, PASSWORD, Running, make_certificate, running, with_account
from tests.fakes.signaling_parts import REQUEST
from tests.fakes.waiting import WITHIN

pytestmark = pytest.mark.end_to_end

CANARY = "Canary/7.7 (a user agent nobody has)"
LOG = Dialogue("test")


@pytest.fixture
async def at(database_file: Path) -> AsyncIterator[Running]:
    async with running(Settings(state=str(database_file.parent), silence=0.2)) as server:
        yield server


@pytest.fixture
def settings(database_file: Path) -> Settings:
    return Settings(state=str(database_file.parent), port=0)


# Over TLS, as it ships.


@pytest.mark.promise("P05")
async def test_it_serves_over_tls_only_and_stops_cleanly(settings: Settings) -> None:
    trusting = make_certificate(settings.folder)
    async with serving(settings, FakeClock(), LOG) as port:
        async with connected(f"https://localhost:{port}", link.CUSTOMER_PATH, trusting) as customer:
            await customer.say(link.ClaimKey("1234567"))
            await customer.expect(link.Refused)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"HTTP" not in await reader.read()
        writer.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)


async def test_programs_that_are_connected_are_hung_up_when_it_stops(settings: Settings) -> None:
    trusting = make_certificate(settings.folder)
    clock = FakeClock()
    async with app.assembled(settings, clock, LOG) as maker:
        authenticator = await with_account(maker, clock)
    async with serving(settings, clock, LOG) as port:
        http = ClientSession()
        agent = await connect(http, f"https://localhost:{port}", link.AGENT_PATH, trusting)
        await agent.say(link.SignIn(NAME, PASSWORD, authenticator.code(clock())))
        await agent.expect(link.SignedIn)
    assert await agent.closed() == 1001
    await http.close()


async def test_a_session_survives_a_restart_of_the_server(settings: Settings) -> None:
    trusting = make_certificate(settings.folder)
    clock = FakeClock()
    async with app.assembled(settings, clock, LOG) as maker:
        authenticator = await with_account(maker, clock)
    async with serving(settings, clock, LOG) as port:
        async with connected(f"https://localhost:{port}", link.AGENT_PATH, trusting) as agent:
            await agent.say(link.SignIn(NAME, PASSWORD, authenticator.code(clock())))
            token = (await agent.expect(link.SignedIn)).token
            await agent.say(REQUEST)
            opened = await agent.expect(link.SessionOpened)
        async with connected(f"https://localhost:{port}", link.CUSTOMER_PATH, trusting) as customer:
            await customer.say(link.ClaimKey(opened.key))
            claimed = await customer.expect(link.Claimed)
    async with serving(settings, clock, LOG) as port:
        async with connected(f"https://localhost:{port}", link.AGENT_PATH, trusting) as agent:
            await agent.say(link.Resume(token))
            await agent.expect(link.SignedIn)
            assert (await agent.expect(link.SessionChanged)).state is State.CLAIMED
        async with connected(f"https://localhost:{port}", link.CUSTOMER_PATH, trusting) as customer:
            await customer.say(link.Return(claimed.session, claimed.token))
            assert (await customer.expect(link.SessionChanged)).state is State.CLAIMED


# What keeps it from starting.


async def _reason(settings: Settings) -> str:
    with pytest.raises(CannotStart) as refusal:  # it is to fail on the way in
        async with serving(settings, FakeClock(), LOG):
            pass
    return str(refusal.value)


async def test_a_port_in_use_is_told_with_what_to_do(settings: Settings) -> None:
    make_certificate(settings.folder)
    async with serving(settings, FakeClock(), LOG) as port:
        text = await _reason(Settings(state=settings.state, port=port))
    assert text.startswith(f"Port {port} on 127.0.0.1 is in use. Stop the program")


async def test_an_address_that_is_not_ours_is_told(settings: Settings) -> None:
    make_certificate(settings.folder)
    assert "Cannot listen on 192.0.2.1" in await _reason(Settings(state=settings.state, host="192.0.2.1", port=0))


async def test_a_missing_certificate_is_told(settings: Settings) -> None:
    assert "server.key is missing. Put the server's certificate" in await _reason(settings)


async def test_a_certificate_that_is_none_is_told(settings: Settings) -> None:
    make_certificate(settings.folder)
    settings.certificate.write_text("nonsense")
    assert "cannot be used. Are they ours to read, and a pair?" in await _reason(settings)


async def test_notices_that_are_missing_are_told(settings: Settings, tmp_path: Path) -> None:
    make_certificate(settings.folder)
    text = await _reason(Settings(state=settings.state, notices_folder=str(tmp_path / "none")))
    assert text.startswith("The notices cannot be used: no version")


# The web.


def _offer_a_program(downloads: Path) -> None:
    downloads.mkdir()
    (downloads / "help-linux").write_bytes(b"a program")


async def test_the_start_page_accepts_a_right_key_and_gives_a_ticket(at: Running) -> None:
    _offer_a_program(at.server.settings.downloads)
    async with at.agent() as agent, ClientSession() as http:
        opened = await at.open_session(agent)
        form = FormData({"key": opened.key, "system": "linux"})
        async with http.post(at.url + "/key", data=form, headers={"Origin": ORIGIN}) as response:
            page = await response.text()
        assert response.status == 200
        ticket = page.split('name="ticket" value="')[1].split('"')[0]
        async with at.customer() as customer:
            await customer.say(link.PresentTicket(ticket))
            assert (await customer.expect(link.Claimed)).session == opened.session


async def test_every_answer_forbids_the_browser_what_is_not_needed(at: Running) -> None:
    async with ClientSession() as http:
        for path in ("/", "/v1/health", "/nothing-here"):
            async with http.get(at.url + path) as response:
                assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
                assert "Set-Cookie" not in response.headers
                assert "Server" not in response.headers


ELSEWHERE = ["https://evil.example", "null", ORIGIN + ".evil.example", ORIGIN.replace("https", "http"), ORIGIN + "/"]


@pytest.mark.promise("P05")
async def test_whatever_changes_something_is_refused_to_every_other_site(tmp_path: Path) -> None:
    settings = Settings(state=str(tmp_path), enrolment=True)
    async with running(settings, open_database=MemoryDatabase) as at, ClientSession() as http:
        resources = at.server.application(ORIGIN).router.resources()
        changing = [route for one in resources for route in one if route.method not in {"GET", "HEAD"}]
        assert {"/key", "/download", "/easysupport", "/v1/enrolment-links", "/security-key/{ticket}"} <= {
            one.resource.canonical for one in changing
        }
        for route in changing:
            to = at.url + route.resource.canonical.replace("{ticket}", "x")
            # The web app's page changes nothing: whoever comes from elsewhere is sent to it without what was brought.
            refused = 303 if to.endswith("/app/") else 403
            for origin in ELSEWHERE:
                given = {"data": {"key": "1"}, "headers": {"Origin": origin}, "allow_redirects": False}
                async with http.request(route.method, to, **given) as response:
                    assert response.status == refused, (to, origin)
            async with http.request(route.method, to, data={"key": "1"}, allow_redirects=False) as response:
                assert response.status == (401 if to.endswith("-links") else refused), "a program has a token"


@pytest.mark.promise("P05")
@pytest.mark.parametrize("path", [link.AGENT_PATH, link.CUSTOMER_PATH, link.RECORDER_PATH])
async def test_no_websocket_is_given_to_another_site_or_to_nobodys(tmp_path: Path, path: str) -> None:
    async with running(Settings(state=str(tmp_path)), open_database=MemoryDatabase) as at, ClientSession() as http:
        for origin in [*ELSEWHERE, None]:
            with pytest.raises(WSServerHandshakeError) as refused:
                await http.ws_connect(at.url + path, origin=origin)
            assert refused.value.status == 403
        async with http.ws_connect(at.url + path, origin=ORIGIN) as socket:
            assert not socket.closed


async def test_a_fault_of_ours_shows_nothing_of_the_inside(at: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(_: str) -> bool:
        raise RuntimeError("canary of the inside")

    monkeypatch.setattr(at.server.desk, "is_live", fail)
    async with ClientSession() as http:
        headers = {"Origin": ORIGIN}
        async with http.post(at.url + "/key", data={"key": "1234567"}, headers=headers) as response:
            assert response.status == 500
            assert "canary" not in await response.text()


async def test_a_body_that_is_too_large_is_refused(at: Running) -> None:
    async with ClientSession() as http:
        body = {"key": "1" * (app.BODY_LIMIT + 1)}
        async with http.post(at.url + "/key", data=body, headers={"Origin": ORIGIN}) as response:
            assert response.status in {400, 413}


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost: x", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"])
async def test_a_connection_that_says_nothing_whole_is_closed(at: Running, said: bytes) -> None:
    host, port = at.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(said)
    async with asyncio.timeout(WITHIN):
        await reader.read()
    writer.close()


@pytest.mark.promise("P17")
async def test_the_user_agent_is_nowhere_afterwards(
    at: Running, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    headers = {"User-Agent": CANARY, "Origin": ORIGIN}
    async with ClientSession(headers=headers) as http, at.agent() as agent:
        opened = await at.open_session(agent)
        for key in (opened.key, "0000000", "nonsense"):
            async with http.post(at.url + "/key", data={"key": key}) as response:
                assert "Canary" not in await response.text()
        for path in ("/", "/nothing", "/v1/customer", "/%ff"):
            async with http.get(at.url + path) as response:
                assert "Canary" not in await response.text()
        async with http.ws_connect(at.url + link.CUSTOMER_PATH, origin=ORIGIN) as socket:
            await socket.send_str("nonsense")
            await socket.receive()
    await at.server.database.close()
    assert "Canary" not in caplog.text + "".join(capfd.readouterr())
    assert b"Canary" not in content(tmp_path)


@pytest.mark.promise("P14")
async def test_no_secret_is_in_the_database_or_the_log_after_a_session(
    at: Running, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "ferndiagnose")
    async with at.agent() as agent, at.customer() as customer:
        await agent.say(at.sign_in())
        token = (await agent.expect(link.SignedIn)).token
        await agent.say(REQUEST)
        opened = await agent.expect(link.SessionOpened)
        await customer.say(link.ClaimKey(opened.key))
        claimed = await customer.expect(link.Claimed)
        await customer.say(link.GiveConsent(claimed.session, claimed.notice_version, at.consent_hash("de"), "de"))
        await customer.expect(link.SessionChanged)
    await at.server.database.close()
    kept = content(tmp_path)
    assert claimed.session.encode() in kept, "else this test reads the wrong files"
    assert claimed.session in caplog.text, "else this test reads the wrong log"
    for secret in (token, opened.key, claimed.token, PASSWORD, at.recorder_token, "127.0.0.1"):
        assert secret.encode() not in kept
        assert secret not in caplog.text


async def test_the_end_of_the_certificate_is_told_to_whoever_watches(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeper, "EVERY", 0.01)
    trusting = make_certificate(settings.folder)
    clock = FakeClock(time.time() - 365 * 86400)
    async with ClientSession() as http, serving(settings, clock, LOG) as port:

        async def health() -> dict[str, Any]:
            async with http.get(f"https://localhost:{port}/v1/health", ssl=trusting) as response:
                return dict(await response.json())

        last_day = (datetime.now(UTC) + timedelta(days=30)).date()
        assert await health() == {"status": "ok", "certificate_ends": last_day.isoformat()}
        clock.advance((365 + 21) * 86400)
        async with asyncio.timeout(WITHIN):
            while (await health()).get("alarms") != ["certificate-ends"]:
                pass


# Relays.


async def test_the_secret_for_relays_is_made_only_where_there_are_some(settings: Settings) -> None:
    async with app.assembled(settings, FakeClock(), LOG):
        assert not settings.turn_secret.exists()
    async with app.assembled(replace(settings, ice_servers="turn:relay.example:443"), FakeClock(), LOG):
        assert settings.turn_secret.stat().st_mode & 0o777 == 0o600


@pytest.mark.promise("P06")
async def test_a_server_that_nobody_could_use_is_refused_at_the_start(settings: Settings) -> None:
    with pytest.raises(CannotStart, match=r"'relay\.example' is no address of a STUN or TURN server"):
        async with app.assembled(replace(settings, ice_servers="turn:relay.example relay.example"), FakeClock(), LOG):
            pass
