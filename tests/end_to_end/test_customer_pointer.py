"""The real sight of the pointer, on a real X server."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from Xlib import X, Xcursorfont, display

from customer_client.capture import SightMissing
from customer_client.capture.camera import Camera
from customer_client.capture.x11_sight import XSight
from protocol.problems import ScreenGone
from tests.fakes.x_display import x_display

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def name() -> Iterator[str]:
    with x_display() as name:
        yield name


@contextmanager
def program(name: str, glyph: int) -> Iterator[object]:
    """A program whose window, the left half of the screen, has a pointer of its own."""
    connection = display.Display(name)
    font = connection.open_font("cursor")
    cursor = font.create_glyph_cursor(font, glyph, glyph + 1, (0, 0, 0), (65535, 65535, 65535))
    window = connection.screen().root.create_window(
        0, 0, 400, 600, 0, X.CopyFromParent, override_redirect=True, cursor=cursor
    )
    window.map()
    connection.sync()
    yield connection
    connection.close()


def point(name: str, x: int, y: int) -> None:
    connection = display.Display(name)
    connection.screen().root.warp_pointer(x, y)
    connection.sync()
    connection.close()


def test_it_sees_where_the_pointer_is(name: str) -> None:
    sight = XSight(name)
    for place in ((5, 6), (799, 0)):
        point(name, *place)
        seen = sight.look()
        assert (seen.x, seen.y) == place
    sight.close()


def test_it_sees_another_shape_as_soon_as_the_pointer_gets_one(name: str) -> None:
    point(name, 600, 300)
    sight = XSight(name)
    with program(name, Xcursorfont.hand2):
        before = sight.look().shape
        threading.Timer(0.1, point, (name, 100, 300)).start()
        begun = time.monotonic()
        sight.wait(20)
        assert time.monotonic() - begun < 10

        hand = sight.look().shape
        assert hand
        assert hand != before
        assert not hand.is_blank
        assert hand.hot_x < hand.width
        assert len(hand.rgba) == hand.width * hand.height * 4
        point(name, 600, 300)
        assert sight.look().shape == before
        point(name, 100, 300)
        assert sight.look().shape is hand, "a shape is fetched once"
    sight.close()


def test_a_pointer_that_nobody_owns_any_more_is_an_arrow(name: str) -> None:
    sight = XSight(name)
    subprocess.run(["xsetroot", "-display", name, "-cursor_name", "cross"], check=True)
    seen = [sight.look(), sight.look()]
    assert [each.shape for each in seen] == [None, None]
    sight.close()


def test_a_wait_ends_when_it_is_woken_and_a_display_that_is_gone_is_told() -> None:
    with x_display() as name:
        sight = XSight(name)
        sight.look()
        sight.wake()
        sight.wait(30)
    with pytest.raises(ScreenGone):
        sight.look()
    sight.close()


def test_a_server_that_does_not_tell_of_its_pointer_has_no_sight() -> None:
    # In a process of its own: python-xlib keeps the numbers of extensions' events for all servers; here they differ.
    opening = "from customer_client.capture.x11_sight import XSight; import sys; XSight(sys.argv[1])"
    with x_display("-extension", "XFIXES") as name:
        ended = subprocess.run([sys.executable, "-c", opening, name], capture_output=True, text=True, check=False)
    assert SightMissing.__name__ in ended.stderr


def test_the_pictures_are_without_the_pointer(name: str) -> None:
    camera = Camera(name, time.monotonic)
    area = camera.desktop().area
    with program(name, Xcursorfont.hand2):
        point(name, 600, 300)
        before = camera.take(area)
        point(name, 100, 300)
        assert camera.take(area).bgra == before.bgra
    camera.close()
