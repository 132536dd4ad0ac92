"""Mouse, keyboard and local input without a machine."""

from collections.abc import Callable

from customer_client.injection import Pause


class FakeHand:
    """A `Keyboard` and a `Pointer` that only note what is done. `failure` is raised instead, if it is set.

    While `slow`, only one character of a text is typed, and the next one needs a moment.
    """

    def __init__(self) -> None:
        self.done: list[tuple[object, ...]] = []
        self.failure: Exception | None = None
        self.slow = False

    def _note(self, *done: object) -> None:
        if self.failure:
            raise self.failure
        self.done.append(done)

    def type_text(self, text: str) -> Pause | None:
        pause = Pause(1, 0.01) if self.slow and len(text) > 1 else None
        self._note("type", text[0] if pause else text)
        return pause

    def press(self, what: str | int) -> None:
        self._note("press", what)

    def release(self, what: str | int) -> None:
        self._note("release", what)

    def move(self, x: int, y: int) -> None:
        self._note("move", x, y)

    def wheel(self, delta_x: int, delta_y: int) -> None:
        self._note("wheel", delta_x, delta_y)


class FakeLocalInput:
    """A `LocalInput` whose customer is the test."""

    def __init__(self) -> None:
        self.used: Callable[[], None] | None = None
        self.panic: Callable[[], None] | None = None
        self.failure: Exception | None = None

    def start(self, used: Callable[[], None], panic: Callable[[], None]) -> None:
        if self.failure:
            raise self.failure
        self.used, self.panic = used, panic

    def stop(self) -> None:
        self.used = self.panic = None
