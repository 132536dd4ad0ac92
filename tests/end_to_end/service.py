"""The real service, started as an operator starts it, in a folder of its own."""

import asyncio
import contextlib
import os
import ssl
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import psutil
from aiohttp import ClientSession, ClientWebSocketResponse, TCPConnector

from bench.authenticator import Authenticator
from bench.service import CUSTOMER
from logs import Dialogue
from protocol import wire
from protocol.link import (
    AGENT_PATH,
    EnrolmentChanged,
    LinkMessage,
    RequestSession,
    SessionOpened,
    SetEnrolment,
    SignedIn,
    SignIn,
)
from signaling import app, second_factor
from signaling.roles import AgentRole
from signaling.settings import Settings
from signaling.sign_ins import Enrolling
from tests.fakes.ending import ended
from tests.fakes.sealed import FakeArchive, enrol

READY_WITHIN = 100.0
"""Seconds. Its programs start at the same time, and need two seconds of processor: one and a half on an idle machine
with two cores, nine and a half among twelve others that are busy."""
_ENDED = " ended with status "
PASSWORD = "correct horse battery"
OFFICERS = FakeArchive()
_TRAP = Path(__file__).parent / "trap"


@dataclass
class Service:
    """A running service."""

    process: asyncio.subprocess.Process
    state: Path
    address: str
    log: Path
    authenticator: Authenticator | None = None
    """Of the agent `muster`, once there is one."""

    async def add_agent(self) -> None:
        """Makes an account for `muster`, with a second factor: what `agent add` and `agent enrol` do, in this process.

        They are four starts of Python, and have a test of their own (`test_agent_commands`).
        """
        async with app.assembled(Settings(state=str(self.state)), time.time, Dialogue("accounts")) as server:
            await server.accounts.add("muster", "", PASSWORD, AgentRole.AGENT)
            begun = await server.sign_ins.sign_in("muster", PASSWORD, "")
            assert isinstance(begun, Enrolling)
            self.authenticator = Authenticator(second_factor.spelled(begun.secret))
            entered = await server.sign_ins.enrol(begun, self.code())
            self.authenticator.recovery_codes = list(entered.recovery_codes)
            await server.sign_ins.sign_out(entered.sign_in)

    def code(self) -> str:
        """What the app of `muster` shows."""
        assert self.authenticator
        return self.authenticator.code(time.time())

    async def comes_up(self) -> None:
        """Returns when it is ready. When one of its programs ends instead, that is an error at once."""
        assert self.process.stdout
        async with asyncio.timeout(READY_WITHIN), asyncio.TaskGroup() as tasks:
            failing = tasks.create_task(self._fails(), name="one of its programs ends")
            line = (await self.process.stdout.readline()).decode()
            if line:  # otherwise it has ended, and the task will say so
                failing.cancel()
        assert line.startswith("ready on https://")
        self.address = line.removeprefix("ready on ").strip()

    async def _fails(self) -> None:
        await self.says(_ENDED)
        raise AssertionError(f"a program of the service did not start:\n{self.log.read_text()}")

    @property
    def tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.state / "tls" / "ca.pem")

    def browser(self) -> ClientSession:
        return ClientSession(self.address, connector=TCPConnector(ssl=self.tls))

    async def says(self, text: str) -> None:
        """Returns when the service has written a line with this text to its log."""
        assert self.process.stderr
        with self.log.open("ab") as log:
            async for line in self.process.stderr:
                log.write(line)
                if text.encode() in line:
                    return
        raise AssertionError(f"the service ended without saying {text!r}:\n{self.log.read_text()}")

    async def stop(self) -> int:
        """Asks it to stop; its status. The log is whole afterwards."""
        rest = await ended(self.process)
        with self.log.open("ab") as log:
            log.write(rest)
        return await self.process.wait()

    def programs(self) -> dict[str, psutil.Process]:
        """The running programs by name."""
        found = {}
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.Error, IndexError):  # one that has just ended, or is just being started
                found[child.cmdline()[2]] = child
        return found


async def command(*arguments: str, given: str = "", environ: Mapping[str, str] | None = None) -> tuple[int, str]:
    """The operator's command, run to its end: its status, and everything it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ferndiagnose", *arguments,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, **(environ or {})},
    )  # fmt: skip
    said, _ = await process.communicate(given.encode())
    assert process.returncode is not None
    return process.returncode, said.decode()


@asynccontextmanager
async def serving(
    folder: Path,
    trap: Path | None = None,
    *,
    host: str = "127.0.0.1",
    environ: Mapping[str, str] | None = None,
    inside: Callable[[], AbstractContextManager[None]] = nullcontext,
    port: int = 0,
) -> AsyncIterator[Service]:
    """The service, ready, started `inside` a network. With one recorder, unless `environ` says otherwise.

    With `trap`, every address that a program of it asks for is written into that file.
    """
    enrol(folder / "state", OFFICERS.cards)
    trapped = {"PYTHONPATH": str(_TRAP), "TRAP": str(trap)} if trap else {}
    with inside():
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "ferndiagnose", "serve",
            "--state", str(folder / "state"), "--host", host, "--port", str(port),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "FERNDIAGNOSE_SERVE_RECORDERS": "1", **trapped, **(environ or {})},
        )  # fmt: skip
    service = Service(process, folder / "state", "", folder / "serve.log")
    try:
        await service.comes_up()
        yield service
    finally:
        await service.stop()


@asynccontextmanager
async def agent(service: Service) -> AsyncIterator[ClientWebSocketResponse]:
    """An agent with a new account, signed in, and told by a customer that EasySupport is welcome."""
    await service.add_agent()
    async with service.browser() as http, http.ws_connect(AGENT_PATH, origin=service.address) as line:
        greeting = await ask(line, SignIn("muster", PASSWORD, service.code()))
        assert isinstance(greeting, SignedIn)
        assert greeting.enrolment
        agreed = SetEnrolment(CUSTOMER, granted=True, text_version=greeting.enrolment.version, language="de")
        assert await ask(line, agreed) == EnrolmentChanged(granted=True)
        yield line


async def ask(line: ClientWebSocketResponse, message: LinkMessage) -> LinkMessage:
    """The next message that comes after `message` was sent."""
    await line.send_str(wire.encode(message).decode())
    return wire.to_agent_program.read(await line.receive_str(timeout=10))


async def new_key(line: ClientWebSocketResponse) -> SessionOpened:
    opened = await ask(line, RequestSession(CUSTOMER))
    assert isinstance(opened, SessionOpened)
    return opened
