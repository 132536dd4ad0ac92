"""A screen that changes when the test says so, and an encoder that takes pictures when the test lets it."""

import threading
import time

from customer_client.capture.desktop import Desktop, Monitor, View
from peer.picture import Area, Picture
from tests.fakes.waiting import WITHIN


def view(width: int, height: int, wanted: Monitor | None = None) -> View:
    """One monitor, and all of it."""
    area = Area(0, 0, width, height)
    return View(Desktop(area, (Monitor("one", area, primary=True),)), wanted)


class FakeScreen:
    """A `Screen` without a display. `failure` is raised by the next `grab`."""

    def __init__(self, width: int = 64, height: int = 48) -> None:
        self.view = view(width, height)
        self._condition = threading.Condition()
        self._changed = False
        self._woken = False
        self.shade = 0
        self.grabs = 0
        self.expected = 0
        self.shown = 0
        self.closed = threading.Event()
        self.failure: Exception | None = None

    def change(self, view: View | None = None) -> None:
        """Something on the screen changes, perhaps the desktop."""
        with self._condition:
            self.view = view or self.view
            self.shade = (self.shade + 1) % 256
            self._changed = True
            self._condition.notify_all()

    def show(self, monitor: Monitor | None) -> None:
        self.shown += 1
        with self._condition:
            self.view = View(self.view.desktop, monitor)

    def expect(self) -> None:
        self.expected += 1

    def wait(self, timeout: float) -> bool:
        with self._condition:
            self._condition.wait_for(lambda: self._changed or self._woken, timeout)
            self._woken = False
            return self._changed

    def wake(self) -> None:
        with self._condition:
            self._woken = True
            self._condition.notify_all()

    def grab(self) -> Picture | None:
        with self._condition:
            if self.failure:
                raise self.failure
            self._changed = False
            self.grabs += 1
            area = self.view.area
            if area is None:
                return None
            pixels = bytes([self.shade]) * (area.width * area.height * 4)
            return Picture.whole(area.width, area.height, pixels, time.monotonic())

    def close(self) -> None:
        self.closed.set()


class FakeEncoder:
    """Takes what is submitted, while `ready` is set. `arrived` waits for the picture with a number."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []
        self.ready = threading.Event()
        self.ready.set()
        self.asked = threading.Semaphore(0)
        self.keyframes = 0
        self._condition = threading.Condition()

    def submit(self, picture: Picture) -> None:
        with self._condition:
            self.pictures.append(picture)
            self._condition.notify_all()

    def wait_ready(self, timeout: float) -> bool:
        self.asked.release()
        return self.ready.wait(timeout)

    def request_keyframe(self) -> None:
        self.keyframes += 1

    def arrived(self, count: int) -> bool:
        """Whether so many pictures have come, within a few seconds."""
        with self._condition:
            return self._condition.wait_for(lambda: len(self.pictures) >= count, WITHIN)
