"""One round of two sessions: taken back, own mouse, emergency key; and the agent's program is killed."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.desktop import DidNotComeUp
from bench.driven import Driven
from bench.pair import confirm
from bench.service import Service
from bench.stopping.onlooker import Onlooker
from protocol import recording
from protocol.recording import Cause

CONTROL, PICTURE = "Steuerung wegnehmen", "Bild anhalten"
CONTROL_AGAIN, PICTURE_AGAIN = "Steuerung wieder erlauben", "Bild wieder zeigen"
CALM = 2.2
"""Seconds after which whatever was to stop must have: longer than the customer's own input is waited for."""
GIVE_UP = 10.0


@dataclass(frozen=True)
class Bar:
    """What is measured, in milliseconds, and what it may be."""

    name: str
    most: float
    least: float = 0.0


BARS = (
    Bar("control taken back: last input", 500),
    Bar("picture taken back: last picture at the agent", 500),
    Bar("picture taken back: last picture in the recording", 500),
    Bar("local input: last input of the agent's", 50),
    Bar("local input: next input of the agent's", 10_000, least=1450),
    Bar("viewer killed: keys let go", 1500),
    Bar("emergency key, flood, no server: last picture", 300),
    Bar("emergency key, flood, no server: last input", 300),
)
"""From the issue; a look at the pointer takes a millisecond, and local input is told about at most every 50 ms."""


