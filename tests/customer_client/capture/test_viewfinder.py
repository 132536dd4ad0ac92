import random

import pytest

from customer_client.capture import areas
from customer_client.capture.areas import inside
from customer_client.capture.camera import Shot
from customer_client.capture.desktop import Desktop, Monitor, View
from customer_client.capture.viewfinder import Viewfinder
from peer.picture import Area, Picture
from peer.pieces import Converter, pasted
from protocol.problems import ScreenGone
from tests.fakes.camera import FakeCamera
from tests.fakes.screens import Screen, planes_of

ALL = Area(0, 0, 20, 10)
LEFT, RIGHT = Monitor("left", Area(0, 0, 12, 10)), Monitor("right", Area(12, 0, 8, 10))
DESKTOP = Desktop(ALL, (LEFT, RIGHT))
SECOND = Monitor("second", Area(100, 0, 200, 100))
WIDE = Desktop(Area(0, 0, 300, 100), (Monitor("first", Area(0, 0, 100, 100)), SECOND))


def test_each_shot_says_whether_it_is_of_the_same_area_as_the_one_before() -> None:
    finder = Viewfinder(FakeCamera(DESKTOP))
    same = []
    for monitor in (None, None, RIGHT, RIGHT, None):
        finder.show(monitor)
        found = finder.take()
        assert found
        same.append((found.shot.width, found.same_area))

    assert same == [(20, False), (20, True), (8, False), (8, True), (20, False)]


def test_only_where_it_changed_it_is_looked_at_again() -> None:
    camera = FakeCamera(WIDE)
    finder = Viewfinder(camera)
    finder.show(SECOND)
    picture = finder.picture(())
    assert picture
    assert (picture.is_whole, picture.changed) == (True, None)
    camera.rows[50:52] = b"\2\3"
    changed = (Area(90, 50, 2, 2),)
    picture = finder.picture(changed)
    assert picture
    assert camera.taken == [SECOND.area, Area(100 + 90, 50, 64, 2)]
    assert picture.changed == changed
    ((area, bgra),) = picture.pieces
    assert area == Area(90, 50, 64, 2)
    assert list(bgra[:: 64 * 4]) == [2, 3]


def test_where_nothing_changed_nothing_is_looked_at() -> None:
    camera = FakeCamera(WIDE)
    finder = Viewfinder(camera)
    finder.picture(())
    picture = finder.picture(())
    assert picture
    assert (picture.pieces, picture.changed) == ((), ())
    assert camera.taken == [WIDE.area]


def test_after_a_desktop_was_measured_or_chosen_anew_everything_is_looked_at() -> None:
    camera = FakeCamera(WIDE)
    finder = Viewfinder(camera)
    for anew in (finder.measure, lambda: finder.show(None)):
        finder.picture(())
        anew()
        picture = finder.picture((Area(0, 3, 2, 1),))
        assert picture
        assert (picture.is_whole, picture.changed) == (True, None)
        assert camera.taken[-1] == WIDE.area


class PaintedCamera(FakeCamera):
    """Looks at the one large screen that all monitors are places of."""

    def __init__(self, desktop: Desktop, screen: Screen) -> None:
        super().__init__(desktop)
        self.screen = screen

    def take(self, area: Area) -> Shot:
        return Shot(area.width, area.height, bytearray(self.screen.cut(area).bgra), 0.0)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("split", [64, 90, 129])
def test_pieces_show_the_very_frame_that_a_look_at_everything_shows(
    split: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(areas, "PIECE", 1000)  # several pieces of a small screen
    chance, size = random.Random(seed), (split + 75, 71)
    monitors = (Monitor("one", Area(0, 0, split, 71)), Monitor("two", Area(split, 3, 75, 66)))
    screen, later = Screen(*size, seed), Screen(*size, seed + 1)
    camera = PaintedCamera(Desktop(Area(0, 0, *size), monitors), screen)
    finder, converter, shown = Viewfinder(camera), Converter(), None
    counts = set()
    for turn in range(12):
        if turn % 4 == 0:
            finder.show(chance.choice([None, *monitors]))
        seen = finder.view.area
        assert seen
        drawn = [_somewhere(chance, *size) for _ in range(chance.randint(0, 4))]
        for area in drawn:
            screen.lay(later, area)
        picture = finder.picture(inside(drawn, seen))
        assert picture
        counts.add(len(picture.pieces))
        shown = pasted(converter.converted(picture), shown, (seen.width, seen.height))
        everything = Picture.whole(seen.width, seen.height, screen.cut(seen).bgra, 0.0)
        assert planes_of(shown) == planes_of(pasted(Converter().converted(everything), None, (seen.width, seen.height)))
    assert len(counts) > 1


def _somewhere(chance: random.Random, width: int, height: int) -> Area:
    wide, high = chance.randint(1, width // 2), chance.randint(1, 20)
    return Area(chance.randint(0, width - wide), chance.randint(0, height - high), wide, high)


def test_a_monitor_that_is_not_there_gives_nothing_until_it_is_back() -> None:
    camera = FakeCamera(DESKTOP)
    finder = Viewfinder(camera)
    finder.show(RIGHT)
    camera.now = Desktop(LEFT.area, (LEFT,))
    finder.measure()
    assert (finder.take(), finder.view) == (None, View(camera.now, RIGHT))

    camera.now = DESKTOP
    finder.measure()
    found = finder.take()
    assert found
    assert not found.same_area


def test_a_desktop_that_shrinks_while_it_is_looked_at_is_measured_again() -> None:
    camera = FakeCamera(DESKTOP)
    finder = Viewfinder(camera)
    camera.failure, camera.now = ScreenGone(), Desktop(LEFT.area, (LEFT,))

    assert finder.take()
    assert camera.taken == [LEFT.area]
    camera.failure, camera.now = ScreenGone(), DESKTOP
    picture = finder.picture(())
    assert picture
    assert (picture.width, picture.changed) == (20, None)


def test_a_glance_is_at_some_rows_and_changes_nothing() -> None:
    camera = FakeCamera(DESKTOP)
    finder = Viewfinder(camera)
    finder.show(RIGHT)
    finder.take()
    shot = finder.glance(2, 5)
    assert shot
    assert (shot.width, shot.height) == (8, 5)
    assert camera.taken[-1] == Area(12, 2, 8, 5)
    found = finder.take()
    assert found
    assert found.same_area

    camera.failure = ScreenGone()
    assert finder.glance(2, 5) is None
    finder.show(Monitor("away", Area(0, 0, 1, 1)))
    assert finder.glance(0, 1) is None


def test_a_desktop_that_is_gone_is_gone() -> None:
    class Gone(FakeCamera):
        def take(self, area: Area) -> None:  # type: ignore[override]  # it never returns
            raise ScreenGone

    with pytest.raises(ScreenGone):
        Viewfinder(Gone(DESKTOP)).take()
