"""The archive's rounds: what it does again and again, each with a time of its own, none waiting for another.

A round is done only while the time can be believed. Until the first rounds of all that deletes are done, nothing is
opened: after a restore, what is due goes before anybody can look at it.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from archive import enrolment, entering, epochs, reconciling, sweeping
from archive.settings import Settings
from archive.stock import Stock
from archive.watchman import Watchman
from ledger.copies import Copies

_AT_LEAST = 0.05
"""Seconds between two rounds."""


@dataclass(frozen=True)
class Round:
    """One thing that is done again and again."""

    name: str
    act: Callable[[datetime], None]
    every: float
    """Seconds."""
    next_at: Callable[[], datetime | None] = lambda: None
    """When it must be done next, if that is earlier."""
    before_opening: bool = False
    """Whether nothing may be opened before it was done once."""


class Rounds:
    """All rounds of one archive."""

    def __init__(self, stock: Stock, watchman: Watchman, copies: Copies, keyring: Path, settings: Settings) -> None:
        self._stock, self._watchman, self._copies, self._keyring = stock, watchman, copies, keyring
        self._abandoned_after = timedelta(seconds=settings.abandoned_after)
        self._failed_places: frozenset[str] = frozenset()
        cabinet, register = stock.cabinet, stock.register
        every = settings.sweep_every
        self.rounds = [
            Round("keys", self.keys, every, lambda: epochs.next_over(cabinet.names()), before_opening=True),
            Round("sweep", self.sweep, every, register.next_due, before_opening=True),
            Round("reconcile", self.reconcile, settings.reconcile_every, before_opening=True),
            Round("look", self.look, settings.look_every),
        ]
        self._checkpoint_every = settings.checkpoint_every
        self._retry_every = settings.look_every
        self._not_done = {one.name for one in self.rounds if one.before_opening}

    @property
    def done_once(self) -> bool:
        """Whether everything was done that must be done before a recording may be opened."""
        return not self._not_done

    def keys(self, now: datetime) -> None:
        """Destroys keys whose day has come; makes and publishes those of the days to come."""
        sweeping.destroy_epochs(self._stock, now)
        enrolment.publish(self._stock, self._keyring, now)

    def sweep(self, now: datetime) -> None:
        """Deletes what is due."""
        sweeping.sweep(self._stock, now)

    def reconcile(self, now: datetime) -> None:
        """Holds the register against the store."""
        reconciling.reconcile(self._stock, now, self._abandoned_after)

    def look(self, now: datetime) -> None:
        """Enters what is finished."""
        for session in entering.incoming(self._stock):
            with self._stock.going_on(session):
                if entering.is_finished(self._stock, session, now, self._abandoned_after):
                    reconciling.take_in(self._stock, session, now)

    def checkpoint(self, now: datetime) -> None:
        """Signs what was added to the ledger and copies that to the other places. At any time, believed or not."""
        self._stock.book.checkpoint(now)
        failed = self._copies.send(self._stock.book)
        for name in sorted(failed.keys() - self._failed_places):
            self._stock.log.fault(failed[name])
            self._stock.log.state(f"no checkpoint can be written to {name}")
        for name in sorted(self._failed_places - failed.keys()):
            self._stock.log.state(f"checkpoints are written to {name} again")
        self._failed_places = frozenset(failed)

    async def run(self, stop: asyncio.Event) -> None:
        """Until the archive stops; what was added last is signed then."""
        with ThreadPoolExecutor(len(self.rounds) + 1, thread_name_prefix="round") as threads:
            async with asyncio.TaskGroup() as group:
                for one in self.rounds:
                    group.create_task(self._repeat(one, threads, stop), name=one.name)
                group.create_task(self._checkpoints(threads, stop), name="checkpoints")
            await self._attempt(threads, self._checkpoint_now)

    async def _repeat(self, one: Round, threads: ThreadPoolExecutor, stop: asyncio.Event) -> None:
        while not stop.is_set():
            began = time.monotonic()
            if await self._attempt(threads, lambda: self._once(one)):
                pause = one.every
            else:
                pause = min(self._retry_every, one.every)
            await _wait(max(min(pause - (time.monotonic() - began), self._until(one)), _AT_LEAST), stop)

    async def _checkpoints(self, threads: ThreadPoolExecutor, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self._attempt(threads, self._checkpoint_now)
            await _wait(self._checkpoint_every, stop)

    def _checkpoint_now(self) -> bool:
        self.checkpoint(self._watchman.reading().wall)
        return True

    def _once(self, one: Round) -> bool:
        now = self._watchman.now()
        if now is None:
            return False
        one.act(now)
        self._not_done.discard(one.name)
        return True

    def _until(self, one: Round) -> float:
        try:
            at = one.next_at()
        except OSError:
            return one.every
        return (at - self._watchman.reading().wall).total_seconds() if at else one.every

    async def _attempt(self, threads: ThreadPoolExecutor, act: Callable[[], bool]) -> bool:
        with self._stock.going_on():  # the store or a database is gone, perhaps for a moment; or one round has a fault
            return await asyncio.get_running_loop().run_in_executor(threads, act)
        return False


async def _wait(seconds: float, stop: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
