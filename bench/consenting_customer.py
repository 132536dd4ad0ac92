"""The customer's client with a window that agrees to everything. It lives here and never in the shipped client.

Told `["key", DIGITS]` and `["end"]`; says every step, with the safety code where there is one.
"""

import argparse
import queue
from collections.abc import Callable

import logs
from bench.driven import listen, say
from customer_client.app import assemble
from customer_client.settings import Settings
from customer_client.status import Action, AgreeToNotice, ChooseAccess, End, Quit, Status, Step, TypeKey
from protocol.grants import Level


class ConsentingWindow:
    """No window at all: says yes at once, and passes on what it is told."""

    def __init__(self, act: Callable[[Action], None]) -> None:
        self._act = act
        self._statuses: queue.SimpleQueue[Status | None] = queue.SimpleQueue()
        listen(self._told, lambda: act(Quit()))

    def show(self, status: Status) -> None:
        self._statuses.put(status)

    def own_rectangles(self) -> tuple[tuple[int, int, int, int], ...]:
        return ()

    def has_focus(self) -> bool:
        return False

    def run(self) -> None:
        step = None
        while (status := self._statuses.get()) is not None:
            if status.step is step:
                continue
            step = status.step
            say(step, code=status.code)
            match step:
                case Step.READ_NOTICE:
                    self._act(AgreeToNotice())
                case Step.CHOOSE_ACCESS:
                    self._act(ChooseAccess(Level.FULL))

    def close(self) -> None:
        self._statuses.put(None)

    def _told(self, words: list[str]) -> None:
        match words:
            case ["key", digits]:
                self._act(TypeKey(digits))
            case ["end"]:
                self._act(End())


def main() -> None:
    """Runs until standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--ca", required=True)
    given = parser.parse_args()
    logs.write_to_stderr()
    assemble(Settings(server=given.server, ca=given.ca), ConsentingWindow).run()


if __name__ == "__main__":
    main()
