"""The customer's client with its real windows, which agrees to everything and says where its buttons are.

Told `["key", DIGITS]`, `["confirm", DIGITS]` and `["end"]`; says every step, with the safety code where there is one,
and `buttons` with the middle of each button of the bar whenever they are others.
"""

import argparse
from collections.abc import Callable

import logs
from bench.driven import listen, say
from customer_client.app import assemble
from customer_client.settings import Settings
from customer_client.status import (
    Action,
    AgreeToNotice,
    ChooseAccess,
    End,
    Quit,
    Status,
    Step,
    TypeConfirmation,
    TypeKey,
)
from customer_client.ui.window import Window
from protocol.grants import Level

LOOK_EVERY = 20
"""Milliseconds between two looks at where the buttons are."""


class Seat(Window):
    """The shipped windows; a person is missing only for what leads to the session."""

    def __init__(self, act: Callable[[Action], None]) -> None:
        super().__init__(act, "de")
        self._answer = act
        self._step: Step | None = None
        self._places: dict[str, str] = {}
        listen(self._told, lambda: act(Quit()))
        self._root.after(LOOK_EVERY, self._look_at_buttons)

    def show(self, status: Status) -> None:
        super().show(status)
        if status.step is self._step:
            return
        self._step = status.step
        say(status.step, code=status.code)
        match status.step:
            case Step.READ_NOTICE:
                self._answer(AgreeToNotice("de"))
            case Step.CHOOSE_ACCESS:
                self._answer(ChooseAccess(Level.FULL))

    def _look_at_buttons(self) -> None:
        """In Tk's thread."""
        bar = self._bar
        if bar is not None and bar._buttons:  # noqa: SLF001  # a person would see where they are
            pushed = zip(bar._buttons, bar._pushed, strict=True)  # noqa: SLF001  # as above
            places = {
                button.label: f"{widget.winfo_rootx() + widget.winfo_width() // 2} "
                f"{widget.winfo_rooty() + widget.winfo_height() // 2}"
                for button, widget in pushed
                if widget.winfo_viewable()
            }
            if places and places != self._places:
                self._places = places
                say("buttons", **places)
        self._root.after(LOOK_EVERY, self._look_at_buttons)

    def _told(self, words: list[str]) -> None:
        match words:
            case ["key", digits]:
                self._answer(TypeKey(digits))
            case ["confirm", digits]:
                self._answer(TypeConfirmation(digits))
            case ["end"]:
                self._answer(End())


def main() -> None:
    """Runs until standard input ends."""
    parser = argparse.ArgumentParser()
    for name in ("server", "ca", "recorders", "display"):
        parser.add_argument(f"--{name}", required=True)
    given = parser.parse_args()
    logs.write_to_stderr()
    settings = Settings(server=given.server, ca=given.ca, recorders=given.recorders, display=given.display)
    assemble(settings, Seat).run()


if __name__ == "__main__":
    main()
