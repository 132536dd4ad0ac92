import threading
from collections.abc import Iterator

import pytest

from customer_client.capture.wake_up import WakeUp
from tests.fakes.waiting import WITHIN


@pytest.fixture
def wake_up() -> Iterator[WakeUp]:
    wake_up = WakeUp()
    yield wake_up
    wake_up.close()


def test_a_wake_up_ends_the_wait_once(wake_up: WakeUp) -> None:
    wake_up.wake()
    wake_up.wake()

    assert wake_up.wait(WITHIN)
    assert not wake_up.wait(0)


def test_a_wake_up_comes_from_another_thread(wake_up: WakeUp) -> None:
    waker = threading.Thread(target=wake_up.wake)
    waker.start()

    assert wake_up.wait(WITHIN)
    waker.join()


def test_any_number_of_wake_ups_costs_nothing(wake_up: WakeUp) -> None:
    for _ in range(2_000):
        wake_up.wake()

    assert wake_up.wait(0)
