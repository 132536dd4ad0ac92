from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from protocol import recording
from protocol.recording import Closing, Manifest
from recorder.abandoned import Abandoned, is_closed
from recorder.claims import Claims
from tests.fakes.recorder_doors import MemoryVault

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
OPEN, CLOSED, BROKEN = "1" * 32, "2" * 32, "3" * 32


class Spool:
    """What an earlier recorder left, and a clock."""

    def __init__(self, folder: Path) -> None:
        self.vault = MemoryVault()
        manifest = Manifest(OPEN, NOON)
        self.vault.write_manifest(OPEN, recording.encode(manifest))
        self.vault.write_manifest(CLOSED, recording.encode(recording.closed(manifest, NOON, Closing.ENDED)))
        self.vault.write_manifest(BROKEN, b"{")
        self.others = Claims(folder)
        self.now = NOON
        self.abandoned = Abandoned(self.vault, Claims(folder), 120.0, lambda: self.now)

    def after(self, seconds: float) -> list[str]:
        self.now += timedelta(seconds=seconds)
        return self.abandoned.look()


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path)


def test_what_nobody_has_gone_on_with_for_two_minutes_is_abandoned(spool: Spool) -> None:
    assert spool.after(0) == []
    assert spool.after(119) == []
    assert spool.after(1) == [OPEN, BROKEN]


def test_what_another_recorder_writes_is_not(spool: Spool) -> None:
    spool.others.take(OPEN)
    spool.after(0)
    assert spool.after(1000) == [BROKEN]


def test_the_two_minutes_begin_when_its_recorder_has_gone(spool: Spool) -> None:
    spool.others.take(OPEN)
    spool.after(0)
    spool.after(100)
    spool.others.give_back(OPEN)
    assert spool.after(60) == [BROKEN]
    assert spool.after(120) == [OPEN, BROKEN]


def test_only_a_recording_with_an_end_is_closed(spool: Spool) -> None:
    assert [is_closed(spool.vault, session) for session in (OPEN, CLOSED, BROKEN, "4" * 32)] == [
        False,
        True,
        False,
        False,
    ]
