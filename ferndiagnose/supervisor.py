"""Runs programs as processes: starts them in order, starts them again, stops them in reverse order.

No child outlives us: each has its own process group, and the kernel ends it when we die without warning (Linux).
"""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from itertools import groupby

from ferndiagnose.problems import CannotServe
from ferndiagnose.restarts import History, pause
from logs import Dialogue

STOPS_WITHIN = 1.5
"""Seconds that a program has to stop by itself. Archive, server and recorders together stay below five seconds."""
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Program:
    """A name for people, and the command that runs it. Of several with the same command, none needs another."""

    name: str
    command: tuple[str, ...]


class Keeper:
    """Keeps one program running until it is told to stop."""

    def __init__(self, program: Program, dialogue: Dialogue) -> None:
        self.program, self._dialogue = program, dialogue
        self._process: Process | None = None
        self._stopping = asyncio.Event()

    async def start(self) -> None:
        """Starts the process; raises `OSError` when that is not possible."""
        self._process = await asyncio.create_subprocess_exec(
            *self.program.command,
            stdin=asyncio.subprocess.DEVNULL,
            process_group=0,  # Ctrl+C reaches us alone, and we stop the programs in order
            preexec_fn=_end_with(os.getpid()),
        )
        self._dialogue.state(f"{self.program.name} started")

    async def keep(self) -> None:
        """Returns after `stop`. Raises `CannotServe` when another start would be of no use."""
        history, clock = History(), asyncio.get_running_loop()
        while (process := self._process) and not self._stopping.is_set():
            started = clock.time()
            status = await process.wait()
            if self._stopping.is_set():
                return
            history = history.ended(clock.time() - started)
            self._dialogue.state(f"{self.program.name} ended with status {status}")
            seconds = pause(history, status)
            if seconds is None:
                raise CannotServe(f"{self.program.name} cannot run with these settings; what it wrote above says why.")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), seconds)
                return
            try:
                await self.start()
            except OSError as fault:  # no memory or no process left at this moment: the next round tries again
                self._dialogue.fault(fault)

    async def stop(self) -> None:
        """Asks the program to stop, and after a while ends it, with everything it started."""
        self._stopping.set()
        process, self._process = self._process, None
        if process is None:
            return
        _signal_group(process, signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOPS_WITHIN)
        except TimeoutError:
            self._dialogue.state(f"{self.program.name} did not stop by itself")
        _signal_group(process, signal.SIGKILL)  # nothing it started stays
        await process.wait()


async def run(
    programs: Sequence[Program],
    dialogue: Dialogue,
    ready: Callable[[], Coroutine[None, None, None]],
    stop: asyncio.Event,
) -> None:
    """Runs the programs, waits for `ready`, and stops them all when `stop` is set or one cannot run.

    Raises `CannotServe` in the latter case.
    """
    keepers = [Keeper(program, dialogue) for program in programs]
    try:
        async with asyncio.TaskGroup() as tasks:
            for keeper, program in zip(keepers, programs, strict=True):
                await keeper.start()
                tasks.create_task(keeper.keep(), name=f"keep {program.name}")
            getting_ready = tasks.create_task(ready(), name="ready")
            await stop.wait()
            getting_ready.cancel()
            await _stop_all(keepers)
    except* CannotServe as problems:
        raise CannotServe(str(problems.exceptions[0])) from None
    finally:
        await _stop_all(keepers)


async def _stop_all(keepers: Sequence[Keeper]) -> None:
    """In reverse order; those with the same command at once."""
    for _, alike in groupby(reversed(keepers), lambda keeper: keeper.program.command):
        async with asyncio.TaskGroup() as group:
            for keeper in alike:
                group.create_task(keeper.stop(), name=f"stop {keeper.program.name}")


def _signal_group(process: Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS says EPERM for a group that is gone
        os.killpg(process.pid, number)


def _end_with(parent: int) -> Callable[[], None] | None:
    """What the child does before it runs its program: it asks the kernel to be stopped when its parent dies."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)

    def ask() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask
