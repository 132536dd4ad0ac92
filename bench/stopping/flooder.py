"""An agent without a window: the viewer's real core and connection, and a hand that never rests.

Told `["sign-in", CODE]`, `["new-session"]`, `["code", DIGITS]`, `["hold"]` (a key and a modifier go down and stay so),
`["flood"]` and `["rest"]`, `["last-picture"]`, `["dismiss"]`. Says every step, and `last-picture` with the moment at
which the newest picture was decoded.
"""

import argparse
import threading
import time

import av

import logs
from agent_client.app import real_doors
from agent_client.driver import Driver
from agent_client.settings import Settings, checked
from agent_client.viewing.events import Acted
from agent_client.viewing.status import Dismiss, NewSession, Quit, SetEnrolment, SignIn, Status, TypeCode, Use
from agent_client.viewing.steps import Step
from bench.driven import listen, say
from bench.service import AGENT, CUSTOMER, PASSWORD
from logs import Dialogue
from protocol import peer_messages as m

A_SECOND = 1000
"""Moves of the mouse."""
HELD = ("Control", "F5")
AREA = (200, 300, 800, 400)
"""Where the mouse is moved: left, top, width, height; away from the bar."""


class Flooder:
    """What stands before the picture, and what moves the mouse."""

    def __init__(self, settings: Settings) -> None:
        doors = real_doors(settings)
        self.driver = Driver(
            doors.make_link,
            doors.meet,
            self,
            self.told,
            Dialogue("agent"),
            recorders=doors.recorders,
            browser=doors.browser,
        )
        self._last = ""
        self._picture_at = 0.0
        self._flooding = threading.Event()
        threading.Thread(target=self._flood, name="flood", daemon=True).start()

    def open(self) -> bool:
        return True

    def shut(self) -> None:
        return

    def develop(self, _frame: av.VideoFrame) -> bool:
        self._picture_at = time.monotonic()
        return True

    def told(self, status: Status) -> None:
        now = "picture" if status.step is Step.VIEWING and status.pause is None else status.step.value
        if now != self._last:
            self._last = now
            say(now, key=status.key, session=status.session, confirmation=status.confirmation)

    def obey(self, words: list[str]) -> None:
        act = self.driver.post
        match words:
            case ["sign-in", code]:
                act(Acted(SignIn(AGENT, PASSWORD, code)))
            case ["new-session"]:
                act(Acted(SetEnrolment(CUSTOMER, granted=True, language="de")))
                act(Acted(NewSession(CUSTOMER)))
            case ["code", digits]:
                act(Acted(TypeCode(digits)))
            case ["hold"]:
                act(Acted(Use(tuple(m.KeyDown(key) for key in HELD))))
            case ["flood"]:
                self._flooding.set()
            case ["rest"]:
                self._flooding.clear()
            case ["last-picture"]:
                say("last-picture", at=str(self._picture_at))
            case ["dismiss"]:
                act(Acted(Dismiss()))

    def _flood(self) -> None:
        left, top, width, height = AREA
        step = 0
        while self._flooding.wait():
            step += 1
            place = m.PointerMove(left + step * 7 % width, top + step * 3 % height)
            self.driver.post(Acted(Use((place,))))
            time.sleep(1 / A_SECOND)


def main() -> None:
    """Runs until standard input ends."""
    parser = argparse.ArgumentParser()
    for name in ("server", "ca", "recorders"):
        parser.add_argument(f"--{name}", required=True)
    given = parser.parse_args()
    logs.write_to_stderr()
    flooder = Flooder(checked(Settings(server=given.server, ca=given.ca, recorders=given.recorders)))
    listen(flooder.obey, lambda: flooder.driver.post(Acted(Quit())))
    flooder.driver.start().result()


if __name__ == "__main__":
    main()
