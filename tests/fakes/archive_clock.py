"""The archive's two clocks, standing still until they are told to go on."""

from datetime import datetime, timedelta

from archive.clock import Reading
from tests.fakes.archived import NOON


class ArchiveClock:
    """Call it for a reading, as with the real ones."""

    def __init__(self, wall: datetime = NOON) -> None:
        self.wall, self.steady, self.boot = wall, 1000.0, "first"

    def __call__(self) -> Reading:
        return Reading(self.wall, self.steady, self.boot)

    def pass_by(self, time: timedelta) -> None:
        """Time goes on."""
        self.wall += time
        self.steady += time.total_seconds()

    def leap(self, by: timedelta) -> None:
        """Somebody sets the wall clock."""
        self.wall += by

    def off_for(self, time: timedelta) -> None:
        """The machine was off."""
        self.wall += time
        self.steady, self.boot = 5.0, self.boot + "+"
