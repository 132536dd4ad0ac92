"""The two people of the demo. They see screens, and have a mouse and a keyboard each; they know nothing else."""

import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench import probe, reading
from bench.desktop import Desktop, wait_for
from bench.service import AGENT, CUSTOMER, PASSWORD, Service
from bench.watching import GIVE_UP
from protocol.gate import LOCAL_INPUT_WINS_FOR

BRISK = 1 / 30
"""Seconds between two notches of the wheel."""
WAITING_BUTTON = 1.8
"""Seconds until a button that waits can be pressed, with a little to spare."""


class Customer:
    """At the computer that needs help."""

    def __init__(self, desktop: Desktop, service: Service, home: Path, language: str, shots: Path) -> None:
        self.desktop = desktop
        self._shots = shots
        home.mkdir(parents=True)
        arguments = [*service.arguments(), "--language", language]
        command = [sys.executable, "-m", "customer_client", *arguments]
        self.program = desktop.run("customer", command, extra={"HOME": str(home)})
        self.log = reading.Log(desktop.logs / "customer.log")
        self._count = 0

    def types_the_key(self, key: str) -> float:
        """Returns when the program took it."""
        self._in_front()
        self.desktop.xdotool("type", "--delay", "40", reading_groups(key))
        self._looks("key")
        self.desktop.xdotool("key", "Return")
        return self.log.reached("claiming")

    def reads_and_agrees(self) -> None:
        self._answers("read-notice", "notice", "Tab", "Return")

    def allows_full_access(self) -> None:
        self._answers("choose-access", "access", "Tab", "Return")

    def reads_the_safety_code_out(self) -> str:
        self.log.reached("read-code-out")
        reading.pause(0.5)
        self._looks("safety-code")
        return reading.digits_on(self.desktop, reading.SAFETY_CODE, self._shots)

    def types_the_confirmation(self, digits: str) -> None:
        self.log.reached("confirm")
        reading.pause(0.5)
        self.desktop.xdotool("type", "--delay", "80", digits)
        self._looks("confirmation")
        self.desktop.xdotool("key", "Return")
        self.log.reached("helped")

    def takes_control_away(self) -> None:
        self._in_front()
        reading.pause(0.6)
        self._looks("during-the-session")
        self.desktop.xdotool("key", "Return")
        reading.pause(0.6)
        self._looks("control-taken-back")

    def gives_control_back(self) -> None:
        self.desktop.xdotool("key", "Return")
        reading.pause(0.6)
        self.desktop.xdotool("key", "Escape")
        reading.pause(LOCAL_INPUT_WINS_FOR + 0.3)

    def ends(self) -> None:
        self._in_front()
        reading.pause(0.6)
        self.desktop.xdotool("key", "Tab", "Tab", "Return")
        self.log.reached("ended")

    def keeps_the_receipt_and_closes(self) -> None:
        reading.pause(WAITING_BUTTON)
        self.desktop.xdotool("key", "Return")
        reading.pause(1.0)
        self._looks("receipt")
        self.desktop.xdotool("key", "Tab", "Return")
        self.program.wait(20)

    def _answers(self, step: str, shot: str, *keys: str) -> None:
        self.log.reached(step)
        reading.pause(WAITING_BUTTON)
        self._looks(shot)
        self.desktop.xdotool("key", *keys)

    def _in_front(self) -> None:
        window = wait_for(lambda: self.desktop.xdotool("search", "--class", "^Ferndiagnose$").split(), "the client")[-1]
        self.desktop.xdotool("windowmap", window, "windowactivate", "--sync", window)

    def _looks(self, what: str) -> None:
        self._count += 1
        self.desktop.screenshot(self._shots / f"customer-{self._count}-{what}.png")


@dataclass(frozen=True)
class Mapping:
    """Where the customer's pixels are on the agent's screen."""

    left: float
    top: float
    scale: float

    def at(self, x: int, y: int) -> tuple[int, int]:
        """The place on the agent's screen that shows the customer's pixel."""
        return round(self.left + x * self.scale), round(self.top + y * self.scale)


