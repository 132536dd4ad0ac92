"""The customer's desktop: its monitors, where they are, and which of it is being shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peer.picture import Area

AT_MOST = 16
"""Monitors that are told apart; whoever has more shows all of them, or one of the first."""
NAME = 32
"""Characters of a monitor's name."""


@dataclass(frozen=True)
class Monitor:
    """A monitor: `area` is its place on the desktop. The name may be empty, and is not always its own."""

    name: str
    area: Area
    primary: bool = False


@dataclass(frozen=True)
class Desktop:
    """All that can be shown. `area` covers all monitors, in the system's own coordinates: they may be negative."""

    area: Area
    monitors: tuple[Monitor, ...] = ()

    def find(self, wanted: Monitor) -> Monitor | None:
        """A monitor that was there before, wherever it is by now: the one at its place, or the only one of its name."""
        here = [monitor for monitor in self.monitors if monitor.area == wanted.area and monitor.name == wanted.name]
        named = [monitor for monitor in self.monitors if monitor.name == wanted.name != ""]
        if here:
            return here[0]
        return named[0] if len(named) == 1 else None

    def at(self, x: int, y: int) -> Monitor | None:
        """The monitor that shows this pixel."""
        return next((monitor for monitor in self.monitors if monitor.area.contains(x, y)), None)


@dataclass(frozen=True)
class View:
    """What of the desktop is shown: one monitor, or all of it."""

    desktop: Desktop
    wanted: Monitor | None = None
    """The monitor that is to be shown; `None` for all."""
    away: bool = False
    """Whether the system shows a desktop of its own instead, such as that of a password question."""

    @property
    def monitor(self) -> Monitor | None:
        """The monitor that is shown, if it is one."""
        return self.wanted and self.desktop.find(self.wanted)

    @property
    def area(self) -> Area | None:
        """What is shown; `None` when the wanted monitor is not there or the desktop is another: nothing then."""
        if self.away:
            return None
        if self.wanted is None:
            return self.desktop.area
        return self.monitor.area if self.monitor else None


def read(found: Sequence[Mapping[str, Any]]) -> Desktop:
    """The desktop as mss reports it: first all of it, then each monitor."""
    whole, *monitors = found
    return Desktop(_area(whole), tuple(_monitor(monitor) for monitor in monitors[:AT_MOST]))


def _monitor(found: Mapping[str, Any]) -> Monitor:
    name = "".join(filter(str.isprintable, found.get("name") or found.get("output") or ""))
    return Monitor(name.strip()[:NAME], _area(found), bool(found.get("is_primary")))


def _area(found: Mapping[str, Any]) -> Area:
    return Area(found["left"], found["top"], found["width"], found["height"])
