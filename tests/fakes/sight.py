"""A pointer that moves when the test says so."""

import threading

from customer_client.capture import Sighting
from protocol.pointer_shape import Shape


def shape(shade: int = 200, width: int = 3, height: int = 2, hot: tuple[int, int] = (1, 0)) -> Shape:
    """A shape of one colour, half transparent."""
    return Shape(width, height, *hot, bytes((shade, shade // 2, 0, shade)) * (width * height))


class FakeSight:
    """A `Sight` without a display. `failure` is raised by the next `look`."""

    def __init__(self, sighting: Sighting | None = None, *, tells_of_shapes: bool = True) -> None:
        self.tells_of_shapes = tells_of_shapes
        self.sighting = sighting or Sighting(0, 0)
        self.looks = self.wakes = 0
        self.timeouts: list[float] = []
        self.failure: Exception | None = None
        self.closed = threading.Event()
        self._condition = threading.Condition()
        self._woken = False

    def moves(self, sighting: Sighting) -> None:
        """The pointer is there, and the system says so."""
        self.sighting = sighting
        self.wake()

    def look(self) -> Sighting:
        if self.failure:
            raise self.failure
        self.looks += 1
        return self.sighting

    def wait(self, timeout: float) -> None:
        with self._condition:
            self.timeouts.append(timeout)
            self._condition.wait_for(lambda: self._woken, timeout)
            self._woken = False

    def wake(self) -> None:
        with self._condition:
            self._woken = True
            self.wakes += 1
            self._condition.notify_all()

    def close(self) -> None:
        self.closed.set()
