import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from archive import entering
from archive.rounds import Rounds
from archive.settings import Settings
from archive.watchman import Watchman
from ledger.archive_facts import EpochDestroyed, RecordingDeleted
from ledger.copies import Copies
from tests.fakes.archive_clock import ArchiveClock
from tests.fakes.archived import NOON, OTHER, SESSION, Archived
from tests.fakes.memory_store import MemoryStore
from tests.fakes.waiting import until

DAY = timedelta(days=1)
NEVER = 3600.0
SOON = 0.01


class Kept:
    """An archive's rounds over a stock in memory, by a clock that is told to go on."""

    def __init__(self, folder: Path, **settings: float) -> None:
        self.archived, self.clock, self.place = Archived(folder), ArchiveClock(), MemoryStore()
        stock = self.archived.stock
        self.watchman = Watchman(folder / "clock.json", stock.book, stock.log, self.clock)
        seldom = {"look_every": NEVER, "sweep_every": NEVER, "reconcile_every": NEVER, "checkpoint_every": NEVER}
        every = Settings(folder, **{**seldom, **settings})
        self.keyring = folder / "keyring.json"
        self.rounds = Rounds(stock, self.watchman, Copies({"place": self.place}), self.keyring, every)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.rounds.run(stop), name="rounds")
            try:
                yield
            finally:
                stop.set()


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def test_what_is_brought_is_entered(kept: Kept) -> None:
    kept.archived.bring()
    kept.archived.bring(OTHER, ended=None)
    kept.rounds.look(NOON)
    assert kept.archived.stock.register.of(SESSION)
    assert kept.archived.stock.register.of(OTHER) is None
    assert entering.incoming(kept.archived.stock) == [OTHER]


@pytest.mark.promise("P19")
def test_one_that_cannot_be_read_does_not_keep_the_others(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.archived.bring()
    kept.archived.bring(OTHER)
    really_get = kept.archived.store.get

    def torn(name: str) -> bytes:
        if SESSION in name:
            raise RuntimeError("nobody expected this")
        return really_get(name)

    monkeypatch.setattr(kept.archived.store, "get", torn)
    kept.rounds.look(NOON)
    assert kept.archived.stock.register.of(OTHER)


def test_checkpoints_reach_the_other_place_and_a_place_that_is_gone_is_told_once(
    kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    kept.rounds.keys(NOON)
    kept.place.fails = OSError("gone")
    for _ in range(2):
        kept.rounds.checkpoint(NOON)
    assert caplog.text.count("no checkpoint can be written to place") == 1
    kept.place.fails = None
    kept.rounds.checkpoint(NOON)
    assert "written to place again" in caplog.text
    assert len(kept.place.names("ledger")) == 1


@pytest.mark.promise("P19")
async def test_at_a_start_everything_that_is_due_goes_before_anything_may_be_opened(kept: Kept) -> None:
    kept.archived.bring()
    kept.rounds.look(NOON)
    for session in kept.archived.stock.register.objects():
        kept.archived.stock.register.remove(session)  # as in a backup that is older than the recording
    kept.clock.off_for(95 * DAY)
    assert not kept.rounds.done_once
    async with kept.running():
        await until(lambda: kept.rounds.done_once)
        assert kept.archived.names() == set()
        assert "2026-11-23" not in kept.archived.stock.cabinet.names()
        assert len(kept.archived.told(RecordingDeleted)) == 1
        assert len(kept.archived.told(EpochDestroyed)) == 1


@pytest.mark.promise("P19")
async def test_as_long_as_the_store_is_gone_nothing_may_be_opened_but_keys_are_destroyed(tmp_path: Path) -> None:
    kept = Kept(tmp_path, look_every=SOON)
    kept.rounds.keys(NOON)
    kept.archived.store.fails = OSError("gone")
    kept.clock.off_for(95 * DAY)
    async with kept.running():
        await until(lambda: len(kept.archived.told(EpochDestroyed)) == 5)
        assert not kept.rounds.done_once
        kept.archived.store.fails = None
        await until(lambda: kept.rounds.done_once)


@pytest.mark.promise("P19")
async def test_what_is_due_is_deleted_at_its_time_not_at_the_next_round(kept: Kept) -> None:
    kept.archived.bring()
    kept.rounds.look(NOON)
    kept.clock.pass_by(90 * DAY - timedelta(seconds=0.2))
    async with kept.running():
        await until(lambda: kept.rounds.done_once)
        assert kept.archived.names()
        kept.clock.pass_by(timedelta(seconds=0.2))
        await until(lambda: not kept.archived.names())


@pytest.mark.promise("P19")
async def test_while_the_clock_cannot_be_believed_nothing_is_deleted_destroyed_or_entered(tmp_path: Path) -> None:
    kept = Kept(tmp_path, look_every=SOON, sweep_every=SOON)
    kept.archived.bring()
    kept.rounds.look(NOON)
    kept.watchman.now()
    kept.archived.bring(OTHER)
    kept.clock.leap(100 * DAY)
    asked = 0

    def counted(clock: Callable[[], object]) -> object:
        nonlocal asked
        asked += 1
        return clock()

    kept.watchman._read = lambda: counted(kept.clock)  # type: ignore[assignment,return-value]  # counts the looks
    async with kept.running():
        await until(lambda: asked > 20)
        assert kept.archived.seen()
        assert kept.archived.stock.register.of(OTHER) is None
        assert not kept.rounds.done_once
        kept.watchman.confirm()
        await until(lambda: not kept.archived.names())


@pytest.mark.promise("P19")
async def test_a_fault_in_one_round_keeps_the_others_going(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(tmp_path, look_every=SOON)
    kept.archived.bring()
    kept.rounds.look(NOON)
    kept.clock.off_for(90 * DAY)

    def broken(*_: object) -> None:
        raise RuntimeError("nobody expected this")

    monkeypatch.setattr("archive.enrolment.publish", broken)
    async with kept.running():
        await until(lambda: not kept.archived.names())
    assert not kept.rounds.done_once


async def test_what_was_added_last_is_signed_at_the_stop(kept: Kept) -> None:
    async with kept.running():
        await until(lambda: kept.rounds.done_once)
    checkpoint = next(kept.archived.stock.book.checkpoints())
    assert checkpoint.size == kept.archived.stock.book.size
    assert kept.place.names("ledger")[-1] == checkpoint.name
