import errno
from pathlib import Path

import pytest

from recorder.guarding import ENOUGH_AGAIN, MEASURED_EVERY, RESERVE, GuardedVault, Quota, Room
from sealing.records import OVERHEAD
from sealing.segment import PREAMBLE_SIZE
from tests.fakes.sealed import FakeArchive

SESSION = "a" * 32
LIMIT = 10_000
SEALED = PREAMBLE_SIZE + OVERHEAD
"""What a segment of one record takes besides its content."""


@pytest.fixture
def now() -> list[float]:
    return [0.0]


@pytest.fixture
def vault(tmp_path: Path, now: list[float]) -> GuardedVault:
    return GuardedVault(FakeArchive().vault(tmp_path), [Quota(tmp_path, LIMIT, monotonic=lambda: now[0]).check])


@pytest.mark.promise("P18")
def test_when_too_much_waits_nothing_more_is_recorded(vault: GuardedVault, now: list[float]) -> None:
    segment = vault.open_segment(SESSION, 1)
    segment.write(bytes(LIMIT))
    now[0] += MEASURED_EVERY
    with pytest.raises(OSError, match="waits") as refused:
        segment.write(b"x")
    assert refused.value.errno == errno.EDQUOT
    with pytest.raises(OSError, match="waits"):
        vault.open_segment(SESSION, 2)
    assert segment.size == SEALED + LIMIT


def test_what_is_there_can_be_closed_and_said(vault: GuardedVault, now: list[float]) -> None:
    segment = vault.open_segment(SESSION, 1)
    segment.write(bytes(2 * LIMIT))
    now[0] += MEASURED_EVERY
    segment.flush()
    segment.close()
    vault.write_manifest(SESSION, b"{}")
    assert vault.read_manifest(SESSION) == b"{}"
    assert [stored.size for stored in vault.segments(SESSION)] == [SEALED + 2 * LIMIT + OVERHEAD]
    assert vault.sessions() == [SESSION]


def test_once_the_store_has_taken_it_recording_goes_on(vault: GuardedVault, now: list[float], tmp_path: Path) -> None:
    segment = vault.open_segment(SESSION, 1)
    segment.write(bytes(2 * LIMIT))
    segment.close()
    now[0] += MEASURED_EVERY
    with pytest.raises(OSError, match="waits"):
        vault.open_segment(SESSION, 2)
    for path in (tmp_path / SESSION).iterdir():
        path.unlink()
    now[0] += MEASURED_EVERY
    vault.open_segment(SESSION, 2).write(b"x")


def test_it_measures_once_a_second(vault: GuardedVault, now: list[float], tmp_path: Path) -> None:
    segment = vault.open_segment(SESSION, 1)
    segment.write(bytes(2 * LIMIT))
    segment.write(b"not measured yet")
    assert segment.size == SEALED + 2 * LIMIT + OVERHEAD + 16


@pytest.mark.promise("P18")
def test_the_last_of_a_disk_is_for_manifests_and_what_shipping_frees_is_no_room(tmp_path: Path) -> None:
    free = RESERVE
    room = Room(tmp_path, lambda _: free)
    room.check()
    free = RESERVE - 1
    with pytest.raises(OSError, match="manifests") as refused:
        room.check()
    assert refused.value.errno == errno.ENOSPC
    free = ENOUGH_AGAIN - 1
    with pytest.raises(OSError, match="manifests"):
        room.check()
    free = ENOUGH_AGAIN
    room.check()
    free = RESERVE
    room.check()


def test_room_is_what_the_disk_says(tmp_path: Path) -> None:
    Room(tmp_path).check()
    with pytest.raises(FileNotFoundError):
        Room(tmp_path / "absent").check()
