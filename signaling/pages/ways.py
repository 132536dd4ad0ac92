"""Which page follows the right key: decided by the system that the customer has, and by what there is for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from signaling.pages.system import ALSO_CALLED, Guess, System


class Way(Enum):
    """How somebody gets into a session."""

    FILE = auto()
    """A client file to download."""
    APP = auto()
    """The web app of the same server: nothing to download."""


class Next(Enum):
    """The page after the key."""

    DOWNLOAD = "download.html"
    APP = "app.html"
    CHOOSE = "choose.html"
    TOO_OLD = "too_old.html"
    NOTHING = "no_client.html"


_PAGES = {Way.FILE: Next.DOWNLOAD, Way.APP: Next.APP, None: Next.NOTHING}


@dataclass(frozen=True)
class Ways:
    """What there is: a client for some systems, and perhaps the web app for all."""

    clients: Mapping[System, Path]
    app: bool

    def to(self, system: System) -> Way | None:
        """The way for this system. A file can do more than the web app."""
        if system in self.clients:
            return Way.FILE
        return Way.APP if self.app else None

    def systems(self, first: System | None = None) -> tuple[System, ...]:
        """All that have a way; `first` in front."""
        there = [system for system in System if self.to(system)]
        return tuple(sorted(there, key=lambda system: system is not first))

    def following(self, guess: Guess, picked: System | None) -> tuple[Next, System | None]:
        """The page, and the system that it is for. What the customer picked by hand is not doubted."""
        if picked:
            return _PAGES[self.to(picked)], picked
        if guess.too_old:
            return Next.TOO_OLD, guess.system
        if guess.system is None:
            return (Next.CHOOSE if self.systems() else Next.NOTHING), None
        if self._may_be_a_tablet(guess.system):
            return Next.CHOOSE, guess.system
        return _PAGES[self.to(guess.system)], guess.system

    def _may_be_a_tablet(self, system: System) -> bool:
        """A file uses the key up, and would be of no use to a tablet that says that it is a computer."""
        return self.to(system) is Way.FILE and system in ALSO_CALLED and self.to(ALSO_CALLED[system]) is not None
