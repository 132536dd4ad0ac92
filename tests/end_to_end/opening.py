"""Recordings opened as people do it: the operator beside a running archive, officers on machines of their own."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, ClientSession

from sealing import release
from sealing.officers import OfficerKey
from sealing.request import read
from tests.end_to_end.recorded import ARCHIVE, PATIENCE, Customer, recorder, server, until_entered, until_there
from tests.end_to_end.service import command
from tests.fakes.ending import ended
from tests.fakes.sealed import PASSPHRASE, nobody_asks, nobody_says, written

SESSION = "a" * 32
OFFICERS = (ARCHIVE.data_protection, ARCHIVE.security)


@asynccontextmanager
async def keeping(state: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """A real archive over this state folder."""
    with (state.parent / "archive.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "archive", "serve", "--state", str(state), stderr=log, env=dict(os.environ)
        )
    try:
        await until_there((state / "archive" / "control.sock").exists)
        yield process
    finally:
        await ended(process)


@asynccontextmanager
async def archived(folder: Path, *greys: int, session: str = SESSION) -> AsyncIterator["Office"]:
    """A running archive with a real recording of screens in these greys."""
    state = folder / "state"
    ARCHIVE.settle(state)
    async with keeping(state):
        async with server() as played, recorder(state, played.port):
            await played.hellos(1)
            customer = Customer(session, played)
            await customer.connect()
            await customer.watch(*greys)
            await customer.end()
            await until_entered(state, session)
        yield Office(state)


@dataclass
class Office:
    """The operator at the archive's machine, and the officers with their keys."""

    state: Path
    said: list[str] = field(default_factory=list)

    async def recording(self, *words: object, fails: bool = False) -> str:
        """`ferndiagnose recording …`, and what it said."""
        status, said = await command("recording", *map(str, words), "--state", str(self.state))
        assert (status == 2) is fails, said
        self.said.append(said)
        return said

    async def ask(self, name: str, act: str, *words: object) -> Path:
        """A request, as a file."""
        file = self.state.parent / f"{name}.request"
        reason = ("--reason", "Complaint about a transfer", "--reference", "AZ 4711/26")
        await self.recording("ask", SESSION, "--for", act, *reason, *words, "--to", file)
        return file

    async def released(self, request: Path, *who: OfficerKey) -> list[Path]:
        """The releases of the officers, who agree, each by the command on the own machine."""
        made = []
        for key in who:
            file, _ = written(self.state.parent / "officer", key)
            made.append(_release_of(request, key))
            words = (request, "--key", file, "--archive", self.state / "public" / "archive.pub", "--to", made[-1])
            status, said = await command("officer", "release", *map(str, words), given=f"yes\n{PASSPHRASE}\n")
            assert status == 0, said
        return made

    def released_quickly(self, request: Path, *who: OfficerKey) -> list[Path]:
        """The same without a process for each."""
        made, asked = [], read(request.read_bytes(), ARCHIVE.verifying)
        for key in who or OFFICERS:
            made.append(_release_of(request, key))
            made[-1].write_bytes(release.make(asked, key, datetime.now(UTC), nobody_says, nobody_asks))
        return made

    @asynccontextmanager
    async def open(self, request: Path, releases: Sequence[Path]) -> AsyncIterator["Watching"]:
        """The viewer, with somebody at it."""
        words = ("recording", "open", request, *releases, "--state", self.state)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "ferndiagnose", *map(str, words), stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout
        try:
            async with asyncio.timeout(PATIENCE):
                while not (line := (await process.stdout.readline()).decode()).strip().startswith("http://"):
                    assert line, "it says why on standard error"
            address, _, ticket = line.strip().partition("#")
            async with ClientSession(address) as http:
                answer = await http.post("/enter", data=ticket)
                yield Watching(process, http, line.strip(), await answer.text())
        finally:
            await ended(process)


def _release_of(request: Path, key: OfficerKey) -> Path:
    return request.with_suffix(f".{key.card.group}.release")


@dataclass
class Watching:
    """Somebody with the page open, as far as a test needs it."""

    process: asyncio.subprocess.Process
    http: ClientSession
    address: str
    secret: str

    async def get(self, path: str) -> ClientResponse:
        return await self.http.get(path, headers={"Authorization": f"Bearer {self.secret}"})

    async def json(self, path: str) -> Any:
        return await (await self.get(path)).json()

    async def close(self) -> None:
        await self.http.post("/close", headers={"Authorization": f"Bearer {self.secret}"})
        await self.process.wait()
