"""What a real recorder leaves behind: on the disk, in a core dump, in swap, and when it is killed."""

import asyncio
import itertools
import os
import random
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import av
import pytest

from protocol import recording, wire
from protocol.grants import Grant
from protocol.peer_messages import RECORDING, Clicked, Mark, PeerMessage, RightChange, RightChanged
from sealing import segment, wrapping
from sealing.memory import swaps_to_disk
from tests.end_to_end.recorded import ARCHIVE, AUTHORITY, Customer, prepared, recorder, server, until_there
from tests.fakes import tls

pytestmark = pytest.mark.end_to_end
SESSION = "a" * 32
MAGIC = (b"\x1a\x45\xdf\xa3", b"matroska", b"V_MPEG4/ISO/AVC", b"S_TEXT/UTF8")
"""How a Matroska file begins, and what stands in it."""
TEXTS = (b"Agent asked for mouse and keyboard", b"Agent clicks", b" UTC")
KILLS, KILOBITS, LOST = 4, 20, timedelta(seconds=1)
"""Times that a recorder is killed, at most what its customer sends in a second, and at most what may be lost."""
PIECE, PIECES, COLOURFUL = 16, 300, 10
"""Bytes of a piece of the recording that is looked for, how many, and how many different bytes make one its own."""


def plaintext(folder: Path) -> bytes:
    """Everything that was written into a session's segments, as archive and officers together see it."""
    found = b""
    for number in sorted(int(path.stem) for path in folder.glob("*.sealed")):
        data = (folder / f"{number}.sealed").read_bytes()
        place = segment.place_of(data)
        if place:
            file = wrapping.read((folder / wrapping.file_name(place.stretch)).read_bytes())
            found += segment.unseal(data, ARCHIVE.data_key(file), place).data
    return found


def pieces(content: bytes) -> list[bytes]:
    """Pieces that stand in this recording and hardly anywhere else."""
    chance = random.Random(1)
    starts = (chance.randrange(len(content) - PIECE) for _ in range(PIECES))
    found = [content[at : at + PIECE] for at in starts]
    return [piece for piece in found if len(set(piece)) >= COLOURFUL]


def files(folder: Path, pid: int) -> Iterator[Path]:
    """Every file in the folder, and every one that the process holds open, deleted or not."""
    yield from (path for path in folder.rglob("*") if path.is_file())
    for opened in (Path("/proc") / str(pid) / "fd").iterdir():
        if stat.S_ISREG(opened.stat().st_mode):
            yield opened


def in_clear(folder: Path, pid: int, wanted: list[bytes]) -> list[str]:
    """What of `wanted` stands in which file."""
    return [f"{path}: {word!r}" for path in files(folder, pid) for word in wanted if word in path.read_bytes()]


def tell(customer: Customer, message: PeerMessage) -> None:
    assert customer._connection
    customer._connection.send(RECORDING, wire.encode(message))


@pytest.mark.promise("P20")
async def test_nothing_of_a_session_lies_on_the_disk_in_clear(tmp_path: Path) -> None:
    state, temporary = tmp_path / "state", tmp_path / "tmp"
    temporary.mkdir()
    spool = state / "spool" / SESSION
    async with server() as played, recorder(state, played.port, {"TMPDIR": str(temporary)}) as process:
        await played.hellos(1)
        customer = Customer(SESSION, played)
        await customer.connect()
        await customer.watch(50, 100)
        for _ in range(5):
            customer.noise()
            await asyncio.sleep(0.05)
        tell(customer, RightChanged(Grant.CONTROL, RightChange.ASKED))
        tell(customer, Clicked(0, 123, 77))
        await customer.watch(150)
        content = plaintext(spool)
        assert all(word in content for word in (*MAGIC, *TEXTS)), "this is what is looked for"
        wanted = [*MAGIC[1:], *TEXTS[:2], *pieces(content)]
        assert len(wanted) > PIECES / 2
        assert in_clear(tmp_path, process.pid, wanted) == []
        assert not [path for path in spool.glob("*.sealed") if MAGIC[0] in path.read_bytes()[:512]]
        await customer.end()
        await until_there(lambda: not list(spool.glob("*.sealed")))
        assert in_clear(tmp_path, process.pid, wanted) == []


