import asyncio
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger import entries, server_facts
from ledger.book import Book
from ledger.rows import SqliteRows
from ledger.verify import verify
from logs import Dialogue
from protocol.problems import DatabaseUnavailable
from signaling.problems import CannotStart
from signaling.scribe import CHECKPOINT_EVERY, Scribe, opened
from signaling.settings import Settings
from tests.fakes.clock import FakeClock
from tests.fakes.ledgers import KEY
from tests.fakes.memory_rows import MemoryRows

LOG = Dialogue("test")


class CountingRows(MemoryRows):
    """Rows that remember how often something was written."""

    times = 0

    def append(self, rows: object) -> None:
        super().append(rows)  # type: ignore[arg-type]  # as it was called
        self.times += 1


def fact(scribe: Scribe, account: int = 1) -> server_facts.SignedIn:
    return server_facts.SignedIn(at=scribe.now(), account=account)


async def test_what_comes_at_once_is_written_together_and_in_order() -> None:
    rows = CountingRows()
    scribe = Scribe(Book(rows, KEY), {}, FakeClock(), LOG)
    async with asyncio.TaskGroup() as tasks:
        for account in range(50):
            tasks.create_task(scribe.write(fact(scribe, account)), name="fact")
    written = [entries.read(row.entry) for row in rows.rows]
    assert [one.account for one in written if isinstance(one, server_facts.SignedIn)] == list(range(50))
    assert rows.times <= 3


async def test_without_a_ledger_nothing_may_happen() -> None:
    rows = MemoryRows()
    scribe = Scribe(Book(rows, KEY), {}, FakeClock(), LOG)
    rows.is_gone = True
    with pytest.raises(DatabaseUnavailable):
        await scribe.write(fact(scribe))
    rows.is_gone = False
    await scribe.write(fact(scribe))
    assert len(rows.rows) == 1


async def test_who_is_gone_while_it_is_written_keeps_nobody_waiting() -> None:
    rows = MemoryRows()
    scribe = Scribe(Book(rows, KEY), {}, FakeClock(), LOG)
    async with asyncio.TaskGroup() as tasks:
        leaving = tasks.create_task(scribe.write(fact(scribe, 1)), name="leaving")
        staying = tasks.create_task(scribe.write(fact(scribe, 2)), name="staying")
        await asyncio.sleep(0)
        leaving.cancel()
        await staying
    assert len(rows.rows) == 2


async def test_once_a_minute_what_was_added_is_signed_and_copied(tmp_path: Path) -> None:
    clock, place = FakeClock(), tmp_path / "elsewhere"
    settings = Settings(state=str(tmp_path / "state"), checkpoints=str(place))
    place.mkdir()
    with opened(settings, clock, LOG) as scribe:
        await scribe.write(fact(scribe))
        await scribe.checkpoint()
        assert not list(place.rglob("*.json"))
        clock.advance(CHECKPOINT_EVERY)
        await scribe.checkpoint()
        (copied,) = place.rglob("*.json")
    rows = SqliteRows(settings.ledger / "ledger.sqlite", read_only=True)
    key = Ed25519PublicKey.from_public_bytes(msgspec.json.decode(settings.verifying.read_bytes(), type=bytes))
    here, there = list(rows.checkpoints()), {"elsewhere": [copied.read_bytes()]}
    assert verify(rows.read(), here, there, key, datetime.fromtimestamp(clock(), UTC)) == []


async def test_a_place_that_is_gone_is_said_and_does_not_stop_the_server(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    settings = Settings(state=str(tmp_path / "state"), checkpoints=str(tmp_path / "gone"))
    with opened(settings, FakeClock(), LOG) as scribe:
        await scribe.write(fact(scribe))
        await scribe.sign()
    assert "no checkpoint can be written" in caplog.text


def test_a_ledger_whose_key_was_exchanged_is_not_continued(tmp_path: Path) -> None:
    settings = Settings(state=str(tmp_path))
    with opened(settings, FakeClock(), LOG):
        pass
    (settings.ledger / "signing.key").unlink()
    with pytest.raises(CannotStart, match="does not belong"), opened(settings, FakeClock(), LOG):
        pass
