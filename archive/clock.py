"""What time it is: by the clock on the wall, and by one that nobody can set."""

import time
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Reading(Struct, frozen=True):
    """Both clocks at one moment. Steady times compare within one boot of the machine only."""

    wall: datetime
    steady: float
    """Seconds; goes on while the machine sleeps."""
    boot: str


def read() -> Reading:
    """This machine's clocks, now."""
    return Reading(datetime.now(UTC), time.clock_gettime(time.CLOCK_BOOTTIME), _BOOT.read_text("ascii").strip())
