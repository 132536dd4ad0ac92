"""The agent's viewer, full screen, without a person.

Told `["sign-in", CODE]`, `["new-session"]` (the customer agrees to EasySupport first), `["code", DIGITS]`, `["end"]`
and `["dismiss"]`.
Says every step, with the session key or the confirmation where there is one, and `picture` once the first
picture is on the screen.
"""

import argparse
import sys

import logs
from agent_client.app import Viewer, assemble
from agent_client.settings import Settings
from agent_client.viewing.status import Dismiss, End, NewSession, Quit, SetEnrolment, SignIn, Status, TypeCode
from agent_client.viewing.steps import Step
from bench.driven import listen, say
from bench.service import AGENT, CUSTOMER, PASSWORD


class Announcer:
    """Says where the viewer is, once for each step."""

    def __init__(self) -> None:
        self._last = ""

    def told(self, status: Status) -> None:
        now = "picture" if status.step is Step.VIEWING and status.pause is None else status.step.value
        if now != self._last:
            self._last = now
            say(now, key=status.key, session=status.session, confirmation=status.confirmation)


def obey(viewer: Viewer, words: list[str]) -> None:
    """Does what the words say."""
    match words:
        case ["sign-in", code]:
            viewer.act(SignIn(AGENT, PASSWORD, code))
        case ["new-session"]:
            viewer.act(SetEnrolment(CUSTOMER, granted=True, language="de"))
            viewer.act(NewSession(CUSTOMER))
        case ["code", digits]:
            viewer.act(TypeCode(digits))
        case ["end"]:
            viewer.act(End())
        case ["dismiss"]:
            viewer.act(Dismiss())


def main() -> int:
    """Runs until standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--ca", required=True)
    parser.add_argument("--recorders", required=True)
    given = parser.parse_args()
    logs.write_to_stderr()
    viewer = assemble(Settings(server=given.server, ca=given.ca, recorders=given.recorders, full_screen=True))
    viewer.watch(Announcer().told)
    listen(lambda words: obey(viewer, words), lambda: viewer.act(Quit()))
    return viewer.run()


if __name__ == "__main__":
    sys.exit(main())
