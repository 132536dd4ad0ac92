"""Small programs that tell the test when they start, and end as the test tells them."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ferndiagnose.supervisor import Program

_CALLS_HOME = """
import signal, socket, sys
port, name, stubborn = int(sys.argv[1]), sys.argv[2], sys.argv[3] == "True"
signal.signal(signal.SIGTERM, signal.SIG_IGN if stubborn else signal.SIG_DFL)
home = socket.create_connection(("127.0.0.1", port))
home.sendall(name.encode() + b"\\n")
sys.exit(home.recv(1)[0])
"""


@dataclass
class Running:
    """One running program, seen from the test."""

    name: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def end(self, status: int) -> None:
        self.writer.write(bytes([status]))

    async def gone(self) -> None:
        """Returns when its process is gone, however it went."""
        try:
            await self.reader.read()
        except ConnectionResetError:
            return


class Home:
    """Where the programs report."""

    def __init__(self) -> None:
        self.started: asyncio.Queue[Running] = asyncio.Queue()
        self.port = 0
        self.met: list[Running] = []

    def program(self, name: str, *, stubborn: bool = False) -> Program:
        return Program(name, (sys.executable, "-S", "-c", _CALLS_HOME, str(self.port), name, str(stubborn)))

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name = (await reader.readline()).decode().strip()
        self.met.append(Running(name, reader, writer))
        await self.started.put(self.met[-1])


@asynccontextmanager
async def home() -> AsyncIterator[Home]:
    place = Home()
    server = await asyncio.start_server(place._met, "127.0.0.1", 0)
    place.port = server.sockets[0].getsockname()[1]
    try:
        yield place
    finally:
        server.close()
        for running in place.met:
            running.writer.close()
            with contextlib.suppress(ConnectionError):
                await running.writer.wait_closed()
        await server.wait_closed()
