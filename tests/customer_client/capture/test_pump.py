import queue
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from customer_client.capture.pump import STOPPED_WITHIN, Pump
from protocol.problems import Problem, ScreenGone, ScreenRefused
from tests.fakes.screen import FakeEncoder, FakeScreen


class Told:
    """What a pump said, to be waited for."""

    def __init__(self) -> None:
        self.sizes: queue.SimpleQueue[tuple[int, int]] = queue.SimpleQueue()
        self.lost: queue.SimpleQueue[type[Problem]] = queue.SimpleQueue()


@contextmanager
def running(screen: FakeScreen, encoder: FakeEncoder, told: Told) -> Iterator[Pump]:
    pump = Pump(
        lambda: screen,
        encoder,
        time.monotonic,
        on_size=lambda width, height: told.sizes.put((width, height)),
        on_lost=told.lost.put,
    )
    pump.start()
    try:
        yield pump
    finally:
        assert pump.stop()


def test_the_first_picture_comes_although_nothing_changed() -> None:
    screen, encoder, told = FakeScreen(), FakeEncoder(), Told()
    with running(screen, encoder, told):
        assert encoder.arrived(1)
        assert told.sizes.get(timeout=5) == (64, 48)


def test_nothing_is_taken_while_nothing_changes() -> None:
    screen, encoder = FakeScreen(), FakeEncoder()
    with running(screen, encoder, Told()):
        assert encoder.arrived(1)
        screen.change()
        assert encoder.arrived(2)
    assert screen.grabs == 2


def test_whoever_begins_to_look_gets_a_picture_of_a_still_screen() -> None:
    screen, encoder = FakeScreen(), FakeEncoder()
    with running(screen, encoder, Told()) as pump:
        assert encoder.arrived(1)
        pump.refresh()
        assert encoder.arrived(2)


def test_while_the_encoder_is_busy_nothing_is_taken_and_then_the_newest() -> None:
    screen, encoder = FakeScreen(), FakeEncoder()
    with running(screen, encoder, Told()):
        assert encoder.arrived(1)
        encoder.ready.clear()
        while encoder.asked.acquire(blocking=False):
            pass
        screen.change()
        assert encoder.asked.acquire(timeout=5)
        for _ in range(3):
            screen.change()
        assert screen.grabs == 1
        encoder.ready.set()
        assert encoder.arrived(2)
    assert encoder.pictures[1].bgra[0] == screen.shade


def test_a_new_size_is_told_before_its_first_picture() -> None:
    screen, encoder, told = FakeScreen(), FakeEncoder(), Told()
    with running(screen, encoder, told):
        assert encoder.arrived(1)
        screen.change(100, 50)
        assert encoder.arrived(2)
    assert [told.sizes.get(timeout=5) for _ in range(2)] == [(64, 48), (100, 50)]


def test_it_stops_in_time_even_when_nothing_happens_and_gives_the_screen_back() -> None:
    screen, encoder = FakeScreen(), FakeEncoder()
    with running(screen, encoder, Told()) as pump:
        assert encoder.arrived(1)
        before = time.monotonic()
        assert pump.stop()
        assert time.monotonic() - before < STOPPED_WITHIN
    assert screen.closed.wait(5)
    screen.change()
    assert len(encoder.pictures) == 1


def test_a_screen_that_is_lost_is_told_once() -> None:
    screen, encoder, told = FakeScreen(), FakeEncoder(), Told()
    with running(screen, encoder, told):
        assert encoder.arrived(1)
        screen.failure = ScreenGone()
        screen.change()
        assert told.lost.get(timeout=5) is ScreenGone
    assert screen.closed.wait(5)


def test_a_screen_that_may_not_be_seen_is_told_too() -> None:
    told = Told()

    def refuse() -> FakeScreen:
        raise ScreenRefused

    pump = Pump(refuse, FakeEncoder(), time.monotonic, on_size=lambda *_: None, on_lost=told.lost.put)
    pump.start()
    assert told.lost.get(timeout=5) is ScreenRefused
    assert pump.stop()


def test_a_pump_that_never_started_can_be_stopped() -> None:
    pump = Pump(FakeScreen, FakeEncoder(), time.monotonic, on_size=lambda *_: None, on_lost=pytest.fail)
    assert pump.stop()
