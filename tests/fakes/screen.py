"""A screen that changes when the test says so, and an encoder that takes pictures when the test lets it."""

import threading
import time

from peer.picture import Picture


class FakeScreen:
    """A `Screen` without a display. `failure` is raised by the next `grab`."""

    def __init__(self, width: int = 64, height: int = 48) -> None:
        self._size = (width, height)
        self._condition = threading.Condition()
        self._changed = False
        self._woken = False
        self.shade = 0
        self.grabs = 0
        self.closed = threading.Event()
        self.failure: Exception | None = None

    @property
    def size(self) -> tuple[int, int]:
        return self._size

    def change(self, width: int = 0, height: int = 0) -> None:
        """Something on the screen changes, its size too if one is given."""
        with self._condition:
            self._size = (width, height) if width else self._size
            self.shade = (self.shade + 1) % 256
            self._changed = True
            self._condition.notify_all()

    def wait(self, timeout: float) -> bool:
        with self._condition:
            self._condition.wait_for(lambda: self._changed or self._woken, timeout)
            self._woken = False
            return self._changed

    def wake(self) -> None:
        with self._condition:
            self._woken = True
            self._condition.notify_all()

    def grab(self) -> Picture:
        with self._condition:
            if self.failure:
                raise self.failure
            self._changed = False
            self.grabs += 1
            width, height = self._size
            return Picture(width, height, bytes([self.shade]) * (width * height * 4), time.monotonic())

    def close(self) -> None:
        self.closed.set()


class FakeEncoder:
    """Takes what is submitted, while `ready` is set. `arrived` waits for the picture with a number."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []
        self.ready = threading.Event()
        self.ready.set()
        self.asked = threading.Semaphore(0)
        self._condition = threading.Condition()

    def submit(self, picture: Picture) -> None:
        with self._condition:
            self.pictures.append(picture)
            self._condition.notify_all()

    def wait_ready(self, timeout: float) -> bool:
        self.asked.release()
        return self.ready.wait(timeout)

    def arrived(self, count: int) -> bool:
        """Whether so many pictures have come, within a few seconds."""
        with self._condition:
            return self._condition.wait_for(lambda: len(self.pictures) >= count, 5)
