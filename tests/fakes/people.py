"""The two people of a session, without windows: the real programs' cores and doors, and a status to wait for."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import av

from agent_client.app import real_doors
from agent_client.driver import Driver
from agent_client.settings import Settings as AgentSettings
from agent_client.viewing import status as agent_status
from agent_client.viewing.events import Acted
from customer_client.app import Program, assemble
from customer_client.settings import Settings
from customer_client.status import Action, Status
from logs import Dialogue

Shown = TypeVar("Shown")
PATIENCE = 20.0
"""Seconds; generous, because several suites may share a small machine."""


class Seen(Generic[Shown]):
    """The statuses that a person sees, to be waited for."""

    def __init__(self, first: Shown) -> None:
        self._condition = threading.Condition()
        self.status = first

    def show(self, status: Shown) -> None:
        with self._condition:
            self.status = status
            self._condition.notify_all()

    def sees(self, what: Callable[[Shown], bool], within: float = PATIENCE) -> Shown:
        with self._condition:
            seen = self._condition.wait_for(lambda: what(self.status), within)
            assert seen, self.status
            return self.status


class CustomerPerson(Seen[Status]):
    """A customer whose window is this object: it is the program's `Window`."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(Status())
        self.rectangles: list[tuple[int, int, int, int]] = []
        self.focus = False
        self._closed = threading.Event()
        self.program: Program = assemble(settings, self._made)
        self._thread = threading.Thread(target=self.program.run, name="customer")

    def _made(self, act: Callable[[Action], None]) -> "CustomerPerson":
        self.does = act
        return self

    def own_rectangles(self) -> Sequence[tuple[int, int, int, int]]:
        return self.rectangles

    def has_focus(self) -> bool:
        return self.focus

    def run(self) -> None:
        self._closed.wait()

    def close(self) -> None:
        self._closed.set()

    def start(self) -> None:
        self._thread.start()

    def quits(self) -> None:
        self.program.quit()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


class AgentPerson(Seen[agent_status.Status]):
    """An agent who sees pictures as frames; what stands before the picture is this object."""

    def __init__(self, settings: AgentSettings) -> None:
        super().__init__(agent_status.Status())
        doors = real_doors(settings)
        self._driver = Driver(doors.make_link, doors.meet, self, self.show, Dialogue("agent"))
        self._open = False
        self._frames = threading.Condition()
        self._frame: av.VideoFrame | None = None
        self.pictures = 0

    def start(self) -> None:
        self._ended = self._driver.start()

    def does(self, action: agent_status.Action) -> None:
        self._driver.post(Acted(action))

    def quits(self) -> None:
        self.does(agent_status.Quit())
        self._ended.result(PATIENCE)

    def open(self) -> bool:
        self._open = True
        return self._frame is not None

    def shut(self) -> None:
        self._open = False
        self._frame = None

    def develop(self, frame: av.VideoFrame) -> bool:
        with self._frames:
            self._frame = frame
            self.pictures += 1
            self._frames.notify_all()
        return self._open

    def sees_color(self, x: int, y: int, color: tuple[int, int, int], within: float = 5.0) -> float:
        """Waits until the pixel is about so red, green and blue; when that was."""
        with self._frames:
            assert self._frames.wait_for(lambda: self._is_about(x, y, color), within), self._pixel(x, y)
            return time.monotonic()

    def _is_about(self, x: int, y: int, color: tuple[int, int, int]) -> bool:
        pixel = self._pixel(x, y)
        return pixel is not None and all(abs(one - other) <= TOLERANCE for one, other in zip(pixel, color, strict=True))

    def _pixel(self, x: int, y: int) -> tuple[int, ...] | None:
        if self._frame is None:
            return None
        return tuple(int(part) for part in self._frame.to_ndarray(format="rgb24")[y, x])


TOLERANCE = 24
"""How far a lossy picture's colour may be from the screen's, of 255."""