class Agent:
    """At the hotline's desk."""

    def __init__(self, desktop: Desktop, service: Service, language: str, shots: Path) -> None:
        self.desktop = desktop
        self._shots = shots
        self._authenticator = service.authenticator
        arguments = [*service.arguments(), "--language", language]
        self.program = desktop.run("agent", [sys.executable, "-m", "agent_client", *arguments])
        self.log = reading.Log(desktop.logs / "agent.log")
        self._window = desktop.wait_for_window("Ferndiagnose")
        desktop.focus(self._window)
        desktop.xdotool("windowsize", "--sync", self._window, "100%", "100%")
        desktop.xdotool("windowmove", "--sync", self._window, 0, 0)
        self._count = 0

    def signs_in(self) -> None:
        reading.pause(1.0)
        self._looks("sign-in")
        self.desktop.xdotool("type", AGENT)
        self.desktop.xdotool("key", "Tab")
        self.desktop.xdotool("type", PASSWORD)
        self.desktop.xdotool("key", "Tab")
        self.desktop.xdotool("type", self._authenticator.code(time.time()))
        self.desktop.xdotool("key", "Return")
        self.log.reached("idle")

    def hears_the_customer_agree(self) -> None:
        """To EasySupport, once: the number is typed, the text read out, the yes noted. The session follows."""
        reading.pause(0.5)
        self.desktop.xdotool("type", CUSTOMER)
        self.desktop.xdotool("key", "Return")
        asked = self.log.reached("opening")
        self.log.reached("idle", asked)
        reading.pause(0.5)
        self._looks("enrolment")
        self.desktop.xdotool("key", "Tab", "Tab", "space")

    def reads_the_key_out(self) -> str:
        self.log.reached("read-key-out")
        reading.pause(0.5)
        self._looks("key")
        return reading.digits_on(self.desktop, reading.SESSION_KEY, self._shots)

    def types_the_safety_code(self, digits: str) -> float:
        """Returns when it was sent."""
        self.log.reached("type-code")
        reading.pause(0.5)
        self.desktop.xdotool("type", "--delay", "40", digits)
        self._looks("safety-code")
        self.desktop.xdotool("key", "Return")
        return self.log.reached("comparing")

    def reads_the_confirmation_out(self) -> str:
        reading.pause(0.5)
        self._looks("confirmation")
        return reading.digits_on(self.desktop, reading.CONFIRMATION, self._shots)

    def finds_the_pointer(self, customer: Desktop) -> Mapping:
        """Moves the mouse to two places and sees where the customer's pointer goes."""
        width, height = self.desktop.size
        here = [(width * 2 // 5, height * 2 // 5), (width * 3 // 5, height * 3 // 5)]
        there = []
        for x, y in here:
            before = customer.pointer()
            self.desktop.xdotool("mousemove", x, y)
            _wait_until_moved(customer, before)
            reading.pause(0.3)
            there.append(customer.pointer())
        scale = (here[1][0] - here[0][0]) / max(1, there[1][0] - there[0][0])
        return Mapping(here[0][0] - there[0][0] * scale, here[0][1] - there[0][1] * scale, scale)

    def clicks(self, place: tuple[int, int]) -> None:
        self.desktop.xdotool("mousemove", *place)
        reading.pause(0.2)
        self.desktop.xdotool("click", 1)
        reading.pause(0.5)

    def types(self, text: str) -> None:
        """On a German keyboard, where a circumflex alone is its dead key and the space bar."""
        for number, part in enumerate(text.split("^")):
            if number:
                self.desktop.xdotool("key", "dead_circumflex", "space")
            self.desktop.xdotool("type", "--delay", "30", part)
        reading.pause(0.5)

    def presses(self, *keys: str) -> None:
        self.desktop.xdotool("key", *keys)
        reading.pause(0.5)

    def scrolls(self, place: tuple[int, int], notches: int) -> float:
        """Turns the wheel; returns how many different pictures were seen each second meanwhile."""
        self.desktop.xdotool("mousemove", *place)
        hand, started, seen = probe.Hand(self.desktop.name), time.monotonic(), 0
        with probe.Eye(self.desktop.name) as eye:
            before = eye.see(place[0] - 100, place[1] - 100, 200, 200)
            for notch in range(notches):
                hand.turn(down=notch < notches // 2)
                until = time.monotonic() + BRISK
                while time.monotonic() < until:
                    now = eye.see(place[0] - 100, place[1] - 100, 200, 200)
                    seen += not np.array_equal(now, before)
                    before = now
        hand.close()
        return seen / (time.monotonic() - started)

    def drags(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        self.desktop.xdotool("mousemove", *start)
        reading.pause(0.3)
        self.desktop.xdotool("mousedown", 1)
        for step in range(1, 11):
            x, y = (a + (b - a) * step // 10 for a, b in zip(start, end, strict=True))
            self.desktop.xdotool("mousemove", x, y)
            reading.pause(0.03)
        self.desktop.xdotool("mouseup", 1)
        reading.pause(0.8)

    def types_and_watches(self, place: tuple[int, int], count: int) -> float:
        """Milliseconds from a key pressed to a changed picture around `place`, the middle of `count` keys."""
        hand, times = probe.Hand(self.desktop.name), []
        with probe.Eye(self.desktop.name) as eye:
            for _ in range(count):
                time.sleep(0.4)
                before = eye.see(place[0] - 200, place[1] - 40, 400, 80)
                pressed = hand.press()
                while time.monotonic() - pressed < GIVE_UP:
                    if not np.array_equal(eye.see(place[0] - 200, place[1] - 40, 400, 80), before):
                        break
                times.append((time.monotonic() - pressed) * 1000)
        hand.close()
        return statistics.median(times)

    def looks(self, what: str) -> None:
        self._looks(what)

    def _looks(self, what: str) -> None:
        self._count += 1
        self.desktop.screenshot(self._shots / f"agent-{self._count}-{what}.png")


def _wait_until_moved(desktop: Desktop, before: tuple[int, int]) -> None:
    wait_for(lambda: desktop.pointer() != before, "the customer's pointer")


def reading_groups(key: str) -> str:
    """The key as it was heard."""
    return f"{key[:3]} {key[3:5]} {key[5:]}"
