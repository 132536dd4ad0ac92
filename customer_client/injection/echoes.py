"""Which of the input that the system reports is only our own coming back.

X11 reports injected input like any other, and pynput's flag for it misses XTEST. So everything that is injected is
noted here for a moment, and what is reported and matches a note is an echo. Everything else is the customer's own.
Used by the thread that injects and by the one that listens.
"""

import threading
from collections.abc import Callable
from enum import StrEnum

FOR = 1.0
"""Seconds within which an echo comes."""
REPEATS_FROM = 0.1
"""Seconds that a key is held at least before it repeats; systems wait longer."""
REPEATS_FOR = 0.25
"""Seconds after a key was let go in which its last repetition may still arrive."""
_AT_MOST = 4096


class Kind(StrEnum):
    """What was injected or reported."""

    KEY_DOWN = "key-down"
    KEY_UP = "key-up"
    BUTTON_DOWN = "button-down"
    BUTTON_UP = "button-up"
    MOTION = "motion"


Detail = int | tuple[int, int]


class Echoes:
    """What was injected within the last moment, and what is held down by it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._expected: dict[tuple[Kind, Detail], list[float]] = {}
        self._count = 0
        self._down_at: dict[Detail, float] = {}
        self._repeats_until: dict[Detail, float] = {}

    def expect(self, kind: Kind, detail: Detail) -> None:
        """This is about to be injected: a key's code, a button's number, or a position."""
        with self._lock:
            if self._count >= _AT_MOST:
                self._forget_old()
            now = self._clock()
            self._expected.setdefault((kind, detail), []).append(now)
            self._count += 1
            if kind is Kind.KEY_DOWN:
                self._down_at[detail], self._repeats_until[detail] = now, float("inf")
            elif kind is Kind.KEY_UP:
                repeated = now - self._down_at.pop(detail, now) >= REPEATS_FROM
                self._repeats_until[detail] = now + REPEATS_FOR if repeated else now

    def is_echo(self, kind: Kind, detail: Detail) -> bool:
        """Whether what is reported was injected by us. Each injection has one echo, but for a held key's repetition."""
        with self._lock:
            times = self._expected.get((kind, detail), [])
            while times:
                self._count -= 1
                fresh = self._clock() - times.pop(0) <= FOR
                if not times:
                    del self._expected[kind, detail]
                if fresh:
                    return True
            is_key = kind in (Kind.KEY_DOWN, Kind.KEY_UP)
            return is_key and self._clock() < self._repeats_until.get(detail, float("-inf"))

    def _forget_old(self) -> None:
        """A motion to where the pointer is already has no echo: such notes are thrown away here."""
        newest = self._clock() - FOR
        fresh = {note: [at for at in times if at >= newest] for note, times in self._expected.items()}
        self._expected = {note: times for note, times in fresh.items() if times}
        self._count = sum(map(len, self._expected.values()))
