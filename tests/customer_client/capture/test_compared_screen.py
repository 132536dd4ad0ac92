"""Without a display; on a real one in tests/end_to_end/test_customer_capture.py."""

from collections.abc import Iterator

import pytest

from customer_client.capture.compared_screen import FRESH, PARTS, ComparedScreen, NowAndThen
from customer_client.capture.desktop import Desktop, Monitor
from customer_client.capture.rhythm import SELDOM
from customer_client.capture.strips import ROWS
from customer_client.capture.viewfinder import Viewfinder
from peer.picture import Area
from tests.fakes.camera import FakeCamera

HEIGHT = 3 * ROWS
ALL = Area(0, 0, 4, HEIGHT)


class Stage:
    """A screen, its camera, and the clock that only the test moves."""

    def __init__(self) -> None:
        self.clock = [100.0]
        self.camera = FakeCamera(Desktop(ALL, (Monitor("one", ALL),)), self.clock)
        self.screen = ComparedScreen(Viewfinder(self.camera), NowAndThen(self.now), self.now)

    def now(self) -> float:
        return self.clock[0]

    def later(self, seconds: float) -> None:
        self.clock[0] += seconds

    def paint(self, *rows: int) -> None:
        for row in rows:
            self.camera.rows[row] ^= 1


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.screen.close()
    assert stage.camera.closed


def test_the_first_look_is_news_all_over(stage: Stage) -> None:
    assert stage.screen.wait(0)
    picture = stage.screen.grab()

    assert picture
    assert picture.changed is None
    assert len(stage.camera.taken) == 1


def test_a_change_is_news_where_it_is(stage: Stage) -> None:
    stage.screen.grab()
    stage.later(1)
    assert not stage.screen.wait(0)
    stage.paint(ROWS)
    stage.later(1)
    assert stage.screen.wait(0)

    picture = stage.screen.grab()
    assert picture
    assert picture.changed == (Area(0, ROWS, 4, ROWS),)


def test_nothing_is_looked_at_before_its_time_unless_a_change_is_likely(stage: Stage) -> None:
    stage.screen.grab()
    for _ in range(20):
        stage.later(SELDOM)
        stage.screen.wait(0)
    looked = len(stage.camera.taken)
    stage.later(SELDOM / 4)
    assert not stage.screen.wait(0)
    assert len(stage.camera.taken) == looked

    stage.screen.expect()
    stage.screen.wait(0)
    assert len(stage.camera.taken) == looked + 1


def test_after_a_rest_one_part_after_the_other_is_looked_at_and_all_when_one_changed(stage: Stage) -> None:
    stage.screen.grab()
    for _ in range(40):
        stage.later(SELDOM)
        assert not stage.screen.wait(0)
    looked = stage.camera.taken[-2 * PARTS :]
    assert {area.height for area in looked} <= {HEIGHT, HEIGHT // PARTS}
    assert len({area.top for area in looked if area.height < HEIGHT}) == PARTS

    stage.paint(HEIGHT - 1)
    found = []
    for _ in range(PARTS + 1):
        stage.later(SELDOM)
        found.append(stage.screen.wait(0))
    assert any(found)
    picture = stage.screen.grab()
    assert picture
    assert picture.changed == (Area(0, 2 * ROWS, 4, ROWS),)


def test_what_was_seen_is_handed_out_while_it_is_fresh_and_looked_at_again_when_not(stage: Stage) -> None:
    stage.screen.grab()
    for pause, looks in ((FRESH / 2, 1), (FRESH * 2, 2)):
        stage.later(1)
        stage.paint(0)
        before = len(stage.camera.taken)
        assert stage.screen.wait(0)
        stage.later(pause)
        stage.paint(HEIGHT - 1)
        picture = stage.screen.grab()
        assert picture
        assert len(stage.camera.taken) == before + looks
        at_the_end = Area(0, 2 * ROWS, 4, ROWS)
        assert (picture.changed or ())[1:] == ((at_the_end,) if looks > 1 else ())
        stage.screen.grab()


def test_the_desktop_is_measured_now_and_then(stage: Stage) -> None:
    stage.screen.grab()
    stage.later(NowAndThen.EVERY / 2)
    stage.screen.grab()
    assert stage.camera.measured == 0
    stage.later(NowAndThen.EVERY)
    stage.screen.grab()
    assert stage.camera.measured == 1


def test_another_monitor_is_news_all_over(stage: Stage) -> None:
    stage.screen.grab()
    part = Monitor("part", Area(0, 0, 4, ROWS))
    stage.camera.now = Desktop(ALL, (Monitor("one", ALL), part))
    stage.later(2)
    stage.screen.grab()
    stage.screen.show(part)

    assert stage.screen.wait(0)
    picture = stage.screen.grab()
    assert picture
    assert (picture.height, picture.changed) == (ROWS, None)


def test_of_a_monitor_that_is_away_there_is_never_news(stage: Stage) -> None:
    stage.screen.show(Monitor("away", Area(0, 0, 1, 1)))

    assert not stage.screen.wait(0)
    assert stage.screen.grab() is None
    assert stage.camera.taken == []
