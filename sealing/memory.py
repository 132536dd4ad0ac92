"""What a program that holds pictures or keys in clear does, before anything else, to keep its memory off the disk.

* No core dump: none is written by this process, and none can be asked for. What a kernel pipes to a program such as
  systemd-coredump does not reach a disk either: a process that is not dumpable is not dumped at all. Other processes of
  the same user cannot read its memory any more.
* No swap: all of its memory is locked, where the system allows that. It allows it to root, to `CAP_IPC_LOCK`, and to a
  process without a limit on locked memory (`LimitMEMLOCK=infinity`). Otherwise it depends on whether there is any swap.

Pictures pass through Python, aiortc and FFmpeg in many copies: to lock or mark (`MADV_DONTDUMP`) single pages would
protect the keys alone. That is why all of the memory is treated alike.
"""

import ctypes
import re
import resource
import sys
from dataclasses import dataclass
from pathlib import Path

_PR_SET_DUMPABLE = 4
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4
_SWAPS = Path("/proc/swaps")
_STATUS = Path("/proc/self/status")
_IN_MEMORY = re.compile(r"/dev/zram[0-9]+")


@dataclass(frozen=True)
class Guard:
    """What came of it."""

    locked: bool
    swap: bool
    """Whether the machine has swap on a disk."""

    @property
    def holds(self) -> bool:
        """Whether this process's memory stays off every disk."""
        return self.locked or not self.swap


class MemoryExposed(Exception):
    """This process's memory may reach a disk; the text says what to do. `setting` allows it, to try things out."""

    def __init__(self, setting: str) -> None:
        super().__init__(
            "This machine can swap this program's memory to a disk, with pictures and keys in it, and the program may "
            "not lock it. Allow that (`LimitMEMLOCK=infinity`, or CAP_IPC_LOCK), or switch swap off or put it into "
            f"zram. To only try things out, set {setting}=true."
        )


def protect(setting: str, *, swap_allowed: bool) -> None:
    """Keeps this process's memory off disks, or raises `MemoryExposed`, unless the operator's setting allows it."""
    if not keep_off_disks().holds and not swap_allowed:
        raise MemoryExposed(setting)


def keep_off_disks() -> Guard:
    """Does all of it for this process, as far as it may. To be called before a thread is started."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "linux":
        return Guard(locked=False, swap=True)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the memory could not be protected against dumps")
    return Guard(_may_lock() and libc.mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT) == 0, swaps_to_disk())


def swaps_to_disk(swaps: Path = _SWAPS) -> bool:
    """Whether the system swaps to a disk, as far as it says. Swap in compressed memory stays in memory."""
    try:
        lines = swaps.read_text(encoding="utf-8").splitlines()[1:]
    except FileNotFoundError:
        return False  # a kernel without swap has no such file
    return any(line.strip() and not _IN_MEMORY.match(line) for line in lines)


def _may_lock() -> bool:
    """Without this a limit would be met later, in the middle of a session, as memory that is not to be had."""
    limit, _ = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    return limit == resource.RLIM_INFINITY or _has_capability()


def _has_capability() -> bool:
    """CAP_IPC_LOCK, capability 14 (capabilities(7))."""
    status = _STATUS.read_text(encoding="utf-8")
    found = re.search(r"^CapEff:\s*([0-9a-f]+)$", status, re.MULTILINE)
    return bool(found and int(found[1], 16) >> 14 & 1)