class Round:
    """The people of a round, and what was measured."""

    def __init__(self, service: Service, display: str) -> None:
        self.service, self.display = service, display
        self.found: dict[str, float] = {}
        self._known: dict[str, tuple[int, int]] = {}

    def run(self) -> dict[str, float]:
        """Milliseconds by the names of `BARS`."""
        with closing(Onlooker(self.display)) as onlooker, self._agent() as agent:
            with self._session(agent) as (customer, session):
                self._take_back_control(customer, agent, onlooker)
                self._move_the_mouse(agent, onlooker)
                clicked = self._take_back_picture(customer, agent, onlooker)
                self._press_the_emergency_key(customer, agent, onlooker)
            self._look_at_recording(session, clicked)
            agent.tell("dismiss")
            agent.wait_for("idle")
            with self._session(agent):
                self._kill(agent, onlooker)
        return self.found

    def _take_back_control(self, customer: Driven, agent: Driven, onlooker: Onlooker) -> None:
        places = self._buttons(customer, CONTROL)
        self._flood(agent, onlooker)
        clicked = onlooker.clicks(*places[CONTROL])
        places = self._buttons(customer, CONTROL_AGAIN)
        time.sleep(CALM)
        self.found[BARS[0].name] = onlooker.last_move_after(clicked)
        onlooker.clicks(*places[CONTROL_AGAIN])
        self._buttons(customer, CONTROL)

    def _move_the_mouse(self, agent: Driven, onlooker: Onlooker) -> None:
        self._flood(agent, onlooker)
        moved = onlooker.moves_to(600, 200)
        time.sleep(1.0)
        self.found[BARS[3].name] = onlooker.last_move_after(moved)
        until(lambda: (onlooker.first_move_after(moved + 1.0) or 0) > 0)
        self.found[BARS[4].name] = (onlooker.first_move_after(moved + 1.0) or 0) + 1000

    def _take_back_picture(self, customer: Driven, agent: Driven, onlooker: Onlooker) -> tuple[float, float]:
        """When it was clicked: monotonic, and by the clock on the wall."""
        agent.tell("rest")
        places = self._buttons(customer, PICTURE, again=True)
        clicked, wall = onlooker.clicks(*places[PICTURE]), time.time()
        places = self._buttons(customer, PICTURE_AGAIN)
        time.sleep(CALM)
        self.found[BARS[1].name] = self._last_picture(agent, clicked)
        onlooker.clicks(*places[PICTURE_AGAIN])
        agent.wait_for("picture")
        return clicked, wall

    def _press_the_emergency_key(self, customer: Driven, agent: Driven, onlooker: Onlooker) -> None:
        """The server does not answer any more, and the agent's mouse does not rest."""
        time.sleep(CALM)
        self._flood(agent, onlooker)
        server = [child for child in psutil.Process(self.service.pid).children() if "signaling" in child.cmdline()]
        for program in server:
            program.suspend()
        try:
            time.sleep(0.3)
            pressed = onlooker.presses("Pause")
            customer.wait_for("ended")
            time.sleep(1.0)
            self.found[BARS[6].name] = self._last_picture(agent, pressed)
            self.found[BARS[7].name] = onlooker.last_move_after(pressed)
            agent.tell("rest")
        finally:
            for program in server:
                program.resume()

    def _kill(self, agent: Driven, onlooker: Onlooker) -> None:
        onlooker.works_elsewhere()

        def held() -> bool:
            agent.tell("hold")  # until the own window has let go of the keyboard: nothing is typed into it
            time.sleep(0.1)
            return onlooker.keys_down() > 1

        until(held)
        killed = time.monotonic()
        os.kill(agent.pid, signal.SIGKILL)
        until(lambda: onlooker.keys_down() == 0)
        self.found[BARS[5].name] = (time.monotonic() - killed) * 1000

    def _look_at_recording(self, session: str, clicked: tuple[float, float]) -> None:
        """The gap that stands in the recording began when its last picture came."""
        manifests = [*(self.service.state).rglob(f"{session}/recording.json")]

        def gap() -> float | None:
            for path in manifests or self.service.state.rglob(f"{session}/recording.json"):
                for one in recording.read(Path(path).read_bytes()).gaps:
                    if one.cause is Cause.CUSTOMER_PAUSED:
                        return one.started_at.timestamp()
            return None

        until(lambda: gap() is not None)
        self.found[BARS[2].name] = max(0.0, ((gap() or 0) - clicked[1]) * 1000)

    def _flood(self, agent: Driven, onlooker: Onlooker) -> None:
        """Until it is seen on the screen."""
        agent.tell("flood")
        since = time.monotonic()
        until(lambda: sum(at > since for at in list(onlooker.moves)) > 50)

    @staticmethod
    def _last_picture(agent: Driven, since: float) -> float:
        agent.tell("last-picture")
        _, said = agent.wait_for("last-picture")
        return max(0.0, (float(said["at"]) - since) * 1000)

    def _buttons(self, customer: Driven, wanted: str, *, again: bool = False) -> dict[str, tuple[int, int]]:
        """Where the buttons are, once that one is among them."""
        if again and wanted in self._known:
            return self._known
        end = time.monotonic() + GIVE_UP
        while time.monotonic() < end:
            _, said = customer.wait_for("buttons")
            self._known = {label: (int(place.split()[0]), int(place.split()[1])) for label, place in said.items()}
            if wanted in self._known:
                return self._known
        raise DidNotComeUp(f"there is no button {wanted!r}")

    @contextmanager
    def _agent(self) -> Iterator[Driven]:
        environment = {**os.environ, "DISPLAY": self.display}
        with closing(Driven("bench.stopping.flooder", self.service.arguments(), environment)) as agent:
            agent.tell("sign-in", self.service.authenticator.code(time.time()))
            agent.wait_for("idle")
            yield agent

    @contextmanager
    def _session(self, agent: Driven) -> Iterator[tuple[Driven, str]]:
        self._known = {}
        arguments = [*self.service.arguments(), "--display", self.display]
        with closing(Driven("bench.stopping.seat", arguments, {**os.environ, "DISPLAY": self.display})) as customer:
            customer.wait_for("enter-key")
            agent.tell("new-session")
            _, said = agent.wait_for("read-key-out")
            customer.tell("key", said["key"])
            _, code = customer.wait_for("read-code-out")
            agent.wait_for("type-code")
            agent.tell("code", code["code"])
            confirm(agent, customer)
            agent.wait_for("picture")
            yield customer, said["session"]


def until(holds: Callable[[], bool]) -> None:
    """Looks again and again. Raises `DidNotComeUp`."""
    end = time.monotonic() + GIVE_UP
    while not holds():
        if time.monotonic() > end:
            raise DidNotComeUp("what is waited for did not happen")
        time.sleep(0.001)
