"""A customer at the keyboard who is being helped: nothing of the client is known here but what can be seen."""

import time
from pathlib import Path
from typing import Final

import mss
import numpy as np

from agent_client.viewing.steps import Step
from bench import reading
from bench.desktop import Desktop, DidNotComeUp, wait_for
from bench.removal.hotline import Hotline
from bench.removal.plans import Stage
from customer_client.ui.pages import Role
from customer_client.ui.palette import NORMAL
from customer_client.ui.waking import WAITS

SEEN_AFTER: Final = WAITS + 0.5
"""Seconds that a person takes to see that there is a new window; its buttons are awake then."""
PRESSED_AGAIN: Final = 2.0
"""Seconds after which a person presses again what had no effect."""
ANSWERED_WITHIN: Final = 60.0
"""Seconds for an answer to reach the agent, on a busy machine."""
_END: Final = NORMAL.buttons[Role.END].ground
_LARGE: Final = 500
"""Pixels of a button's colour that are a button."""


class Helped:
    """The customer, and what the two say on the phone."""

    def __init__(self, desktop: Desktop, hotline: Hotline, shots: Path) -> None:
        self._desktop, self._hotline, self._shots = desktop, hotline, shots

    def goes_to(self, stage: Stage, key: str) -> None:
        """From the window for the key to this stage. Raises `DidNotComeUp`."""
        ways = {
            Stage.NOTICE: lambda: self._answers(Step.NOTICE, "type", "--delay", "60", key),
            Stage.ACCESS: self._agrees,
            Stage.CODE: self._allows,
            Stage.PICTURE: self._compares,
            Stage.CONTROL: self._hotline.operates,
        }
        for each, way in ways.items():
            way()
            if each is stage:
                return

    def _agrees(self) -> None:
        self._answers(Step.ACCESS, "key", "Tab")

    def _allows(self) -> None:
        self._answers(Step.CONNECTING, "key", "Tab", also=Step.TYPE_CODE)
        self._hotline.sees(lambda status: status.step is Step.TYPE_CODE, "the question for the safety code")

    def _compares(self) -> None:
        code = reading.digits_on(self._desktop, reading.SAFETY_CODE, self._shots, ANSWERED_WITHIN)
        said = self._hotline.types_the_code(code)
        self._answers(Step.VIEWING, "type", "--delay", "60", said)
        self._hotline.sees(lambda status: status.step is Step.VIEWING and status.pause is None, "a picture")
        wait_for(lambda: self._hotline.pictures, "the first picture", ANSWERED_WITHIN)

    def _answers(self, step: Step, *keys: str, also: Step | None = None) -> None:
        """Presses these, and Return until the agent is in `step`; all of it again when nothing comes of it."""

        def pressed() -> bool:
            self._desktop.xdotool("key", "Return")
            try:
                self._hotline.sees(lambda status: status.step in (step, also), step, PRESSED_AGAIN)
            except DidNotComeUp:
                return False
            return True

        reading.pause(SEEN_AFTER)
        until = time.monotonic() + ANSWERED_WITHIN
        while time.monotonic() < until:
            self._desktop.xdotool(*keys)
            for _ in range(3):
                if pressed():
                    return
        raise DidNotComeUp(f"{step} after {keys}")

    def ends_on_the_bar(self) -> None:
        """With a click on the red button, wherever that is."""
        click_on_the_end(self._desktop)

    def presses_the_emergency_key(self) -> None:
        """Three times, as the bar says."""
        self._desktop.xdotool("key", "--delay", "80", "Escape", "Escape", "Escape")

    def sees_the_bar(self) -> bool:
        """Whether there is a session, as far as can be seen."""
        return _end_on(self._desktop) is not None


def click_on_the_end(desktop: Desktop) -> None:
    """On the bar's red button, wherever that is to be seen. Raises `DidNotComeUp`."""
    x, y = wait_for(lambda: _end_on(desktop), "the button that ends", ANSWERED_WITHIN)
    desktop.xdotool("mousemove", x, y, "click", 1)


def _end_on(desktop: Desktop) -> tuple[int, int] | None:
    """A place on the button, near its upper edge, where no letters are."""
    colour = [int(_END[place : place + 2], 16) for place in (1, 3, 5)]
    with mss.MSS(display=desktop.name) as screen:
        shot = screen.grab(screen.monitors[0])
    pixels = np.frombuffer(shot.rgb, np.uint8).reshape(shot.height, shot.width, 3)
    rows, columns = (pixels == colour).all(axis=2).nonzero()
    return (int(np.median(columns)), int(rows.min()) + 3) if len(rows) > _LARGE else None
