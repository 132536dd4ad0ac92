"""The customer's real core, windows and injection, and an agent who tries to answer the customer's own dialogs.

DISPLAY=:80 python -m tests.end_to_end.rogue_agent_program ATTEMPTS [--unguarded]   says one JSON object: what came of
it. Unguarded, input is not held back while a dialog is up, nor from our own windows: then it presses our buttons.

The agent has full access, asks for a second agent and then for one right after the other, and uses mouse and keyboard
on the dialog in every way there is: before, while and after it appears. Nobody else touches the computer; one that is
still up is asked about again after the customer's no.
"""

import json
import os
import queue
import random
import sys
import threading
import time
from collections.abc import Iterator

from customer_client import commands as c
from customer_client import events as e
from customer_client.doors import of_this_machine
from customer_client.injection.strokes import carry_out
from customer_client.rights import ASK_AGAIN_AFTER
from customer_client.status import Action, AnswerGrant, AnswerSecond
from customer_client.ui.window import Window
from customer_client.window import OwnWindows, own_windows
from protocol import peer_messages as m
from protocol.gate import Gate
from protocol.grants import Grant, Office
from tests.fakes.customer_play import Play, only
from tests.fakes.screen import view

EACH = 0.04
"""Seconds that the agent spends on one attempt: a stroke every few milliseconds."""
A_DIALOG_STAYS = 75
"""Attempts for which the customer does nothing, then says no: twice as long as the yes takes to wake."""
PACE = 0.004
"""Seconds between two strokes: fast for a hand, and the windows still get their turn to draw and to wake."""
BY_MOUSE = 0.8
"""Of the attempts; the others are made with keys."""


class Rogue:
    """The agent's bot, with the customer's client round it."""

    def __init__(self, window: Window, actions: "queue.Queue[Action]", *, guarded: bool) -> None:
        self.window, self.actions, self.guarded = window, actions, guarded
        self.play = Play().helped()
        self.play.say(e.ViewChanged(view(1280, 720)))
        self.doors = of_this_machine(os.environ["DISPLAY"], time.monotonic)
        self.draw = random.Random(7)
        self.asked = self.tried = self.injected = self.through = 0
        self.accepted: list[str] = []
        self.pressed: list[str] = []

    def run(self, attempts: int) -> dict[str, object]:
        rights = [m.AskGrant(grant) for grant in Grant if grant not in self.play.status.grants]
        wanted = [m.AskSecond("Mallory", Office.SUPERVISOR), *rights]
        for number in range(attempts):
            self.meanwhile()
            if not self.dialog():
                self.play.after(ASK_AGAIN_AFTER)
                self.attack(before=True)
                self.do(self.play.from_agent(wanted[self.asked % len(wanted)]))
                self.asked += self.dialog()
                self.window.show(self.play.status)
            until = time.monotonic() + EACH
            while time.monotonic() < until:
                self.attack(before=False)
            if number % A_DIALOG_STAYS == A_DIALOG_STAYS - 1:
                self.say_no()
        return {
            "attempts": attempts,
            "asked": self.asked,
            "accepted": self.accepted,
            "pressed": self.pressed,
            "tried": self.tried,
            "injected": self.injected,
            "through": self.through,
        }

    def dialog(self) -> bool:
        """Whether the customer is being asked something."""
        return self.play.status.asked is not None or self.play.status.joining is not None

    def say_no(self) -> None:
        """The customer does; the next dialog is a new one."""
        if asked := self.play.status.asked:
            self.do(self.play.acts(AnswerGrant(asked, given=False)))
        if joining := self.play.status.joining:
            self.do(self.play.acts(AnswerSecond(joining.name, given=False)))
        self.window.show(self.play.status)

    def meanwhile(self) -> None:
        """What the window says the customer did; nobody sits there, so all of it would be the agent's."""
        while not self.actions.empty():
            action = self.actions.get()
            self.do(self.play.acts(action))
            self.window.show(self.play.status)
            self.pressed.append(type(action).__name__)
            if isinstance(action, AnswerGrant | AnswerSecond) and action.given:
                self.accepted.append(str(action))
        self.do(self.play.after(0.1))

    def do(self, commands: list[c.Command]) -> int:
        """Carries out what the client wants to be injected, at the real doors."""
        strokes = [command.stroke for command in only(commands, c.Inject)]
        for stroke in strokes:
            carry_out(stroke, self.doors.keyboard, self.doors.pointer)
        self.injected += len(strokes)
        return len(strokes)

    def attack(self, *, before: bool) -> None:
        for message in self.ways(before=before):
            own = own_windows(self.window) if self.guarded else OwnWindows()
            injected = self.do(self.play.from_agent(message, own))
            self.through += injected * (not before)
            self.tried += 1
            time.sleep(PACE)

    def ways(self, *, before: bool) -> Iterator[m.FromAgent]:
        """One way to press a button: by mouse, by space or Enter after Tab, by Alt and a letter.

        The bot knows the dialog: yes stands in its right half, and is one Tab away from no, which has the keyboard.
        """
        if before or self.draw.random() < BY_MOUSE:
            left, top, width, height = self.aim(before=before)
            x, y = left + self.draw.randrange(max(1, width)), top + self.draw.randrange(max(1, height))
            yield m.PointerMove(x, y)
            yield m.PointerDown(0, x, y)
            if not before:
                yield m.PointerUp(0, x, y)
                return
        yield m.KeyDown("Tab")
        yield m.KeyUp("Tab")
        key = self.draw.choice(("Enter", " ", "Alt"))
        yield m.TypeText(key) if key == " " else m.KeyDown(key)
        if key == "Alt":
            yield m.KeyDown(self.draw.choice("jyae"))
        if not before:
            yield m.ReleaseAll()

    def aim(self, *, before: bool) -> tuple[int, int, int, int]:
        """Where to click: anywhere on our windows, or where the newest of them has its yes."""
        rectangles = self.window.own_rectangles() or [(0, 0, 1280, 720)]
        if before:
            return self.draw.choice(rectangles)
        left, top, width, height = rectangles[-1]
        return left + width * 6 // 10, top + height // 2, width * 3 // 10, height * 4 // 10


def main() -> int:
    attempts, guarded = int(sys.argv[1]), "--unguarded" not in sys.argv
    if not guarded:
        Gate.input = Gate.picture  # type: ignore[method-assign]  # what the gate would be without its last holds
    actions: queue.Queue[Action] = queue.Queue()
    window = Window(actions.put, "de")

    def play() -> None:
        try:
            rogue = Rogue(window, actions, guarded=guarded)
            window.show(rogue.play.status)
            time.sleep(1.0)  # the desktop settles
            sys.stdout.write(json.dumps(rogue.run(attempts)) + "\n")
        finally:
            window.close()

    thread = threading.Thread(target=play, name="rogue")
    thread.start()
    window.run()
    thread.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
