from datetime import timedelta
from pathlib import Path

import pytest

from archive.watchman import Watchman
from ledger.archive_facts import ClockConfirmed, ClockJumped
from ledger.book import Book
from ledger.facts import LedgerBegun
from logs import Dialogue
from tests.fakes.archive_clock import ArchiveClock
from tests.fakes.ledgers import KEY, NOON
from tests.fakes.memory_rows import MemoryRows

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Watched:
    """A watchman who can be sent home and called again, with his clocks and the ledger."""

    def __init__(self, folder: Path) -> None:
        self.path, self.clock, self.rows = folder / "clock.json", ArchiveClock(NOON), MemoryRows()
        self.again()

    def again(self) -> None:
        """As after a restart."""
        self.book = Book(self.rows, KEY)
        self.watchman = Watchman(self.path, self.book, Dialogue("test"), self.clock)


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def test_a_time_that_can_be_believed_is_told(watched: Watched) -> None:
    for _ in range(3):
        assert watched.watchman.now() == watched.clock.wall
        watched.clock.pass_by(HOUR)
    assert watched.watchman.jump is None


@pytest.mark.promise("P19")
@pytest.mark.parametrize("leap", [DAY * 100, -DAY])
def test_after_a_leap_nobody_is_told_a_time_and_the_ledger_knows_once(
    watched: Watched, leap: timedelta, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    watched.watchman.now()
    watched.clock.leap(leap)
    assert watched.watchman.now() is None
    assert watched.watchman.now() is None
    assert watched.watchman.jump
    (jumped,) = watched.book.of_kinds(ClockJumped)
    assert jumped.entry == ClockJumped(at=watched.clock.wall, seconds=round(leap.total_seconds()), restarted=False)
    assert caplog.text.count("CLOCK JUMPED") == 1


@pytest.mark.promise("P19")
def test_a_leap_is_not_forgotten_over_a_restart_though_the_clock_went_back(watched: Watched) -> None:
    watched.watchman.now()
    watched.clock.leap(DAY)
    watched.watchman.now()
    watched.clock.leap(-DAY)
    watched.again()
    assert watched.watchman.now() is None
    assert len(watched.book.of_kinds(ClockJumped)) == 1


def test_a_leap_while_the_archive_was_off_is_seen_at_the_start(watched: Watched) -> None:
    watched.watchman.now()
    watched.clock.leap(-DAY)
    watched.again()
    assert watched.watchman.now() is None
    (jumped,) = watched.book.of_kinds(ClockJumped)
    assert isinstance(jumped.entry, ClockJumped)
    assert jumped.entry.restarted


@pytest.mark.promise("P19")
def test_ten_days_off_are_no_leap(watched: Watched) -> None:
    watched.watchman.now()
    watched.clock.off_for(10 * DAY)
    watched.again()
    assert watched.watchman.now() == watched.clock.wall


def test_a_time_that_somebody_confirmed_is_believed_again(watched: Watched) -> None:
    watched.watchman.now()
    watched.clock.leap(-DAY)
    assert watched.watchman.now() is None
    assert watched.watchman.confirm() == watched.clock.wall
    assert watched.watchman.now() == watched.clock.wall
    watched.again()
    assert watched.watchman.now() == watched.clock.wall
    assert [one.entry for one in watched.book.of_kinds(ClockConfirmed)] == [ClockConfirmed(at=watched.clock.wall)]


def test_who_removes_what_was_remembered_meets_the_ledger(watched: Watched) -> None:
    watched.watchman.now()
    watched.book.append(LedgerBegun(at=NOON))
    watched.path.unlink()
    watched.clock.leap(-DAY)
    watched.again()
    assert watched.watchman.now() is None


def test_what_was_remembered_and_cannot_be_read_is_made_anew_from_the_ledger(watched: Watched) -> None:
    watched.book.append(LedgerBegun(at=NOON))
    watched.path.write_bytes(b"{\xb0")
    watched.again()
    assert watched.watchman.now() == NOON


def test_without_a_ledger_a_leap_still_stops_everything_and_is_told_later(watched: Watched) -> None:
    watched.watchman.now()
    watched.clock.leap(DAY)
    watched.rows.is_gone = True
    for _ in range(2):
        with pytest.raises(OSError, match="gone"):
            watched.watchman.now()
    assert watched.watchman.jump
    watched.rows.is_gone = False
    assert watched.watchman.now() is None
    assert len(watched.book.of_kinds(ClockJumped)) == 1


def test_the_newest_time_is_on_the_disk_within_half_a_minute(watched: Watched) -> None:
    watched.watchman.now()
    first = watched.path.read_bytes()
    watched.clock.pass_by(timedelta(seconds=29))
    watched.watchman.now()
    assert watched.path.read_bytes() == first
    watched.clock.pass_by(timedelta(seconds=1))
    watched.watchman.now()
    assert watched.path.read_bytes() != first


@pytest.mark.promise("P19")
def test_a_full_disk_keeps_nothing_from_being_deleted_and_a_leap_is_seen_all_the_same(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("archive.watchman.write_whole", full)
    assert watched.watchman.now() == NOON
    watched.clock.leap(DAY)
    assert watched.watchman.now() is None
