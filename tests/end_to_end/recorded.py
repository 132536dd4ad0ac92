"""A real recorder in a process of its own, a server that the test plays, and a customer with a real encoder."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import IO

import av
from aiohttp import WSMsgType, web

from archive.opening.joining import Exported, join
from archive.opening.timeline import timeline
from archive.opening.window import Windows
from peer.certificate import Certificate
from peer.connection import Connection, ConnectionState
from peer.encoder import SharedEncoder
from peer.picture import Picture
from protocol import link, recording, wire
from protocol.link import Description, LinkMessage, Record, RecorderHello, Role, SessionChanged
from protocol.peer_messages import RECORDING, FromRecorder, Mark, NotStored, Stored
from protocol.recording import Manifest, ManifestUnreadable
from protocol.session import EndReason, State
from sealing import segment
from sealing.segment import Unsealed
from sealing.vault import MANIFEST
from sealing.wrapping import EpochKey
from tests.fakes import identities, tls
from tests.fakes.ending import ended
from tests.fakes.sealed import FakeArchive

PATIENCE = 20.0
"""Seconds; generous, because several suites may share a small machine."""
AUTHORITY = "recorded"
SIZE = (320, 240)
ARCHIVE = FakeArchive(datetime.now(UTC).date())
"""What the recorders of these tests seal to; its keys, and the officers', are at hand."""


class PlayedServer:
    """The signaling server as a recorder sees it."""

    def __init__(self) -> None:
        self.heard: list[LinkMessage] = []
        self.port = 0
        self._socket: web.WebSocketResponse | None = None
        self._changed = asyncio.Condition()

    async def recorder(self, request: web.Request) -> web.WebSocketResponse:
        self._socket = socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                async with self._changed:
                    self.heard.append(wire.from_recorder_program.read(frame.data))
                    self._changed.notify_all()
        return socket

    async def say(self, message: LinkMessage) -> None:
        assert self._socket
        await self._socket.send_str(wire.encode(message).decode())

    async def hang_up(self) -> None:
        assert self._socket
        await self._socket.close()

    async def until(self, holds: Callable[[list[LinkMessage]], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: holds(self.heard))

    async def hellos(self, count: int) -> None:
        """Until the recorder has come `count` times."""
        await self.until(lambda heard: sum(isinstance(one, RecorderHello) for one in heard) >= count)


@asynccontextmanager
async def server() -> AsyncIterator[PlayedServer]:
    played = PlayedServer()
    app = web.Application()
    app.router.add_get(link.RECORDER_PATH, played.recorder)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls.serving(AUTHORITY))
    await site.start()
    played.port = runner.addresses[0][1]
    try:
        yield played
    finally:
        await runner.cleanup()


def prepared(state: Path) -> IO[bytes]:
    """A state folder as server and archive leave it at their first start; the recorder's log."""
    state.mkdir(exist_ok=True)
    (state / "recorder.token").write_text("secret")
    identities.give_to_recorder(state)
    ARCHIVE.publish(state)
    return (state.parent / "recorder.log").open("ab")


@asynccontextmanager
async def recorder(
    state: Path, port: int, environ: Mapping[str, str] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    with prepared(state) as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "recorder", "--state", str(state),
            "--server", f"https://localhost:{port}", "--ca", str(tls.folder(AUTHORITY) / "ca.pem"),
            stderr=log, env={**os.environ, **(environ or {})},
        )  # fmt: skip
    try:
        yield process
    finally:
        await ended(process)


