import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from customer_client.capture import pump as module
from customer_client.capture.desktop import Desktop, Monitor, View
from customer_client.capture.pump import STOPPED_WITHIN, Pump
from peer.picture import Area, Picture
from protocol.problems import Problem, ScreenGone, ScreenRefused
from tests.fakes.screen import FakeEncoder, FakeScreen, view
from tests.fakes.stopwatch import Stopwatch
from tests.fakes.waiting import WITHIN


class Told:
    """What a pump said, to be waited for."""

    def __init__(self) -> None:
        self.views: queue.SimpleQueue[View] = queue.SimpleQueue()
        self.lost: queue.SimpleQueue[type[Problem]] = queue.SimpleQueue()


@pytest.fixture(autouse=True)
def a_busy_machine_may_take_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STOPPED_WITHIN", WITHIN)


@contextmanager
def running(screen: FakeScreen, encoder: FakeEncoder, told: Told) -> Iterator[Pump]:
    pump = Pump(
        lambda: screen,
        encoder,
        time.monotonic,
        on_view=told.views.put,
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
        assert told.views.get(timeout=WITHIN) == view(64, 48)


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
        assert encoder.asked.acquire(timeout=WITHIN)
        for _ in range(3):
            screen.change()
        assert screen.grabs == 1
        encoder.ready.set()
        assert encoder.arrived(2)
    assert encoder.pictures[1].pieces[0].bgra[0] == screen.shade


def test_after_a_picture_that_was_not_handed_on_the_screen_is_shown_anew() -> None:
    screen, encoder = FakeScreen(), FakeEncoder()
    with running(screen, encoder, Told()) as pump:
        assert encoder.arrived(1)
        grab, show, shown = screen.grab, screen.show, threading.Event()

        def grabbed_as_somebody_rests() -> Picture | None:
            screen.grab = grab  # type: ignore[method-assign]  # this once
            pump.rest()
            return grab()

        def seen(monitor: Monitor | None) -> None:
            show(monitor)
            shown.set()

        screen.grab, screen.show = grabbed_as_somebody_rests, seen  # type: ignore[method-assign]  # this once
        screen.change()
        assert shown.wait(WITHIN)
        assert len(encoder.pictures) == 1
        pump.go_on()
        assert encoder.arrived(2)


def test_a_new_size_is_told_before_its_first_picture() -> None:
    screen, encoder, told = FakeScreen(), FakeEncoder(), Told()
    with running(screen, encoder, told):
        assert encoder.arrived(1)
        screen.change(view(100, 50))
        assert encoder.arrived(2)
    assert [told.views.get(timeout=WITHIN) for _ in range(2)] == [view(64, 48), view(100, 50)]
    assert encoder.keyframes == 1


def test_the_monitor_that_is_wanted_is_shown_at_once() -> None:
    screen, encoder, told = FakeScreen(), FakeEncoder(), Told()
    right = Monitor("right", Area(64, 0, 32, 48))
    screen.view = View(Desktop(Area(0, 0, 96, 48), (Monitor("left", Area(0, 0, 64, 48)), right)))
    with running(screen, encoder, told) as pump:
        assert encoder.arrived(1)
        pump.show(right)
        assert encoder.arrived(2)
    assert [told.views.get(timeout=WITHIN).area for _ in range(2)] == [Area(0, 0, 96, 48), Area(64, 0, 32, 48)]
    assert (encoder.pictures[1].width, encoder.keyframes) == (32, 1)


def test_of_a_monitor_that_is_not_there_no_picture_is_taken_until_it_comes_back() -> None:
    screen, encoder, told = FakeScreen(), FakeEncoder(), Told()
    (one,), nothing = screen.view.desktop.monitors, Desktop(Area(0, 0, 10, 10))
    with running(screen, encoder, told) as pump:
        assert encoder.arrived(1)
        pump.show(one)
        assert encoder.arrived(2)
        screen.change(View(nothing, one))
        assert [told.views.get(timeout=WITHIN).area for _ in range(3)][2] is None
        assert len(encoder.pictures) == 2
        screen.change(view(64, 48, one))
        assert encoder.arrived(3)


def test_a_desktop_that_changes_beside_what_is_shown_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAKES_EVERY", 0.02)
    screen, encoder, told = FakeScreen(), FakeEncoder(), Told()
    with running(screen, encoder, told):
        assert encoder.arrived(1)
        told.views.get(timeout=WITHIN)
        screen.view = View(Desktop(Area(0, 0, 64, 48), ()))
        assert told.views.get(timeout=WITHIN) == screen.view
    assert (len(encoder.pictures), encoder.keyframes) == (1, 0)


def test_a_screen_hears_that_a_change_is_likely() -> None:
    screen, encoder = FakeScreen(), FakeEncoder()
    with running(screen, encoder, Told()) as pump:
        assert encoder.arrived(1)
        pump.expect()
        assert screen.expected == 1


def test_it_stops_in_time_even_when_nothing_happens_and_gives_the_screen_back() -> None:
    screen, encoder = FakeScreen(), FakeEncoder()
    with running(screen, encoder, Told()) as pump:
        assert encoder.arrived(1)
        watch = Stopwatch()
        assert pump.stop()
        assert watch.seconds() < STOPPED_WITHIN
    assert screen.closed.wait(WITHIN)
    screen.change()
    assert len(encoder.pictures) == 1


def test_a_screen_that_is_lost_is_told_once() -> None:
    screen, encoder, told = FakeScreen(), FakeEncoder(), Told()
    with running(screen, encoder, told):
        assert encoder.arrived(1)
        screen.failure = ScreenGone()
        screen.change()
        assert told.lost.get(timeout=WITHIN) is ScreenGone
    assert screen.closed.wait(WITHIN)


def test_a_screen_that_may_not_be_seen_is_told_too() -> None:
    told = Told()

    def refuse() -> FakeScreen:
        raise ScreenRefused

    pump = Pump(refuse, FakeEncoder(), time.monotonic, on_view=lambda _: None, on_lost=told.lost.put)
    pump.start()
    assert told.lost.get(timeout=WITHIN) is ScreenRefused
    assert pump.stop()


def test_a_pump_that_never_started_can_be_stopped() -> None:
    pump = Pump(FakeScreen, FakeEncoder(), time.monotonic, on_view=lambda _: None, on_lost=pytest.fail)
    assert pump.stop()


def test_while_it_rests_nothing_is_taken_but_the_monitors_are_known() -> None:
    screen, encoder, told = FakeScreen(), FakeEncoder(), Told()
    with running(screen, encoder, told) as pump:
        assert encoder.arrived(1)
        told.views.get(timeout=WITHIN)
        pump.rest()
        screen.change()
        screen.view = view(32, 24)
        assert told.views.get(timeout=WITHIN) == view(32, 24)
        taken = screen.grabs
        pump.go_on()
        assert encoder.arrived(2)
    assert taken <= 2, "one may have been under way"