def crashing(state: Path, port: int, folder: Path) -> subprocess.Popen[bytes]:
    """A recorder that may dump as much as it likes, into this folder."""
    program = [
        sys.executable, "-m", "recorder", "--state", str(state),
        "--server", f"https://localhost:{port}", "--ca", str(tls.folder(AUTHORITY) / "ca.pem"),
    ]  # fmt: skip
    unlimited = ["sh", "-c", 'ulimit -c unlimited; exec "$@"', "sh"]
    environ = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    with prepared(state) as log:
        return subprocess.Popen([*unlimited, *program], stderr=log, cwd=folder, env=environ)


@pytest.mark.promise("P20")
async def test_a_recorder_that_crashes_dumps_nothing_and_is_never_swapped(tmp_path: Path) -> None:
    state, folder = tmp_path / "state", tmp_path / "here"
    folder.mkdir()
    async with server() as played:
        process = crashing(state, played.port, folder)
        try:
            await played.hellos(1)
            customer = Customer(SESSION, played)
            await customer.connect()
            await customer.watch(50)
            about = Path("/proc") / str(process.pid)
            assert re.search(r"^Max core file size +0 +0 ", (about / "limits").read_text(), re.MULTILINE)
            if os.geteuid() == 0:
                assert unlocked(about) == []
            else:
                assert not swaps_to_disk()
        finally:
            os.kill(process.pid, signal.SIGABRT)
            _, status = await asyncio.to_thread(os.waitpid, process.pid, 0)
            process.returncode = -signal.SIGABRT
        assert os.WTERMSIG(status) == signal.SIGABRT
        assert not os.WCOREDUMP(status)
        assert list(folder.iterdir()) == []
        await customer.close()


def unlocked(about: Path) -> list[str]:
    """The parts of a process's memory that hold its data and may be swapped to a disk."""
    found, part = [], ""
    for line in (about / "smaps").read_text().splitlines():
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            part = line
        if line.startswith("VmFlags:") and " rw-p " in f" {part} " and "lo" not in line.split():
            found.append(part)
    return found


def recorded_until(folder: Path) -> datetime:
    """The moment up to which every picture that came is there, also when none came: the clock track says so."""
    manifest = recording.read((folder / "recording.json").read_bytes())
    with av.open(BytesIO(plaintext(folder))) as container:
        ends = [
            (packet.pts + (packet.duration or 0)) * packet.time_base
            for packet in container.demux()
            if packet.pts is not None and packet.time_base
        ]
    return manifest.segments[0].started_at + timedelta(seconds=float(max(ends)))


@pytest.mark.promise("P18")
async def test_a_recorder_that_is_killed_at_twenty_kilobits_loses_a_second_at_most(tmp_path: Path) -> None:
    """At times that nobody chose: streaming encryptors with large blocks lose fifteen seconds and more here."""
    state, chance = tmp_path / "state", random.Random()
    async with server() as played:
        for number in range(KILLS):
            session = f"{number:032x}"
            async with recorder(state, played.port) as process:
                await played.hellos(number + 1)
                customer = Customer(session, played)
                await customer.connect()
                await customer.watch(50)
                began, before = time.monotonic(), len(plaintext(state / "spool" / session))
                await changes_slowly(customer, until=began + 1.5 + chance.random())
                killed_at = datetime.now(UTC)
                process.kill()
                seconds = time.monotonic() - began
            await customer.close()
            folder = state / "spool" / session
            assert (len(plaintext(folder)) - before) * 8 / seconds < KILOBITS * 1000
            assert killed_at - recorded_until(folder) <= LOST


async def changes_slowly(customer: Customer, until: float) -> None:
    """A screen that changes five times a second, and a mark each second."""
    for step in itertools.count():
        if time.monotonic() >= until:
            return
        customer.show(60 + step % 20)
        if step % 5 == 0:
            tell(customer, Mark(1000 + step))
        await asyncio.sleep(0.2)
