"""What happens to a program that ended although nobody stopped it. Pure: time is an argument, in seconds."""

from dataclasses import dataclass, replace

FIRST_PAUSE = 0.1
"""The first restart is nearly at once: a session whose recorder died waits for it."""
LONGEST_PAUSE = 5.0
STEADY_AFTER = 30.0
"""A program that ran this long is forgiven its earlier ends."""
MISCONFIGURED = 2
"""The exit status with which a program says that another start would end the same way."""


@dataclass(frozen=True)
class History:
    """How a program has fared."""

    ends: int = 0
    """How many times in a row it ended soon after its start."""
    steady_once: bool = False
    """Whether it ever ran for long: then its settings are right."""

    def ended(self, ran_for: float) -> "History":
        if ran_for >= STEADY_AFTER:
            return History(ends=1, steady_once=True)
        return replace(self, ends=self.ends + 1)


def pause(history: History, status: int) -> float | None:
    """Seconds until the next start, or `None` when there is no use in one."""
    if status == MISCONFIGURED and not history.steady_once:
        return None
    return min(FIRST_PAUSE * 2.0 ** (history.ends - 1), LONGEST_PAUSE)
