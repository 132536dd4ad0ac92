"""A `Screen` that nobody tells anything: it looks again and again, and compares."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from customer_client.capture.areas import few
from customer_client.capture.camera import Shot
from customer_client.capture.desktop import Monitor, View
from customer_client.capture.rhythm import Rhythm
from customer_client.capture.strips import differing, same_rows
from customer_client.capture.viewfinder import Viewfinder
from customer_client.capture.wake_up import WakeUp
from peer.picture import Area, Picture

FRESH = 0.008
"""Seconds for which a picture that nobody fetched is still the newest: half of what a screen needs to be drawn."""


PARTS = 6
"""While nothing changes only one of so many parts of the screen is looked at each time."""


class Resizes(Protocol):
    """Who knows whether the desktop's size or its monitors changed."""

    def resized(self) -> bool:
        """Whether they may have, since this was last asked."""

    def close(self) -> None:
        """Gives back what it holds."""


class NowAndThen:
    """`Resizes` that nobody tells anything either."""

    EVERY = 1.0
    """Seconds after which they may have changed."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._asked_at = clock()

    def resized(self) -> bool:
        """As in `Resizes`."""
        due = self._clock() - self._asked_at >= self.EVERY
        if due:
            self._asked_at = self._clock()
        return due

    def close(self) -> None:
        """As in `Resizes`."""


class _Seen(NamedTuple):
    """A look, and what of it was not in the look before."""

    shot: Shot
    changed: tuple[Area, ...] | None


class ComparedScreen:
    """The screen of a system that does not tell when something changes."""

    def __init__(self, finder: Viewfinder, resizes: Resizes, clock: Callable[[], float]) -> None:
        self._finder = finder
        self._resizes = resizes
        self._clock = clock
        self._rhythm = Rhythm()
        self._wake_up = WakeUp()
        self._shown: Shot | None = None
        self._next: _Seen | None = None
        self._part = 0

    @property
    def view(self) -> View:
        """As in `Screen`."""
        return self._finder.view

    def show(self, monitor: Monitor | None) -> None:
        """As in `Screen`."""
        self._finder.show(monitor)
        self._shown, self._next, self._rhythm = None, None, Rhythm()

    def wait(self, timeout: float) -> bool:
        """As in `Screen`."""
        until = self._clock() + timeout
        while self._next is None:
            now = self._clock()
            delay = self._rhythm.delay(now)
            if delay <= 0:
                self._find_news()
            elif now >= until or self._wake_up.wait(min(delay, until - now)):
                return False
        return True

    def expect(self) -> None:
        """As in `Screen`."""
        self._rhythm.expect(self._clock())
        self._wake_up.wake()

    def wake(self) -> None:
        """As in `Screen`."""
        self._wake_up.wake()

    def grab(self) -> Picture | None:
        """As in `Screen`: the newest there is, with all that changed since the one before it was handed out."""
        seen, self._next = self._next, None
        if seen is None:
            self._measure()
            newest = self._look()
        elif self._clock() - seen.shot.taken_at < FRESH:
            newest = seen
        elif newest := self._look():
            newest = _Seen(newest.shot, _both(seen.changed, newest.changed))
        return newest and newest.shot.picture(newest.changed)

    def close(self) -> None:
        """As in `Screen`."""
        self._finder.close()
        self._resizes.close()
        self._wake_up.close()

    def _find_news(self) -> None:
        measured, now = self._measure(), self._clock()
        if not measured and self._rhythm.rests(now) and self._is_part_the_same():
            self._rhythm.looked(now, changed=False)
            return
        seen = self._look()
        if seen and seen.changed != ():
            self._next = seen

    def _measure(self) -> bool:
        """Whether the desktop had to be measured."""
        resized = self._resizes.resized()
        if resized:
            self._finder.measure()
        return resized

    def _is_part_the_same(self) -> bool:
        """A look at a part of it, the next one each time. What changes after a rest is mostly large."""
        shown, area = self._shown, self.view.area
        if shown is None or area is None or (shown.width, shown.height) != (area.width, area.height):
            return False
        top = self._part * area.height // PARTS
        after = (self._part + 1) * area.height // PARTS
        self._part = (self._part + 1) % PARTS
        rows = self._finder.glance(top, after - top)
        return rows is not None and same_rows(shown.bgra, rows.bgra, top * area.width * 4)

    def _look(self) -> _Seen | None:
        """What is on the screen, and what of it was not in the look before."""
        found, before = self._finder.take(), self._shown
        changed: tuple[Area, ...] | None = None if found else ()
        if found and found.same_area and before and len(before.bgra) == len(found.shot.bgra):
            changed = differing(before.bgra, found.shot.bgra, found.shot.width)
            self._shown = before.renewed(found.shot, changed)
        else:
            self._shown = found and found.shot.kept()
        self._rhythm.looked(self._clock(), changed=changed != ())
        return _Seen(self._shown, changed) if self._shown else None


def _both(one: tuple[Area, ...] | None, other: tuple[Area, ...] | None) -> tuple[Area, ...] | None:
    return None if one is None or other is None else few([*one, *other])
