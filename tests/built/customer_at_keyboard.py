"""A customer who reads the screen and uses the keyboard: nothing of the client is known here but what can be seen."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

import mss
import numpy as np

from agent_client.viewing import status as a
from agent_client.viewing.steps import Step
from bench import reading
from bench.desktop import Desktop, DidNotComeUp, wait_for
from customer_client.ui.palette import NORMAL
from customer_client.ui.waking import WAITS
from tests.end_to_end.service import PASSWORD, Service
from tests.fakes.people import AgentPerson

ANSWERED_WITHIN = 30.0
"""Seconds in which the agent's program hears of an answer; generous, for a busy machine."""
SIGNED_IN_WITHIN = 10.0
SEEN_AFTER = WAITS + 0.5
"""Seconds that a person takes to see that there is a new window; its buttons are awake then."""
PRESSED_AGAIN = 2.0
"""Seconds after which a person presses again what had no effect: the button was not awake yet."""
DRAWN_WITHIN = 0.3
"""Seconds in which a page that is being drawn changes."""
_RING = [int(NORMAL.ring[place : place + 2], 16) for place in (1, 3, 5)]


def ring(desktop: Desktop) -> bytes:
    """Where the ring is that shows what has the keyboard; none is empty."""
    with mss.MSS(display=desktop.name) as screen:
        shot = screen.grab(screen.monitors[0])
    pixels = np.frombuffer(shot.rgb, np.uint8).reshape(shot.height, shot.width, 3)
    return np.argwhere((pixels == _RING).all(axis=2)).tobytes()


def bottom(ring: bytes) -> int:
    """The row on the screen down to which a ring reaches; none is above all."""
    return max(np.frombuffer(ring, np.intp)[::2], default=-1)


@dataclass(frozen=True)
class Waits:
    """Seconds in which the two had to wait for the programs, from an answer to what comes of it."""

    notice: float
    """From the key that was typed to the notice."""
    code: float
    """From the access that was given to the safety code: the two programs find each other."""
    picture: float
    """From the confirmation that was typed to the first picture."""

    @property
    def whole(self) -> float:
        """From the key to the first picture, without the persons' share."""
        return self.notice + self.code + self.picture

    def __str__(self) -> str:
        return f"{self.whole:.1f} s (notice {self.notice:.1f}, code {self.code:.1f}, picture {self.picture:.1f})"


@dataclass
class Meeting:
    """The two, and what lies between the first key and the picture."""

    service: Service
    agent: AgentPerson
    desktop: Desktop
    shots: Path

    async def key(self) -> str:
        await asyncio.to_thread(wait_for, self._signs_in, "the agent's sign-in", 6 * SIGNED_IN_WITHIN)
        self.agent.offers_a_session()
        return (await asyncio.to_thread(self.agent.sees, lambda status: bool(status.key))).key

    def _signs_in(self) -> bool:
        """With another code when a busy server has refused: so would a person."""
        self.agent.does(a.SignIn("muster", PASSWORD, self.service.code()))
        try:
            self.agent.sees(lambda status: status.step is Step.IDLE, SIGNED_IN_WITHIN)
        except AssertionError:
            return False
        return True

    async def until_the_picture(self, key: str) -> Waits:
        """Key, notice, access, safety code: each with keys alone, each as often as it takes."""
        notice = since(await self.answers(Step.NOTICE, "type", "--delay", "60", key))
        await self.answers(Step.ACCESS, "key", "Tab")
        allowed = await self.answers(Step.CONNECTING, "key", "Tab", also=Step.TYPE_CODE)
        await asyncio.to_thread(self.agent.sees, lambda status: status.step is Step.TYPE_CODE)
        found = since(allowed)
        code = await asyncio.to_thread(reading.digits_on, self.desktop, reading.SAFETY_CODE, self.shots)
        self.agent.does(a.TypeCode(code))
        said = await asyncio.to_thread(self.agent.sees, lambda status: bool(status.confirmation))
        confirmed = await self.answers(Step.VIEWING, "type", "--delay", "60", said.confirmation)
        await asyncio.to_thread(self.agent.sees, lambda status: status.step is Step.VIEWING and status.pause is None)
        await asyncio.to_thread(wait_for, lambda: self.agent.pictures > 0, "the first picture")
        return Waits(notice, found, since(confirmed))

    async def answers(self, step: Step, *keys: str, also: Step | None = None) -> float:
        """Presses these, and Return until the agent's program is in `step`: a button may still be asleep.

        Once more from the beginning, when nothing comes of it: on a busy machine they may have come before their page.
        When Return was pressed first, by the clock of `time.monotonic`.
        """

        def reached(status: a.Status) -> bool:
            return status.step in (step, also)

        def pressed() -> bool:
            self.desktop.xdotool("key", "Return")
            try:
                self.agent.sees(reached, PRESSED_AGAIN)
            except AssertionError:
                return False
            return True

        await asyncio.to_thread(reading.pause, SEEN_AFTER)
        await asyncio.to_thread(self.desktop.xdotool, *keys)
        begun = time.monotonic()
        try:
            await asyncio.to_thread(wait_for, pressed, f"{step} after {keys}", ANSWERED_WITHIN / 2)
        except DidNotComeUp:
            await asyncio.to_thread(self.desktop.xdotool, *keys)
            await asyncio.to_thread(wait_for, pressed, f"{step} after {keys}", ANSWERED_WITHIN / 2)
        return begun


def since(begun: float) -> float:
    """Seconds since then."""
    return time.monotonic() - begun
