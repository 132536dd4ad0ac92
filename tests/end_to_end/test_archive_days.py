"""Ninety days of a real archive, with a clock that is set: what is kept, what goes, and what no backup brings back."""

import asyncio
import shutil
import sys
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from archive import certificates
from ledger.archive_facts import Cause, ClockConfirmed, ClockJumped, EpochDestroyed, RecordingDeleted
from tests.end_to_end.archive_program import (
    DAY,
    PICTURE,
    SESSION,
    Kept,
    opens,
    running,
    status,
    until,
)

pytestmark = pytest.mark.end_to_end

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
LATE = 15 * MINUTE


async def entered(kept: Kept) -> None:
    """Until the archive has the recording."""
    await until(lambda: not (kept.folders.store / "incoming" / SESSION).exists())
    await opens(kept)


def deleted(kept: Kept) -> RecordingDeleted:
    (certificate,) = kept.told(RecordingDeleted)
    assert isinstance(certificate, RecordingDeleted)
    return certificate


@pytest.mark.promise("P19")
async def test_a_recording_is_whole_at_89_days_23_hours_and_gone_at_90_days_16_minutes(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "state")
    async with running(kept):
        await entered(kept)
    due = kept.began + 90 * DAY
    kept.machine_was_off()
    async with running(kept, 89 * DAY + 23 * HOUR):
        await opens(kept)
        assert kept.seen() == PICTURE
    kept.machine_was_off()
    async with running(kept, 90 * DAY - 4 * SECOND):
        await until(lambda: not kept.objects)
    certificate = deleted(kept)
    assert certificate.due_at == due
    assert due <= certificate.at <= due + LATE
    kept.machine_was_off()
    async with running(kept, 90 * DAY + 16 * MINUTE):
        await opens(kept)
        assert kept.objects == []
        assert kept.seen() is None
    proof = kept.certificate()
    assert proof.checkpoint
    assert certificates.check(certificates.encode(proof), kept.public_key()) == certificate


@pytest.mark.promise("P19")
async def test_a_server_that_was_off_for_ten_days_deletes_what_became_due_before_it_opens_anything(
    tmp_path: Path,
) -> None:
    kept = Kept(tmp_path / "state")
    async with running(kept):
        await entered(kept)
    backup = kept.backup(tmp_path / "backup")
    shutil.rmtree(backup.folders.own / "keys")
    kept.machine_was_off()
    async with running(kept, 85 * DAY):
        await opens(kept)
        assert kept.seen() == PICTURE
    kept.machine_was_off()
    async with running(kept, 95 * DAY):
        await opens(kept)
        assert kept.objects == []
        assert kept.folders.own.joinpath("keys", f"{kept.began.date()}.key").exists() is False
    assert deleted(kept).cause is Cause.DUE
    assert f"{kept.began.date()}" in {one.epoch for one in kept.told(EpochDestroyed) if isinstance(one, EpochDestroyed)}
    # A backup of store and state as backup tools make it, that is without the keys, is noise, on day 91 and ever after.
    assert backup.objects
    assert backup.seen() is None


@pytest.mark.promise("P19")
async def test_a_whole_backup_of_day_10_restored_on_day_95_is_destroyed_before_it_serves(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "state")
    async with running(kept) as process:
        await entered(kept)
        assert psutil.Process(process.pid).net_connections("inet") == []  # its only door is a file
    kept.machine_was_off()
    async with running(kept, 10 * DAY):
        await opens(kept)
    restored = kept.backup(tmp_path / "restored" / "state")
    # Whoever copies the keys, against all advice, can read the copy for ever: no program here can destroy what it
    # does not have. What the archive itself starts on is gone before anybody can ask for it.
    assert restored.seen() == PICTURE
    restored.machine_was_off()
    async with running(restored, 95 * DAY):
        await opens(restored)
        assert restored.objects == []
        assert restored.seen() is None
    assert deleted(restored).due_at == kept.began + 90 * DAY
    assert any(
        isinstance(one, EpochDestroyed) and one.epoch == f"{kept.began.date()}" for one in restored.told(EpochDestroyed)
    )


@pytest.mark.promise("P19")
async def test_when_the_clock_leaps_nothing_is_deleted_until_the_operator_has_confirmed_it(tmp_path: Path) -> None:
    kept, clock = Kept(tmp_path / "state"), tmp_path / "clock"
    _set(clock, timedelta())
    async with running(kept, clock=clock):
        await entered(kept)
        _set(clock, 100 * DAY)
        await until(lambda: status(kept).jumped_by is not None)
        assert kept.seen() == PICTURE
        assert "CLOCK JUMPED" in kept.log.read_text()
    async with running(kept, clock=clock):  # a restart is no way round it
        assert status(kept).jumped_by is not None
        assert not status(kept).opens
        assert kept.seen() == PICTURE
        confirming = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "ferndiagnose", "archive", "confirm-time", "--state", str(kept.state),
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        said, _ = await confirming.communicate()
        assert b"NOT BELIEVED" in said
        assert b"confirmed" in said
        await until(lambda: not kept.objects)
        await opens(kept)
    assert len(kept.told(ClockJumped)) == len(kept.told(ClockConfirmed)) == 1


def _set(clock: Path, off: timedelta) -> None:
    """Whole and at once: the archive reads it whenever it looks at its clock."""
    beside = clock.with_suffix(".new")
    beside.write_text(f"{off.total_seconds():+.0f}\n")
    beside.replace(clock)
