"""A camera without a screen: what it sees is what a test painted."""

from collections.abc import Sequence

from customer_client.capture.camera import Look, Shot
from customer_client.capture.desktop import Desktop
from peer.picture import Area


class FakeCamera:
    """A `Camera`. `pixels` is one number for each row of the desktop; `failure` is raised once by `take`."""

    def __init__(self, desktop: Desktop, clock: list[float] | None = None) -> None:
        self.now = desktop
        self.clock = clock or [0.0]
        self.rows = bytearray(desktop.area.height)
        self.taken: list[Area] = []
        self.measured = 0
        self.failure: Exception | None = None
        self.closed = False

    def desktop(self) -> Desktop:
        return self.now

    def take(self, area: Area) -> Shot:
        failure, self.failure = self.failure, None
        if failure:
            raise failure
        self.taken.append(area)
        rows = self.rows[area.top : area.top + area.height]
        pixels = bytearray().join(bytes([shade]) * (area.width * 4) for shade in rows)
        return Shot(area.width, area.height, pixels, self.clock[0])

    def look(self, areas: Sequence[Area]) -> Look:
        taken_at = self.clock[0]
        return Look(tuple(self.take(area).bgra for area in areas), taken_at)

    def forget_size(self) -> None:
        self.measured += 1

    def close(self) -> None:
        self.closed = True
