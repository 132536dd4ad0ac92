import ctypes
import resource
import sys
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


class Libc:
    """The system's library, which notes what it is asked for."""

    def __init__(self, *, protects: int = 0, locks: int = 0) -> None:
        self.asked: list[tuple[int, ...]] = []
        self._protects, self._locks = protects, locks

    def prctl(self, *arguments: int) -> int:
        self.asked.append(arguments)
        return self._protects

    def mlockall(self, flags: int) -> int:
        self.asked.append((flags,))
        return self._locks


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[int, int]]:
    """This process's limits, as it would have them."""
    kept = {resource.RLIMIT_MEMLOCK: (resource.RLIM_INFINITY, resource.RLIM_INFINITY)}
    monkeypatch.setattr(resource, "setrlimit", kept.__setitem__)
    monkeypatch.setattr(resource, "getrlimit", kept.__getitem__)
    return kept


def guarded(monkeypatch: pytest.MonkeyPatch, libc: Libc) -> Guard:
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: libc)
    return memory.keep_off_disks()


@pytest.mark.parametrize("swap", [True, False])
def test_no_dump_is_made_and_all_memory_is_locked(
    monkeypatch: pytest.MonkeyPatch, limits: dict[int, tuple[int, int]], swap: bool
) -> None:
    """https://man7.org/linux/man-pages/man2/prctl.2.html, https://man7.org/linux/man-pages/man2/mlock.2.html"""
    monkeypatch.setattr(memory, "swaps_to_disk", lambda: swap)
    libc = Libc()
    assert guarded(monkeypatch, libc) == Guard(locked=True, swap=swap)
    assert limits[resource.RLIMIT_CORE] == (0, 0)
    assert libc.asked == [(4, 0, 0, 0, 0), (1 | 2 | 4,)]


def test_memory_that_the_system_does_not_lock_is_not_said_to_be(
    monkeypatch: pytest.MonkeyPatch, limits: dict[int, tuple[int, int]]
) -> None:
    assert not guarded(monkeypatch, Libc(locks=-1)).locked


@pytest.mark.parametrize(("capabilities", "locked"), [("0000000000004000", True), ("000001ffffffbfff", False)])
def test_with_a_limit_memory_is_locked_only_by_whoever_may_do_so_without(
    monkeypatch: pytest.MonkeyPatch, limits: dict[int, tuple[int, int]], tmp_path: Path, capabilities: str, locked: bool
) -> None:
    (tmp_path / "status").write_text(f"Name:\tpython\nCapPrm:\tffff\nCapEff:\t{capabilities}\nCapBnd:\tffff\n")
    monkeypatch.setattr(memory, "_STATUS", tmp_path / "status")
    limits[resource.RLIMIT_MEMLOCK] = (8 * 2**20, 8 * 2**20)
    libc = Libc()
    assert guarded(monkeypatch, libc).locked is locked
    assert len(libc.asked) == 1 + locked


def test_a_system_that_cannot_protect_it_is_said(
    monkeypatch: pytest.MonkeyPatch, limits: dict[int, tuple[int, int]]
) -> None:
    with pytest.raises(OSError, match="could not be protected"):
        guarded(monkeypatch, Libc(protects=-1))


def test_on_another_system_nobody_promises_anything(
    monkeypatch: pytest.MonkeyPatch, limits: dict[int, tuple[int, int]]
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    libc = Libc()
    assert guarded(monkeypatch, libc) == Guard(locked=False, swap=True)
    assert limits[resource.RLIMIT_CORE] == (0, 0)
    assert libc.asked == []
