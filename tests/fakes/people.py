"""The two people of a session, without windows: the real programs' cores and doors, and a status to wait for."""

import threading
import time

import av
import numpy as np

from agent_client.app import real_doors
from agent_client.driver import Driver
from agent_client.settings import Settings as AgentSettings
from agent_client.viewing import status as agent_status
from agent_client.viewing.customers_pointer import CustomersPointer
from agent_client.viewing.events import Acted
from bench.service import CUSTOMER
from customer_client.app import Program, assemble
from customer_client.settings import Settings
from logs import Dialogue
from tests.fakes.watching_window import PATIENCE, Seen, WatchingWindow


class CustomerPerson(WatchingWindow):
    """A customer whose window is this object: it is the program's `Window`."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.program: Program = assemble(settings, self.made)
        self._thread = threading.Thread(target=self.program.run, name="customer")

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
        self.pointer = Seen(CustomersPointer())
        self._driver = Driver(
            doors.make_link,
            doors.meet,
            self,
            self.show,
            Dialogue("agent"),
            recorders=doors.recorders,
            browser=doors.browser,
            on_pointer=self.pointer.show,
        )
        self._open = False
        self._frames = threading.Condition()
        self._frame: av.VideoFrame | None = None
        self.pictures = 0

    def start(self) -> None:
        self._ended = self._driver.start()

    def does(self, action: agent_status.Action) -> None:
        self._driver.post(Acted(action))

    def offers_a_session(self) -> None:
        """The customer agrees to EasySupport on the phone, and the agent asks for a key."""
        self.does(agent_status.SetEnrolment(CUSTOMER, granted=True, language="de"))
        self.does(agent_status.NewSession(CUSTOMER))

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

    def picture(self) -> np.ndarray | None:
        """What is shown just now: rows of red, green and blue."""
        with self._frames:
            return self._frame and self._frame.to_ndarray(format="rgb24")

    def is_about(self, x: int, y: int, color: tuple[int, int, int]) -> bool:
        """Whether the pixel is about so just now."""
        with self._frames:
            return self._is_about(x, y, color)

    def _is_about(self, x: int, y: int, color: tuple[int, int, int]) -> bool:
        pixel = self._pixel(x, y)
        return pixel is not None and all(abs(one - other) <= TOLERANCE for one, other in zip(pixel, color, strict=True))

    def _pixel(self, x: int, y: int) -> tuple[int, ...] | None:
        if self._frame is None:
            return None
        return tuple(int(part) for part in self._frame.to_ndarray(format="rgb24")[y, x])


TOLERANCE = 24
"""How far a lossy picture's colour may be from the screen's, of 255."""
