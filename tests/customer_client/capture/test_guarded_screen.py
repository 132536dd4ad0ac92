from collections.abc import Iterator

import pytest

from customer_client.capture.desktop import View
from customer_client.capture.guarded_screen import GuardedScreen
from peer.picture import Picture
from protocol.problems import ScreenGone
from tests.fakes.screen import FakeScreen, view


class Stage:
    """A screen, and a system that may show a desktop of its own; `while_taking` happens during a grab."""

    def __init__(self) -> None:
        self.ours = True
        self.inner = FakeScreen()
        self.screen = GuardedScreen(self.inner, lambda: self.ours)

    def comes_while_taking(self) -> None:
        grab = self.inner.grab

        def taken() -> Picture | None:
            self.ours = False
            return grab()

        self.inner.grab = taken  # type: ignore[method-assign]  # for this one test


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.screen.close()
    assert stage.inner.closed.is_set()


def test_while_the_desktop_is_the_customers_it_is_the_other_screen(stage: Stage) -> None:
    stage.inner.change()
    assert stage.screen.wait(0)
    assert stage.screen.grab()
    assert stage.screen.view == stage.inner.view == view(64, 48)
    assert not stage.screen.wait(0)


def test_while_the_system_asks_for_a_password_nothing_is_taken(stage: Stage) -> None:
    stage.inner.change()
    stage.ours = False
    assert not stage.screen.wait(0)
    assert stage.screen.grab() is None
    assert stage.screen.view == View(stage.inner.view.desktop, away=True)
    assert stage.screen.view.area is None
    assert stage.inner.grabs == 0


def test_after_that_it_goes_on_with_a_whole_picture_although_nothing_changed(stage: Stage) -> None:
    stage.ours = False
    stage.screen.wait(0)
    stage.ours = True
    assert stage.screen.wait(0)
    picture = stage.screen.grab()
    assert picture
    assert picture.changed is None
    assert stage.inner.shown == 1  # anew: whatever it was, the next picture of it is whole
    assert stage.screen.view.area == view(64, 48).area
    assert not stage.screen.wait(0)


def test_what_was_taken_as_the_question_came_is_not_handed_out(stage: Stage) -> None:
    stage.comes_while_taking()
    assert stage.screen.grab() is None
    assert stage.inner.grabs == 1


def test_a_failure_is_one_only_on_the_customers_own_desktop(stage: Stage) -> None:
    stage.inner.failure = ScreenGone()
    with pytest.raises(ScreenGone):
        stage.screen.grab()
    stage.comes_while_taking()
    assert stage.screen.grab() is None


def test_a_wait_ends_when_it_is_woken(stage: Stage) -> None:
    stage.ours = False
    stage.screen.wake()
    assert not stage.screen.wait(30)
    stage.screen.expect()
    assert stage.inner.expected == 1


def test_the_monitor_that_is_shown_can_be_chosen_meanwhile(stage: Stage) -> None:
    (monitor,) = stage.inner.view.desktop.monitors
    stage.ours = False
    stage.screen.wait(0)
    stage.screen.show(monitor)
    stage.ours = True
    assert stage.screen.wait(0)
    assert stage.screen.view == view(64, 48, monitor)
