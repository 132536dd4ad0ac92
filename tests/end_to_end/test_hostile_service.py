"""Hostile programs at the real server, recorder and archive: what they cost, and who else notices."""

import asyncio
import os
import socket
from collections import deque
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path
from random import Random

import msgspec
import psutil
import pytest

from archive import control
from archive.opening.door import AskHeld, Held
from bench.hostile.doors import DOORS
from bench.hostile.examples import damaged
from protocol import link, wire
from protocol.link import Description, Record, Role
from tests.end_to_end.recorded import Customer, kept, manifest_in, recorder, server, until_there
from tests.end_to_end.service import Service, agent, new_key, serving
from tests.fakes.link_client import LinkClient

pytestmark = pytest.mark.end_to_end

GROWS_AT_MOST = 40 * 2**20
"""Bytes, of a program. Python does not give back all that it had."""
MANY = 20
PATHS = (link.CUSTOMER_PATH, link.AGENT_PATH, link.RECORDER_PATH)


@asynccontextmanager
async def stays_small(program: psutil.Process) -> AsyncIterator[None]:
    """The program is there afterwards, and has hardly grown."""
    before = program.memory_info().rss
    yield
    assert program.is_running()
    assert program.memory_info().rss - before <= GROWS_AT_MOST


def frame(kind: int, content: bytes, *, masked: bool = True, says: int | None = None) -> bytes:
    """A WebSocket frame (RFC 6455, 5.2), perhaps not a right one. `says`: what it claims its length to be."""
    length = len(content) if says is None else says
    head = bytes((kind, (128 if masked else 0) | 127)) + length.to_bytes(8)
    return head + (bytes(4) if masked else b"") + content


def websocket_nonsense(chance: Random) -> list[bytes]:
    """What one hostile program says on its WebSocket, frame by frame."""
    return chance.choice(
        [
            [frame(0x81, b'{"type":"end-session"}', masked=False)],
            [frame(0x81, b"x" * 100, says=2**63)],
            [frame(0x01, b"x" * 4000)] + [frame(0x00, b"x" * 4000) for _ in range(40)],
            [frame(0x89, b"ping") for _ in range(2000)],
            [frame(0x8F, b"no such kind"), frame(0xF1, b"reserved bits")],
            [frame(0x88, b"\x03")],
            [frame(0x81, b"\xff\xfe")],
            [frame(0x82, damaged(wire.encode(link.ClaimKey("4819203")), chance)) for _ in range(300)],
            [chance.randbytes(3000)],
            [frame(0x81, b"[" * 60_000)],
        ]
    )


async def hostile_link(service: Service, path: str, chance: Random) -> None:
    """One hostile program, from its WebSocket on until it is hung up on, or has nothing more to say."""
    port = int(service.address.rpartition(":")[2])
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nOrigin: {service.address}\r\nUpgrade: websocket\r\n"
    head += "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    with suppress(OSError, TimeoutError, asyncio.IncompleteReadError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=service.tls, server_hostname="localhost")
        try:
            writer.write(head.encode())
            assert b" 101 " in await reader.readline()
            for said in websocket_nonsense(chance):
                writer.write(said)
                await writer.drain()
            async with asyncio.timeout(0.5):
                while await reader.read(65_536):
                    pass
        finally:
            writer.transport.abort()


@pytest.mark.promise("P05")
async def test_programs_that_speak_nonsense_cost_their_links_and_nobody_elses(tmp_path: Path) -> None:
    async with serving(tmp_path) as service, agent(service) as line, service.browser() as http:
        programs = service.programs()
        async with stays_small(programs["signaling"]), stays_small(programs["archive"]):
            async with asyncio.TaskGroup() as tasks:
                for number in range(MANY):
                    said = hostile_link(service, PATHS[number % 3], Random(number))
                    tasks.create_task(said, name=f"hostile {number}")
            await asyncio.to_thread(hostile_commands, service.state / "archive", Random(3))
            opened = await new_key(line)
            async with http.ws_connect(link.CUSTOMER_PATH, origin=service.address) as socket_:
                customer = LinkClient(socket_, wire.to_customer_program)
                await customer.say(link.ClaimKey(opened.key))
                await customer.expect(link.Claimed)
            await until_there(lambda: answers(service.state / "archive"))
        assert service.programs() == programs


def hostile_commands(folder: Path, chance: Random) -> None:
    """Nonsense at the archive's socket, each on a connection of its own, of which fifty stay open."""
    right = msgspec.json.encode(AskHeld("0" * 32))
    said = [damaged(right, chance).replace(b"\n", b"") + b"\n" for _ in range(200)]
    said += [b"x" * 6_000_000 for _ in range(12)]
    with ExitStack() as stay:
        lines: deque[socket.socket] = deque()
        for content in said:
            line = stay.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
            line.settimeout(0.05)
            with control._short_name(folder) as name, suppress(OSError):
                line.connect(name)
                line.sendall(content)
            lines.append(line)
            if len(lines) > 50:
                lines.popleft().close()


def answers(folder: Path) -> bool:
    try:
        control.ask(folder, AskHeld("0" * 32), Held)
    except control.Refused as refused:
        return "no recording" in str(refused)
    except control.NotRunning:
        return False
    return False


@pytest.mark.promise("P18")
async def test_a_hostile_customer_costs_the_recorder_its_own_line_and_the_others_are_stored(tmp_path: Path) -> None:
    state, chance = tmp_path / "state", Random(8)
    offers = next(door for door in DOORS if door.name == "description")
    async with server() as played, recorder(state, played.port) as process:
        await played.hellos(1)
        good, hostile = Customer("1" * 32, played), Customer("2" * 32, played)
        await good.connect()
        await good.watch(50)
        async with stays_small(psutil.Process(process.pid)):
            await played.say(Record("3" * 32))
            for attempt in range(1, 120):
                sdp = offers.sample(chance).decode("utf-8", "replace")[:30_000] or "v=0"
                await played.say(Description("3" * 32, Role.CUSTOMER, attempt, "offer", sdp))
            for _ in range(3):
                await hostile.connect()
                assert hostile._connection
                pc = hostile._connection._pc
                (dtls,) = pc._RTCPeerConnection__dtlsTransports  # type: ignore[attr-defined]
                with suppress(ConnectionError):
                    for number in range(150):
                        await dtls._send_data(chance.randbytes(chance.randint(1, 1000)))
                        await dtls._send_rtp(b"\x80\xe2" + number.to_bytes(2) + bytes(8) + os.urandom(60))
                        hostile._connection.send("recording", os.urandom(100))
                assert await good.watch(100, 150)
        await good.end()
        await hostile.close()
        await until_there(lambda: bool((found := manifest_in(kept(state, "1" * 32))) and found.ended_at))
    manifest = manifest_in(kept(state, "1" * 32))
    assert manifest
    assert manifest.gaps == ()
