import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_client.viewing.geometry import Mode, Rectangle, Viewport, in_picture, on_desktop
from peer.picture import Area

sizes = st.integers(min_value=1, max_value=4000)


def test_a_smaller_screen_of_the_same_shape_fills_the_window() -> None:
    assert Viewport(1280, 720, 1920, 1080).placed == Rectangle(0, 0, 1280, 720)


def test_another_shape_is_centred_and_not_distorted() -> None:
    assert Viewport(1366, 700, 1920, 1080).placed == Rectangle(61, 0, 1244, 700)


def test_from_twofold_on_a_screen_is_enlarged_by_whole_numbers() -> None:
    assert Viewport(2000, 1400, 800, 600).placed == Rectangle(200, 100, 1600, 1200)


def test_pixel_for_pixel_is_centred_in_a_larger_window_and_scrolled_in_a_smaller() -> None:
    assert Viewport(2000, 1200, 1920, 1080, Mode.ACTUAL).placed == Rectangle(40, 60, 1920, 1080)
    scrolled = Viewport(1000, 500, 1920, 1080, Mode.ACTUAL, 300, 9999)
    assert scrolled.placed == Rectangle(-300, -580, 1920, 1080)
    assert (scrolled.range_x, scrolled.range_y) == (920, 580)


def test_pixel_for_pixel_in_a_window_of_the_same_size_is_the_identity() -> None:
    viewport = Viewport(1920, 1080, 1920, 1080, Mode.ACTUAL)
    for point in ((0, 0), (1919, 1079), (17, 1000)):
        assert viewport.to_screen(*point) == point == viewport.to_window(*point)


def test_beside_the_picture_there_is_no_pixel_but_a_nearest_one() -> None:
    viewport = Viewport(2000, 1080, 1920, 1080)
    assert viewport.to_screen(10, 500) is None
    assert viewport.nearest(10, 500) == (0, 500)
    assert viewport.nearest(1995, 2000) == (1919, 1079)


@given(st.tuples(sizes, sizes), st.tuples(sizes, sizes), st.sampled_from(Mode), st.data())
def test_every_pixel_of_the_picture_is_one_of_the_screen_and_the_corners_are_reached(
    window: tuple[int, int], screen: tuple[int, int], mode: Mode, data: st.DataObject
) -> None:
    viewport = Viewport(*window, *screen, mode)
    placed = viewport.placed
    x = data.draw(st.integers(placed.left, placed.left + placed.width - 1))
    y = data.draw(st.integers(placed.top, placed.top + placed.height - 1))
    found = viewport.to_screen(x, y)
    assert found is not None
    assert 0 <= found[0] < screen[0]
    assert 0 <= found[1] < screen[1]
    if placed.width > 1 and placed.height > 1:
        assert viewport.to_screen(placed.left, placed.top) == (0, 0)
        corner = (placed.left + placed.width - 1, placed.top + placed.height - 1)
        assert viewport.to_screen(*corner) == (screen[0] - 1, screen[1] - 1)


margins = st.tuples(st.integers(0, 400), st.integers(0, 400))


@given(sizes, sizes, st.integers(1, 4), margins, st.data())
def test_where_a_screen_is_not_made_smaller_every_pixel_is_found_again(
    width: int, height: int, times: int, margin: tuple[int, int], data: st.DataObject
) -> None:
    viewport = Viewport(width * times + margin[0], height * times + margin[1], width, height)
    point = (data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1)))
    assert viewport.to_screen(*viewport.to_window(*point)) == point


@pytest.mark.parametrize("at", [(0, 0), (959, 539), (400, 3)])
def test_where_it_is_made_smaller_a_window_s_pixel_is_found_again(at: tuple[int, int]) -> None:
    viewport = Viewport(960, 540, 1920, 1080)
    found = viewport.to_screen(*at)
    assert found is not None
    assert viewport.to_window(*found) == at


@given(st.integers(1, 3), st.integers(-3000, 3000), st.integers(-3000, 3000), st.data())
def test_each_place_of_the_desktop_is_found_in_its_picture_and_found_again(
    finer: int, left: int, top: int, data: st.DataObject
) -> None:
    area, picture = Area(left, top, 640, 480), (640 * finer, 480 * finer)
    x, y = data.draw(st.integers(left, left + 639)), data.draw(st.integers(top, top + 479))

    at = in_picture(x, y, picture, area)
    assert at
    assert on_desktop(*at, picture, area) == (x, y)


def test_what_is_not_shown_is_not_in_the_picture() -> None:
    assert in_picture(1920, 0, (1920, 1080), Area(0, 0, 1920, 1080)) is None
    assert in_picture(0, 0, (1920, 1080), None) is None


def test_before_it_is_known_what_is_shown_the_picture_is_the_desktop() -> None:
    assert on_desktop(5, 6, (1920, 1080), None) == (5, 6)
