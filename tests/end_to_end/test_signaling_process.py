"""The server as a process of its own: what it says when it cannot start, and what a kill leaves behind."""

import asyncio
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from msgspec.structs import replace

from bench.authenticator import Authenticator, enrolled
from protocol import link
from protocol.grants import Level
from protocol.link import Role
from protocol.session import State
from signaling.notices import SHIPPED, Notices
from signaling.settings import Settings
from tests.fakes import postgresql
from tests.fakes.descriptions import FINGERPRINT, SDP
from tests.fakes.link_client import connected
from tests.fakes.running_signaling import NAME, PASSWORD, make_certificate
from tests.fakes.signaling_parts import REQUEST

pytestmark = pytest.mark.end_to_end


@dataclass
class Place:
    """A state folder with a certificate and an agent, and a port for the server."""

    state: Path
    port: int
    trusting: ssl.SSLContext
    database: str = ""
    authenticator: Authenticator = field(init=False)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "signaling", *arguments, "--state", str(self.state)]

    def environment(self) -> dict[str, str]:
        told = {"FERNDIAGNOSE_SIGNALING_DATABASE": self.database, "FERNDIAGNOSE_SIGNALING_ENROLMENT": "false"}
        return os.environ | told

    def add_agent(self) -> None:
        add = self.command("agent", "add", NAME)
        subprocess.run(add, input=PASSWORD.encode() + b"\n", check=True, env=self.environment())
        self.authenticator = enrolled(self.command("agent", "enrol", NAME), PASSWORD, self.environment())

    @contextmanager
    def serving(self) -> Iterator[subprocess.Popen[bytes]]:
        """The server's process; told to stop, unless it was killed before."""
        command = self.command("serve", "--port", str(self.port))
        with subprocess.Popen(command, stderr=subprocess.PIPE, env=self.environment()) as process:
            try:
                yield process
            finally:
                process.terminate()
                process.communicate(timeout=20)


async def _is_up(process: subprocess.Popen[bytes]) -> None:
    """Waits until the server says that it listens."""
    assert process.stderr is not None
    line = await asyncio.to_thread(process.stderr.readline)
    assert line.endswith(b"= listening\n"), line


@pytest.fixture
def place(tmp_path: Path) -> Place:
    trusting = make_certificate(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        place = Place(tmp_path, free.getsockname()[1], trusting)
    place.add_agent()
    return place


def test_a_port_in_use_is_told_in_one_sentence_and_ends_with_2(place: Place) -> None:
    with socket.create_server(("127.0.0.1", place.port)):
        command = place.command("serve", "--port", str(place.port))
        done = subprocess.run(command, capture_output=True, check=False, timeout=30)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode().startswith(f"Port {place.port} on 127.0.0.1 is in use. Stop the program")
    assert done.stderr.count(b"\n") == 1


async def test_told_to_stop_it_ends_with_0_and_printed_nothing_but_logs(place: Place) -> None:
    with place.serving() as process:
        await _is_up(process)
        process.send_signal(signal.SIGTERM)
        _, log = await asyncio.to_thread(process.communicate)
    assert process.returncode == 0
    assert [line.split(" = ")[1] for line in log.decode().splitlines()] == ["stopped"]


async def _through_a_kill(place: Place) -> None:
    """A running session; the server is killed and started again; agent, customer and recorder go on."""
    token = (place.state / "recorder.token").read_text()
    hello = link.RecorderHello(token, FINGERPRINT)
    with place.serving() as process:
        await _is_up(process)
        async with (
            connected(place.url, link.RECORDER_PATH, place.trusting) as recorder,
            connected(place.url, link.AGENT_PATH, place.trusting) as agent,
            connected(place.url, link.CUSTOMER_PATH, place.trusting) as customer,
        ):
            await recorder.say(hello)
            await agent.say(link.SignIn(NAME, PASSWORD, place.authenticator.code(time.time())))
            agent_token = (await agent.expect(link.SignedIn)).token
            await agent.say(REQUEST)
            opened = await agent.expect(link.SessionOpened)
            await customer.say(link.ClaimKey(opened.key))
            claimed = await customer.expect(link.Claimed)
            sha256 = Notices.read(SHIPPED, Settings().operator).notice("privacy", "de").sha256
            await customer.say(link.GiveConsent(claimed.session, claimed.notice_version, sha256, "de"))
            await customer.say(link.AllowAccess(claimed.session, Level.FULL))
            await customer.say(link.ReportGate(claimed.session, None))
            while (await agent.until(link.SessionChanged)).state is not State.RUNNING:
                pass
            process.kill()
            assert await agent.closed() is None
    with place.serving() as process:
        await _is_up(process)
        async with (
            connected(place.url, link.RECORDER_PATH, place.trusting) as recorder,
            connected(place.url, link.AGENT_PATH, place.trusting) as agent,
            connected(place.url, link.CUSTOMER_PATH, place.trusting) as customer,
        ):
            await recorder.say(replace(hello, sessions=(claimed.session,)))
            await recorder.expect(link.Record)
            await agent.say(link.Resume(agent_token))
            await agent.expect(link.SignedIn)
            await customer.say(link.Return(claimed.session, claimed.token))
            for person in (agent, customer):
                assert (await person.expect(link.SessionChanged)).state is State.RUNNING
            await customer.say(link.Description(claimed.session, Role.RECORDER, 2, "offer", SDP))
            assert (await recorder.until(link.Description)).attempt == 2


async def test_a_server_that_is_killed_in_mid_session_takes_it_up_again(place: Place) -> None:
    await _through_a_kill(place)


async def test_the_same_with_postgresql(place: Place) -> None:
    with postgresql.running() as cluster:
        place.database = cluster.url
        place.add_agent()
        await _through_a_kill(place)
