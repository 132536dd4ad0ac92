from contextlib import nullcontext
from pathlib import Path

import pytest

from sealing import memory
from sealing.memory import Guard, MemoryExposed

HEAD = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"


@pytest.mark.parametrize(
    ("lines", "swaps"),
    [
        ("", False),
        ("/dev/zram0                              partition\t4194300\t\t0\t\t100\n", False),
        ("/dev/nvme0n1p3                          partition\t4194300\t\t0\t\t-2\n", True),
        ("/dev/zram0 partition 4 0 100\n/swapfile file 4 0 -2\n", True),
    ],
)
def test_swap_on_a_disk_is_seen(tmp_path: Path, lines: str, swaps: bool) -> None:
    (tmp_path / "swaps").write_text(HEAD + lines)
    assert memory.swaps_to_disk(tmp_path / "swaps") is swaps


def test_a_kernel_without_swap_has_none(tmp_path: Path) -> None:
    assert memory.swaps_to_disk(tmp_path / "swaps") is False


@pytest.mark.parametrize(
    ("locked", "swap", "holds"), [(True, True, True), (False, False, True), (False, True, False), (True, False, True)]
)
def test_memory_stays_off_disks_where_it_is_locked_or_there_is_no_swap(locked: bool, swap: bool, holds: bool) -> None:
    assert Guard(locked, swap).holds is holds


@pytest.mark.parametrize(
    ("guard", "allowed", "refused"),
    [
        (Guard(locked=False, swap=True), False, True),
        (Guard(locked=False, swap=True), True, False),
        (Guard(locked=False, swap=False), False, False),
    ],
)
def test_a_program_whose_memory_may_reach_a_disk_does_not_start(
    monkeypatch: pytest.MonkeyPatch, guard: Guard, allowed: bool, refused: bool
) -> None:
    monkeypatch.setattr(memory, "keep_off_disks", lambda: guard)
    with pytest.raises(MemoryExposed, match="set SWAP_OK=true") if refused else nullcontext():
        memory.protect("SWAP_OK", swap_allowed=allowed)
