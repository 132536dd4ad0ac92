"""The real viewer with an invented server and customer, in a process of its own, driven over standard input.

Says as JSON lines: `["step", step, pause]`, `["input", type, fields]`, `["keyboard", grabbed]`, `["qt", warning]`.
Is told: `["gate", hold or null]`, `["grants", [...]]`, `["quit"]`.
"""

import json
import sys
import threading
from typing import Any

import msgspec
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from agent_client.app import Viewer
from agent_client.settings import Settings
from agent_client.viewing.status import Quit, Status
from agent_client.viewing.steps import Step
from protocol import peer_messages as m
from protocol.gate import Hold
from protocol.grants import Grant
from tests.fakes.viewer_doors import FakeCustomer, frame
from tests.fakes.viewer_session import ViewerSession

_saying = threading.Lock()


def say(*words: Any) -> None:
    with _saying:
        sys.stdout.write(json.dumps(words) + "\n")
        sys.stdout.flush()


def warned(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    say("qt", text)


class Watched(ViewerSession):
    """Says every input that arrives at the customer."""

    def _customer(self, customer: FakeCustomer, message: m.FromAgent) -> None:
        if not isinstance(message, m.Heartbeat):
            fields = msgspec.to_builtins(message)
            say("input", fields.pop("type"), fields)
        super()._customer(customer, message)


class Program:
    """The viewer and everyone else."""

    def __init__(self, settings: Settings, size: tuple[int, int], grants: list[Grant]) -> None:
        self.session = Watched(*grants, size=size)
        self.viewer = Viewer(settings, self.session.doors)
        self.viewer.watch(self._told)
        self.viewer.window.viewer_page.hands.grabbed.connect(lambda grabbed: say("keyboard", grabbed))
        self._acted: set[Step] = set()
        self._said: tuple[str, str | None] | None = None

    def _told(self, status: Status) -> None:
        pause = status.pause.value if status.pause else None
        if self._said != (status.step.value, pause):
            self._said = (status.step.value, pause)
            say("step", *self._said)
        if status.step not in self._acted and (action := self.session.next_action(status)):
            self._acted.add(status.step)
            self.viewer.act(action)

    def obey(self) -> None:
        for line in sys.stdin:
            match json.loads(line):
                case ["gate", hold]:
                    held = Hold(hold) if hold else None
                    self._customer_says(m.GateChanged(picture=held, input=held))
                case ["grants", grants]:
                    self._customer_says(m.Granted(frozenset(map(Grant, grants))))
        self.viewer.act(Quit())

    def _customer_says(self, message: m.FromCustomer) -> None:
        loop = self.viewer.driver.loop
        customer = self.session.customers[-1]
        loop.call_soon_threadsafe(customer.says, message)
        if isinstance(message, m.GateChanged) and message.picture is None:
            loop.call_soon_threadsafe(customer.listener.picture, frame(*self.session.size))


def main() -> int:
    given = json.loads(sys.argv[1])
    qInstallMessageHandler(warned)
    settings = msgspec.convert(given["settings"], Settings)
    program = Program(settings, tuple(given["size"]), list(map(Grant, given["grants"])))
    threading.Thread(target=program.obey, daemon=True).start()
    return program.viewer.run()


if __name__ == "__main__":
    sys.exit(main())
