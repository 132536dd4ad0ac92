"""The parts that need no display; the rest is proved on a real one, in tests/end_to_end/test_customer_capture.py."""

import threading
from collections.abc import Iterator

import pytest

from customer_client.capture import damage
from customer_client.capture.damage import WakeUp, connect
from protocol.problems import Problem, ScreenGone, ScreenRefused


@pytest.fixture
def wake_up() -> Iterator[WakeUp]:
    wake_up = WakeUp()
    yield wake_up
    wake_up.close()


def test_a_wake_up_ends_the_wait_once(wake_up: WakeUp) -> None:
    wake_up.wake()
    wake_up.wake()

    assert wake_up.wait(5)
    assert not wake_up.wait(0)


def test_a_wake_up_comes_from_another_thread(wake_up: WakeUp) -> None:
    waker = threading.Thread(target=wake_up.wake)
    waker.start()

    assert wake_up.wait(5)
    waker.join()


def test_any_number_of_wake_ups_costs_nothing(wake_up: WakeUp) -> None:
    for _ in range(100_000):
        wake_up.wake()

    assert wake_up.wait(0)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("Authorization required, but no authorization protocol specified", ScreenRefused),
        ("No protocol specified", ScreenRefused),
        ("[Errno 2] No such file or directory", ScreenGone),
    ],
)
def test_a_server_that_does_not_want_us_is_told_from_one_that_is_not_there(
    said: str, problem: type[Problem], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(name: str | None) -> None:
        raise damage.error.DisplayConnectionError(name, said)

    monkeypatch.setattr(damage.display, "Display", fails)

    with pytest.raises(problem):
        connect(":0")
