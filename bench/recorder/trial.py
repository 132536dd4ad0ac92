"""One recorder process and so many customers for so long: what it used, and what of their pictures it stored."""

import asyncio
import secrets
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from bench.recorder.customer import Customer
from bench.recorder.desk import Desk, opened
from bench.recorder.reel import PICTURES, Reel
from peer.certificate import Certificate

OURS, NAIVE = "recorder", "bench.naive.recorder"
"""The programs."""
WARM_UP: Final = 3.0
"""Seconds before anything counts."""
LAST_WORD: Final = 5.0
"""Seconds for the answer to the last mark. The naive recorder has none."""
_STEPS: Final = 10
"""Groups of customers between two pictures, so that they do not send at once."""
_TOGETHER: Final = 4
"""Handshakes at once."""


@dataclass(frozen=True)
class Outcome:
    """What a trial measured."""

    sessions: int
    seconds: float
    cpu: float
    """Seconds of processor time of the recorder."""
    sender_cpu: float
    sent: int
    """Pictures."""
    stored: int
    refused: int
    """Marks answered with no, after the warm-up."""
    memory: float
    """MiB that each session added to the recorder."""

    @property
    def per_core(self) -> float:
        """Sessions that one core could record."""
        return self.sessions * self.seconds / self.cpu

    @property
    def share(self) -> float:
        """Of a core, for one session."""
        return 1 / self.per_core

    @property
    def lost(self) -> int:
        """Pictures."""
        return self.sent - self.stored


async def held(program: str, sessions: int, seconds: float, reel: Reel) -> Outcome:
    """The trial of this program."""
    with tempfile.TemporaryDirectory(prefix="bench-recorder-") as folder:
        state = Path(folder) / "state"
        async with opened(state) as desk:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", program, "--state", str(state),
                "--server", f"https://localhost:{desk.port}", "--ca", str(state / "tls" / "ca.pem"),
                stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            try:
                async with asyncio.timeout(CONNECTED_WITHIN):
                    await desk.came.wait()
                return await _record(psutil.Process(process.pid), desk, sessions, seconds, reel)
            finally:
                process.kill()
                await process.wait()


CONNECTED_WITHIN: Final = 30.0


async def _record(recorder: psutil.Process, desk: Desk, sessions: int, seconds: float, reel: Reel) -> Outcome:
    certificate = Certificate.generate()
    empty = recorder.memory_info().rss
    customers = [Customer(secrets.token_hex(16), desk, reel, certificate) for _ in range(sessions)]
    for first in range(0, sessions, _TOGETHER):
        await asyncio.gather(*(customer.connect() for customer in customers[first : first + _TOGETHER]))
    began = time.monotonic()
    await _send(customers, began, WARM_UP)
    refused, cpu, own = _refused(customers), _cpu(recorder), time.process_time()
    counted = time.monotonic()
    await _send(customers, began, WARM_UP + seconds)
    took, used, sender = time.monotonic() - counted, _cpu(recorder) - cpu, time.process_time() - own
    full = recorder.memory_info().rss
    refused = _refused(customers) - refused
    await _settle(customers)
    for customer in customers:
        await desk.end(customer.session)
    stored = sum(customer.stored.pictures for customer in customers if customer.stored)
    sent = sum(customer.sent for customer in customers)
    for customer in customers:
        await customer.close()
    memory = (full - empty) / sessions / 2**20
    return Outcome(sessions, took, used, sender, sent, stored, refused, memory)


async def _send(customers: list[Customer], began: float, until: float) -> None:
    """Everybody sends 30 pictures a second, a tenth of them at a time, and asks once a second what is stored."""
    step = round((time.monotonic() - began) * PICTURES * _STEPS) + 1
    while (now := time.monotonic() - began) < until:
        due = step / (PICTURES * _STEPS)
        if due > now:
            await asyncio.sleep(due - now)
        for customer in customers[step % _STEPS :: _STEPS]:
            customer.send(due)
            if customer.sent % PICTURES == 0:
                customer.ask()
        step += 1


async def _settle(customers: list[Customer]) -> None:
    """Until everything that was sent is stored, or the time for it is over."""
    until = time.monotonic() + LAST_WORD
    while time.monotonic() < until and any(not c.stored or c.stored.pictures < c.sent for c in customers):
        for customer in customers:
            customer.ask()
        await asyncio.sleep(1.0)


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _refused(customers: list[Customer]) -> int:
    return sum(customer.refused for customer in customers)
