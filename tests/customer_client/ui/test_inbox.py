import errno
import os
from collections.abc import Callable, Iterator

import pytest

from customer_client.status import Status, Step
from customer_client.ui.inbox import Inbox
from tests.fakes.systems import ON_WINDOWS

ONE, TWO = Status(), Status(step=Step.CLAIMING)


class WakeableRoot:
    """Tk where it can watch a file."""

    def __init__(self) -> None:
        self.handlers: dict[int, Callable[[int, int], None]] = {}

    def createfilehandler(self, file: int, mask: int, handler: Callable[[int, int], None]) -> None:
        self.handlers[file] = handler

    def deletefilehandler(self, file: int) -> None:
        del self.handlers[file]

    def turn(self) -> None:
        """One turn of the main loop."""
        for file, handler in self.handlers.items():
            handler(file, 0)


class LookingRoot:
    """Tk where it cannot."""

    def __init__(self) -> None:
        self.looks: list[Callable[[], None]] = []

    def after(self, _: int, look: Callable[[], None]) -> None:
        self.looks.append(look)

    def turn(self) -> None:
        self.looks.pop()()


needs_pipes = pytest.mark.skipif(ON_WINDOWS, reason="Tk watches no files on Windows")


@pytest.fixture(params=[pytest.param(WakeableRoot, marks=needs_pipes), LookingRoot])
def root(request: pytest.FixtureRequest) -> WakeableRoot | LookingRoot:
    made: WakeableRoot | LookingRoot = request.param()
    return made


@pytest.fixture
def received() -> list[Status | None]:
    return []


@pytest.fixture
def inbox(root: WakeableRoot, received: list[Status | None]) -> Iterator[Inbox]:
    made = Inbox(root, received.append)
    yield made
    made.close()


def test_everything_arrives_in_order_in_the_next_turn(
    root: WakeableRoot, inbox: Inbox, received: list[Status | None]
) -> None:
    for status in (ONE, TWO, ONE, None):
        inbox.put(status)
    assert received == []
    root.turn()
    assert received == [ONE, TWO, ONE, None]


def test_many_more_than_a_pipe_holds_do_not_stop_the_sender(
    root: WakeableRoot, inbox: Inbox, received: list[Status | None]
) -> None:
    for _ in range(66_000):
        inbox.put(ONE)
    root.turn()
    assert len(received) == 66_000


def test_a_status_after_the_end_goes_nowhere(root: WakeableRoot, received: list[Status | None]) -> None:
    inbox = Inbox(root, received.append)
    inbox.close()
    inbox.put(ONE)
    inbox.close()
    assert received == []


@needs_pipes
def test_no_file_stays_open_after_the_end(received: list[Status | None]) -> None:
    root = WakeableRoot()
    inbox = Inbox(root, received.append)
    (file,) = root.handlers
    inbox.close()
    assert root.handlers == {}
    with pytest.raises(OSError) as refused:  # noqa: PT011  # each system has a text of its own
        os.fstat(file)
    assert refused.value.errno == errno.EBADF
