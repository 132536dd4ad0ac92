"""A real signaling server over TLS whose key desk is measured, with keys of every kind made beforehand."""

import asyncio
import os
import secrets
import ssl
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.desktop import DidNotComeUp
from bench.service import free_port
from ferndiagnose.certificates import Paths, ensure
from logs import Dialogue
from protocol import session_key
from signaling import app
from signaling.clock import Clock
from signaling.roles import AgentRole
from signaling.settings import Settings
from signaling.store.agents import AgentTable, SignIn
from signaling.store.sessions import SessionTable

_LONG = 86400.0
_ROOMY = """
import sys
from dataclasses import replace
from signaling import app
from signaling.__main__ import main
app.WRONG_KEYS = replace(app.WRONG_KEYS, capacity={budget})
sys.exit(main())
"""


@dataclass
class KeyServer:
    """Where it is, and its keys: `live` ones each with its extra digits."""

    url: str
    tls: ssl.SSLContext
    pid: int = 0
    live: list[tuple[str, str]] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    expired: list[str] = field(default_factory=list)

    def unknown(self) -> str:
        """A key that leads nowhere."""
        known = {key for key, _ in self.live} | {*self.used, *self.expired}
        while (key := session_key.from_number(secrets.randbelow(10**7))) in known:
            pass
        return key


@asynccontextmanager
async def serving(
    folder: Path, live: int, dead: int, budget: float | None = None, database: str = ""
) -> AsyncIterator[KeyServer]:
    """The server, with so many live keys, and so many used and expired ones.

    `budget`: of wrong guesses, in place of its own; so that each of very many is looked at. `database`: a PostgreSQL's
    URL, with nothing in it; empty for SQLite.
    """
    paths = Paths(folder / "tls")
    paths.folder.mkdir(parents=True)
    ensure(paths, (), datetime.now(UTC))
    port = free_port()
    server = KeyServer(f"https://localhost:{port}", ssl.create_default_context(cafile=paths.ca))
    now, settings = time.time(), Settings(state=str(folder), database=database)
    server.expired = [key for key, _ in await _made(settings, lambda: now - session_key.LIFETIME - 60, dead)]
    server.used = [key for key, _ in await _made(settings, time.time, dead, used=True)]
    server.live = await _made(settings, time.time, live)
    program = ["-c", _ROOMY.format(budget=budget)] if budget else ["-m", "signaling"]
    command = [sys.executable, *program, "serve", "--state", str(folder), "--port", str(port)]
    environ = {**os.environ, "FERNDIAGNOSE_SIGNALING_GRACE": str(_LONG)}  # nobody's agent is there
    environ["FERNDIAGNOSE_SIGNALING_DATABASE"] = database
    environ.setdefault("FERNDIAGNOSE_SIGNALING_ENROLMENT", "false")
    with (folder / "server.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(*command, stderr=log, env=environ)
        server.pid = process.pid
        try:
            await _listens(process, port)
            yield server
        finally:
            process.terminate()
            await process.wait()


async def _listens(process: asyncio.subprocess.Process, port: int) -> None:
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            if process.returncode is not None:
                raise DidNotComeUp("the server ended; its server.log says why") from None
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


async def _made(settings: Settings, clock: Clock, number: int, *, used: bool = False) -> list[tuple[str, str]]:
    """Keys as the server makes them, at the time that `clock` says; used up, if so wanted."""
    async with app.assembled(settings, clock, Dialogue("bench")) as parts:
        agents, sessions = AgentTable(parts.database), SessionTable(parts.database)
        name = secrets.token_hex(8)
        await parts.accounts.add(name, name, secrets.token_hex(8))
        account = await agents.account(name)
        assert account
        made = []
        for _ in range(number):
            session, sign_in = secrets.token_hex(16), secrets.token_hex(16)
            nobody = SignIn(sign_in, account.id, name, clock(), AgentRole.AGENT, account.generation)
            await sessions.add(session, nobody, clock(), clock() + _LONG)
            key = await parts.desk.make(session)
            made.append((key, parts.desk.extra_digits(key)))
            if used:
                await parts.desk.claim(key)
        return made