class Customer:
    """A customer's client, as far as a recorder meets it: it shows grey screens and sends marks."""

    def __init__(self, session: str, played: PlayedServer, size: tuple[int, int] = SIZE) -> None:
        self.session, self._server, self._size = session, played, size
        self.answers: list[FromRecorder] = []
        self._changed = asyncio.Event()
        self._encoder = SharedEncoder(asyncio.get_running_loop())
        self._connection: Connection | None = None
        self._attempt = self._mark = 0
        self._certificate = Certificate.generate()
        self._hung_up = asyncio.Event()

    async def connect(self) -> None:
        """A new offer to the recorder, until it is connected."""
        if self._connection:
            await self._connection.close()
        self._attempt += 1
        attempt, video = self._attempt, self._encoder.outgoing(governs=False)
        up, self._hung_up = asyncio.Event(), asyncio.Event()
        news = {ConnectionState.CONNECTED: up, ConnectionState.LOST: self._hung_up}

        def heard(state: ConnectionState) -> None:
            if state in news:
                news[state].set()

        self._connection = connection = Connection(
            certificate=self._certificate,
            channels=(RECORDING,),
            sends=video,
            on_state=heard,
            on_message=self._answered,
        )
        await self._server.say(Record(self.session))
        await self._server.say(Description(self.session, Role.CUSTOMER, attempt, "offer", await connection.offer()))
        await self._server.until(lambda heard: any(self._is_answer(one, attempt) for one in heard))
        (answer,) = [one for one in self._server.heard if self._is_answer(one, attempt)]
        assert isinstance(answer, Description)
        await connection.accept(answer.sdp)
        async with asyncio.timeout(PATIENCE):
            await up.wait()
        video.release()

    def show(self, grey: int) -> None:
        """The whole screen in one grey, from 0 to 255."""
        width, height = self._size
        picture = bytes([grey, grey, grey, 255]) * (width * height)
        self._encoder.submit(Picture.whole(width, height, picture, time.monotonic()))

    def noise(self) -> None:
        """A screen that cannot be compressed."""
        width, height = self._size
        self._encoder.submit(Picture.whole(width, height, os.urandom(width * height * 4), time.monotonic()))

    async def ask(self) -> FromRecorder:
        """Sends a mark; the answer to it."""
        assert self._connection
        before = len(self.answers)
        self._mark += 1
        self._connection.send(RECORDING, wire.encode(Mark(self._mark)))
        await self._until(lambda: len(self.answers) > before)
        return self.answers[-1]

    async def stored(self) -> Stored:
        """Asks until it is stored."""
        async with asyncio.timeout(PATIENCE):
            while not isinstance(answer := await self.ask(), Stored):  # noqa: ASYNC110  # as a customer's client does
                await asyncio.sleep(0.25)
        return answer

    async def not_stored(self) -> NotStored:
        """Asks, with pictures that need space, until it is not stored."""
        async with asyncio.timeout(PATIENCE):
            while not isinstance(answer := await self.ask(), NotStored):
                self.noise()
                await asyncio.sleep(0.1)
        return answer

    async def watch(self, *greys: int) -> Stored:
        """Shows screens one after the other, each stored before the next."""
        stored = Stored(0, 0, 0)
        for grey in greys:
            before = await self.ask()
            known = before.pictures if isinstance(before, Stored) else stored.pictures
            self.show(grey)
            async with asyncio.timeout(PATIENCE):
                while (stored := await self.stored()).pictures <= known:  # noqa: ASYNC110  # it is still being coded
                    await asyncio.sleep(0.02)
        return stored

    async def end(self) -> None:
        """The server says so; then the recorder hangs up."""
        await self._server.say(SessionChanged(self.session, State.ENDED, reason=EndReason.CUSTOMER))
        async with asyncio.timeout(PATIENCE):
            await self._hung_up.wait()
        await self.close()

    async def close(self) -> None:
        if self._connection:
            await self._connection.close()
        self._encoder.close()

    def _answered(self, _channel: str, data: bytes) -> None:
        self.answers.append(wire.from_recorder.read(data))
        self._changed.set()

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                self._changed.clear()
                await self._changed.wait()

    def _is_answer(self, message: LinkMessage, attempt: int) -> bool:
        return isinstance(message, Description) and (message.session, message.attempt) == (self.session, attempt)


def kept(state: Path, session: str) -> Path:
    """Where a recording lies once the recorder has done with it."""
    return state / "store" / "recordings" / session


def greys(file: Path | BytesIO) -> list[int]:
    """The greys that a player shows, rounded to tens, each once as long as it stays."""
    shown: list[int] = []
    with av.open(str(file) if isinstance(file, Path) else file) as container:
        for frame in container.decode(video=0):
            level = frame.reformat(format="rgb24").planes[0]
            grey = round(bytes(level)[0] / 10) * 10
            if not shown or shown[-1] != grey:
                shown.append(grey)
    return shown


def unsealed(folder: Path, number: int) -> BytesIO:
    """A segment that begins a take, as archive and officers together see it."""
    return BytesIO(ARCHIVE.unsealed(folder, number))


def manifest_in(folder: Path) -> Manifest | None:
    """The manifest of a recording, or `None` when there is none yet."""
    try:
        return recording.read((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, ManifestUnreadable):
        return None


def joined(folder: Path, to: Path, archive: FakeArchive = ARCHIVE) -> Exported:
    """The recording as one file, as archive and officers together export it."""
    manifest = manifest_in(folder)
    assert manifest
    time, keys = timeline(manifest), archive.data_keys(folder)

    def unsealed(number: int) -> Unsealed:
        data = (folder / f"{number}.sealed").read_bytes()
        place = segment.place_of(data)
        assert place
        return segment.unseal(data, keys[place.stretch], place)

    with to.open("wb") as file:

        def give(at: int, data: bytes) -> None:
            file.seek(at)
            file.write(data)

        return join(time, Windows(time, unsealed), give)


def joined_with_officers(state: Path, session: str, to: Path, officers: FakeArchive) -> None:
    """The recording of a real service as one file, with the keys of its archive and of these officers together."""
    archive = FakeArchive(data_protection=officers.data_protection, security=officers.security)
    for key in (state / "archive" / "keys").glob("*.key"):
        archive.epochs[date.fromisoformat(key.stem)] = EpochKey.from_secret(key.read_bytes())
    joined(kept(state, session), to, archive)


async def until_there(holds: Callable[[], bool]) -> None:
    """Until something is so on the disk."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  # another process writes it; there is no event to wait for
            await asyncio.sleep(0.05)


async def until_entered(state: Path, session: str) -> None:
    """Until the whole of a recording is in the store, and the archive has entered it."""
    await until_there((kept(state, session) / "recording.json").exists)
    await until_there(lambda: not (state / "store" / "incoming" / session).exists())
