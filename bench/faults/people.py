"""A customer and an agent without windows: the real programs' cores, connections and doors, and what each was shown."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import av

from agent_client.app import real_doors
from agent_client.driver import Driver
from agent_client.settings import Settings as AgentSettings
from agent_client.viewing import status as a
from agent_client.viewing.customers_pointer import CustomersPointer
from agent_client.viewing.events import Acted
from agent_client.viewing.steps import Step as AgentStep
from bench.desktop import DidNotComeUp
from bench.service import AGENT, CUSTOMER, PASSWORD, Service
from customer_client import status as s
from customer_client.app import assemble
from customer_client.settings import Settings
from logs import Dialogue
from protocol.grants import Level

Shown = TypeVar("Shown")

PATIENCE = 30.0
"""Seconds for the next thing to happen."""


class Screen(Generic[Shown]):
    """What a person sees: the newest status, and when it came."""

    def __init__(self, first: Shown) -> None:
        self._condition = threading.Condition()
        self.status = first

    def show(self, status: Shown) -> None:
        with self._condition:
            self.status = status
            self._condition.notify_all()

    def sees(self, what: Callable[[Shown], object], within: float = PATIENCE) -> float | None:
        """When it was so, in monotonic seconds; `None` when it was not within that time."""
        with self._condition:
            return time.monotonic() if self._condition.wait_for(lambda: what(self.status), within) else None

    def must_see(self, what: Callable[[Shown], object]) -> Shown:
        if self.sees(what) is None:
            raise DidNotComeUp(f"somebody waited in vain; the screen showed {self.status}")
        return self.status


class Customer(Screen[s.Status]):
    """One session's customer: the program's `Window`."""

    def __init__(self, service: Service, display: str) -> None:
        super().__init__(s.Status())
        self._closed = threading.Event()
        self.does: Callable[[s.Action], None] = lambda _: None
        recorders = str(service.recorders)
        settings = Settings(server=service.url, ca=str(service.ca), recorders=recorders, display=display)
        self._program = assemble(settings, self._made)
        self._thread = threading.Thread(target=self._program.run, name="customer")
        self._thread.start()

    def quits(self) -> None:
        self._program.quit()
        self._thread.join(PATIENCE)

    def _made(self, act: Callable[[s.Action], None]) -> "Customer":
        self.does = act
        return self

    def own_rectangles(self) -> Sequence[tuple[int, int, int, int]]:
        return ()

    def has_focus(self) -> bool:
        return False

    def run(self) -> None:
        self._closed.wait()

    def close(self) -> None:
        self._closed.set()


class Agent(Screen[a.Status]):
    """Signed in for the whole run; `frames` are the moments at which a picture came in this session."""

    def __init__(self, service: Service) -> None:
        super().__init__(a.Status())
        recorders = str(service.recorders)
        doors = real_doors(AgentSettings(server=service.url, ca=str(service.ca), recorders=recorders))
        self.frames: list[float] = []
        pointer = Screen(CustomersPointer())
        self._open = False
        self._driver = Driver(
            doors.make_link,
            doors.meet,
            self,
            self.show,
            Dialogue("agent"),
            recorders=doors.recorders,
            browser=doors.browser,
            on_pointer=pointer.show,
        )
        self._ended = self._driver.start()
        self.must_see(lambda status: status.step is AgentStep.SIGN_IN)
        self.does(a.SignIn(AGENT, PASSWORD, service.authenticator.code(time.time())))
        self.must_see(lambda status: status.step is AgentStep.IDLE)

    def does(self, action: a.Action) -> None:
        self._driver.post(Acted(action))

    def close(self) -> None:
        self.does(a.Quit())
        self._ended.result(PATIENCE)

    def open(self) -> bool:
        self._open = True
        return False

    def shut(self) -> None:
        self._open = False

    def develop(self, _frame: av.VideoFrame) -> bool:
        self.frames.append(time.monotonic())
        return self._open


def allowed(agent: Agent, customer: Customer) -> str:
    """From the key to access: the session's id. What follows, the two do by themselves: see `compared`."""
    agent.frames = []
    agent.does(a.SetEnrolment(CUSTOMER, granted=True, language="de"))
    agent.does(a.NewSession(CUSTOMER))
    key = agent.must_see(lambda status: status.step is AgentStep.READ_KEY_OUT and status.key).key
    customer.must_see(lambda status: status.step is s.Step.ENTER_KEY)
    customer.does(s.TypeKey(key))
    customer.must_see(lambda status: status.step is s.Step.READ_NOTICE)
    customer.does(s.AgreeToNotice("de"))
    customer.must_see(lambda status: status.step is s.Step.CHOOSE_ACCESS)
    customer.does(s.ChooseAccess(Level.FULL))
    return agent.status.session


def compared(agent: Agent, customer: Customer) -> None:
    """The safety code, read out and typed, as soon as both are there."""
    code = customer.must_see(lambda status: status.step is s.Step.READ_CODE_OUT and status.code).code
    agent.must_see(lambda status: status.step is AgentStep.TYPE_CODE)
    agent.does(a.TypeCode(code))
    said = agent.must_see(lambda status: status.confirmation).confirmation
    customer.must_see(lambda status: status.step is s.Step.CONFIRM)
    customer.does(s.TypeConfirmation(said))
    customer.must_see(lambda status: status.step is s.Step.HELPED)
