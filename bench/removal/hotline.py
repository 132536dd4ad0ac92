"""The other end of a whole session: the operator's service, and an agent who does what a run wants."""

from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from agent_client.viewing import status as a
from agent_client.viewing.steps import Step
from bench.desktop import DidNotComeUp
from bench.faults.people import Agent
from bench.service import CUSTOMER, Service
from protocol import peer_messages as m

_WITHIN: Final = 60.0
"""Seconds in which programs do what they have to do among themselves, on a busy machine."""
_PLACE: Final = (300, 400)
"""Where on the customer's desktop the agent moves the mouse, in pixels: the client's windows are not there."""
_TYPED: Final = "äöüß€@"
"""What a layout of the United States cannot type: on Linux keys are borrowed for it."""


class Hotline:
    """Service and agent. A context manager; both are made anew when the service was killed."""

    def __init__(self, place: Path) -> None:
        """Its folders lie in `place`, outside of the customer's machine."""
        self._place = place
        self._number = 0
        self._stack = ExitStack()
        self._was_killed = False

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _open(self) -> None:
        self._number += 1
        place = self._place / f"hotline-{self._number}"
        place.mkdir(parents=True)
        self.service: Service = self._stack.enter_context(Service(place))
        self._agent: Agent = self._stack.enter_context(closing(Agent(self.service)))
        self._was_killed = False

    def key(self) -> str:
        """Of a new session."""
        if self._was_killed:
            self._stack.close()
            self._open()
        if self._agent.status.step is not Step.IDLE:
            self.ends()
            self._agent.does(a.Dismiss())
            self.sees(lambda status: status.step is Step.IDLE, "a desk without a session")
        self._agent.frames = []
        self._agent.does(a.SetEnrolment(CUSTOMER, granted=True, language="de"))
        self._agent.does(a.NewSession(CUSTOMER))
        return self.sees(lambda status: bool(status.key), "a key").key

    def sees(self, what: Callable[[a.Status], bool], name: str, within: float = _WITHIN) -> a.Status:
        """What the agent sees when it is so. Raises `DidNotComeUp`, with the `name`."""
        if self._agent.sees(what, within) is None:
            raise DidNotComeUp(f"{name} was not to be seen by the agent, who was at {self._agent.status.step}")
        return self._agent.status

    @property
    def pictures(self) -> int:
        """How many came in this session."""
        return len(self._agent.frames)

    def types_the_code(self, code: str) -> str:
        """As the customer read it out. What the agent reads out then."""
        self._agent.does(a.TypeCode(code))
        return self.sees(lambda status: bool(status.confirmation), "a confirmation").confirmation

    def operates(self) -> None:
        """Moves the mouse, types, and holds a key."""
        self.sees(lambda status: status.in_control and status.input_hold is None, "the way to mouse and keyboard")
        self._agent.does(a.Use((m.PointerMove(*_PLACE), m.TypeText(_TYPED), m.KeyDown("Shift"))))

    def ends(self) -> None:
        """The agent ends the session, if that has not ended before."""
        self._agent.does(a.End())
        self.sees(lambda status: status.step is Step.ENDED, "the end")

    def is_killed(self) -> None:
        """Server, recorder and archive, all at once."""
        self.service.kill()
        self._was_killed = True
