"""The real screen door, on a real X server."""

import gc
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
import pytest
from Xlib import X, display
from Xlib.ext import damage

from customer_client.capture.camera import Camera
from customer_client.capture.compared_screen import ComparedScreen
from customer_client.capture.mss_screen import open_screen
from customer_client.capture.mss_seams import SeamBroken, selfcheck
from customer_client.capture.watched_screen import WatchedScreen
from customer_client.capture.x11_permission import refusal
from customer_client.capture.x11_regions import Region
from peer.picture import Area, Picture
from protocol.problems import ScreenGone, ScreenRefused, WaylandRefuses
from tests.fakes.x_display import x_display

pytestmark = pytest.mark.end_to_end
RIGHT = ("--setmonitor", "right", "400/100x600/150+400+0", "none")
# python-xlib leaves the sockets of a connection that did not come about to the garbage collector.
LEAVES_SOCKETS = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)


def paint(name: str, color: int, area: tuple[int, int, int, int] = (10, 10, 50, 50)) -> None:
    """Draws a rectangle on the root window, as any program could."""
    connection = display.Display(name)
    root = connection.screen().root
    pen = root.create_gc(foreground=color, subwindow_mode=X.IncludeInferiors)
    root.fill_rectangle(pen, *area)
    connection.sync()
    connection.close()


SHOWN: WeakKeyDictionary[WatchedScreen | ComparedScreen, np.ndarray] = WeakKeyDictionary()
"""What whoever lays all pieces over each other sees."""


def taken(screen: WatchedScreen | ComparedScreen) -> Picture:
    picture = screen.grab()
    assert picture
    if picture.is_whole:
        SHOWN[screen] = np.zeros((picture.height, picture.width, 4), np.uint8)
    for (left, top, width, height), bgra in picture.pieces:
        pixels = np.frombuffer(bgra, np.uint8).reshape(height, width, 4)
        SHOWN[screen][top : top + height, left : left + width] = pixels
    return picture


def pixel(screen: WatchedScreen | ComparedScreen, x: int, y: int) -> bytes:
    taken(screen)
    return SHOWN[screen][y, x, :3].tobytes()


@pytest.fixture(params=["watched", "compared"])
def name(request: pytest.FixtureRequest) -> object:
    options = ("-extension", "DAMAGE") if request.param == "compared" else ()
    with x_display(*options) as name:
        yield name


def opened(name: str) -> WatchedScreen | ComparedScreen:
    return open_screen(name, time.monotonic)


def test_a_change_ends_the_wait_and_is_in_the_picture(name: str) -> None:
    screen = opened(name)
    taken(screen)
    painter = threading.Thread(target=paint, args=(name, 0x123456))
    painter.start()

    assert screen.wait(5)
    painter.join()
    assert pixel(screen, 20, 20) == b"\x56\x34\x12"
    assert screen.view.area == Area(0, 0, 800, 600)
    screen.close()


def test_a_picture_says_where_it_differs_from_the_one_before(name: str) -> None:
    screen = opened(name)
    assert taken(screen).changed is None
    assert screen.wait(1) is False or taken(screen).changed == ()
    paint(name, 0x123456, (100, 50, 30, 20))

    assert screen.wait(5)
    changed = taken(screen).changed
    assert changed
    assert covered(changed, 100, 50)
    assert covered(changed, 129, 69)
    assert not covered(changed, 100, 300)
    assert taken(screen).changed == ()
    screen.close()


def test_a_region_is_the_very_rectangles_that_were_drawn() -> None:
    with x_display() as name:
        connection = display.Display(name)
        connection.damage_query_version()
        region = Region(connection)
        drawn = connection.screen().root.damage_create(damage.DamageReportNonEmpty)
        connection.damage_subtract(drawn, parts=region.id)
        assert tuple(region.fetch()) == (Area(0, 0, 800, 600),)
        paint(name, 0x123456, (10, 20, 30, 40))
        paint(name, 0x123456, (700, 500, 5, 6))
        connection.damage_subtract(drawn, parts=region.id)

        assert tuple(region.fetch()) == (Area(10, 20, 30, 40), Area(700, 500, 5, 6))
        connection.close()


def test_a_still_screen_has_nothing_new(name: str) -> None:
    screen = opened(name)
    assert screen.wait(1)
    taken(screen)

    assert not screen.wait(0.2)
    screen.close()


def test_no_change_is_missed_however_close_it_is_to_the_picture(name: str) -> None:
    screen = opened(name)
    shown = b""
    for shade in range(1, 60):
        painter = threading.Thread(target=paint, args=(name, shade << 16))
        painter.start()
        shown = pixel(screen, 20, 20)
        painter.join()
    while screen.wait(0.5):
        shown = pixel(screen, 20, 20)

    assert shown == bytes([0, 0, 59])
    screen.close()


def test_a_wait_can_be_ended_from_another_thread(name: str) -> None:
    screen = opened(name)
    taken(screen)
    done = threading.Event()
    waiter = threading.Thread(target=lambda: (screen.wait(30), done.set()))
    waiter.start()

    screen.wake()
    assert done.wait(5)
    waiter.join()
    screen.close()


def test_a_screen_that_changes_its_size_is_seen_whole(name: str) -> None:
    screen = opened(name)
    taken(screen)
    xrandr(name, *["--newmode", "small", "23.75", "640", "664", "720", "800", "480", "483", "487", "500"])
    xrandr(name, "--addmode", "screen", "small")
    xrandr(name, "--output", "screen", "--mode", "small")
    until(lambda: screen.wait(1) and taken(screen).width == 640)
    xrandr(name, "--output", "screen", "--mode", "800x600")
    until(lambda: screen.wait(1) and taken(screen).width == 800)
    screen.close()


def two_monitors(name: str) -> None:
    """The left half, and the right one."""
    xrandr(name, "--setmonitor", "left", "400/100x600/150+0+0", "screen")
    xrandr(name, *RIGHT)


def test_each_monitor_is_found_and_can_be_shown_alone_or_all_together(name: str) -> None:
    two_monitors(name)
    screen = opened(name)
    left, right = screen.view.desktop.monitors
    assert (left.area, right.area) == (Area(0, 0, 400, 600), Area(400, 0, 400, 600))
    paint(name, 0x123456, (450, 50, 10, 10))
    taken(screen)

    screen.show(right)
    assert screen.wait(1)
    assert (taken(screen).changed, screen.view.area) == (None, right.area)
    assert pixel(screen, 52, 52) == b"\x56\x34\x12"
    screen.show(None)
    assert (taken(screen).width, screen.view.area) == (800, Area(0, 0, 800, 600))
    screen.close()


def test_what_changes_on_another_monitor_is_no_change(name: str) -> None:
    two_monitors(name)
    screen = opened(name)
    screen.show(screen.view.desktop.monitors[1])
    taken(screen)
    while screen.wait(0.2):
        taken(screen)
    paint(name, 0x123456, (50, 50, 10, 10))
    assert not screen.wait(0.5)
    paint(name, 0x123456, (450, 50, 10, 10))
    assert screen.wait(5)
    (changed,) = taken(screen).changed or ()
    assert changed.left in (0, 50)
    screen.close()


def test_of_a_monitor_that_vanishes_nothing_is_shown_until_it_is_back(name: str) -> None:
    two_monitors(name)
    screen = opened(name)
    screen.show(screen.view.desktop.monitors[1])
    assert taken(screen).width == 400

    xrandr(name, "--delmonitor", "right")
    until(lambda: (screen.wait(0.1), screen.grab())[1] is None)
    assert screen.view.area is None
    xrandr(name, *RIGHT)
    until(lambda: (screen.wait(0.1), screen.grab())[1] is not None)
    assert screen.view.area == Area(400, 0, 400, 600)
    screen.close()


def test_pictures_come_through_shared_memory_without_being_copied() -> None:
    places = [Area(0, 0, 800, 100), Area(10, 10, 64, 50), Area(700, 550, 100, 50)]
    with x_display() as name:
        camera = Camera(name, time.monotonic)
        paint(name, 0x123456)
        camera.desktop()
        (copied,) = camera.look([camera.desktop().area]).pixels
        assert any("working correctly" in note for note in camera.notes)
        pixels = np.frombuffer(copied, np.uint8).reshape(600, 800, 4)
        for _ in range(2):
            shared = camera.look(places).pixels
            for (left, top, width, height), seen in zip(places, shared, strict=True):
                assert isinstance(seen, memoryview)
                assert bytes(seen) == pixels[top : top + height, left : left + width].tobytes()
        paint(name, 0x654321, (0, 0, 800, 600))
        assert bytes(shared[1][:3]) == b"\x56\x34\x12"
        (again,) = camera.look([Area(10, 10, 64, 50)]).pixels
        assert bytes(again[:3]) == b"\x21\x43\x65"
        with pytest.raises(ValueError, match="released"):
            bytes(shared[1])
        camera.forget_size()
        with pytest.raises(ValueError, match="released"):
            bytes(again)
        camera.close()


def test_more_than_the_shared_memory_holds_is_copied() -> None:
    with x_display() as name:
        camera = Camera(name, time.monotonic)
        whole = camera.desktop().area
        camera.look([whole])
        assert all(isinstance(seen, bytearray) for seen in camera.look([whole, Area(0, 0, 64, 1)]).pixels)
        with pytest.raises(ScreenGone):
            camera.look([Area(0, 0, 801, 10)])
        camera.close()


def test_a_server_that_shares_no_memory_is_asked_for_copies() -> None:
    with x_display("-extension", "MIT-SHM") as name:
        camera = Camera(name, time.monotonic)
        for _ in range(2):
            (seen,) = camera.look([Area(0, 0, 64, 2)]).pixels
            assert isinstance(seen, bytearray)
        camera.close()


def test_another_version_of_mss_is_refused_with_a_clear_text() -> None:
    with pytest.raises(SeamBroken, match=r"mss 11\.0\.0 is untried"):
        selfcheck("11.0.0")


def test_a_display_that_vanishes_is_gone() -> None:
    with x_display() as name:
        screen = opened(name)
        taken(screen)
    with pytest.raises(ScreenGone):
        until(lambda: screen.wait(0.1) and not screen.grab())
    screen.close()


@LEAVES_SOCKETS
def test_a_display_that_is_not_there_is_gone() -> None:
    with pytest.raises(ScreenGone):
        opened(":79")
    gc.collect()


@LEAVES_SOCKETS
def test_a_display_that_does_not_want_us_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XAUTHORITY", str(tmp_path / "nothing"))
    rights = tmp_path / "rights"
    subprocess.run(["xauth", "-f", rights, "add", ":0", ".", "00" * 16], check=True, capture_output=True)
    with x_display("-auth", str(rights)) as name, pytest.raises(ScreenRefused):
        opened(name)
    gc.collect()


def covered(areas: tuple[Area, ...], x: int, y: int) -> bool:
    return any(left <= x < left + width and top <= y < top + height for left, top, width, height in areas)


def test_waylands_stand_in_is_known_by_its_monitors() -> None:
    with x_display() as name:
        assert refusal(name) is None
        xrandr(name, "--setmonitor", "XWAYLAND0", "800/100x600/150+0+0", "screen")
        assert refusal(name) is WaylandRefuses


@LEAVES_SOCKETS
def test_a_display_that_is_not_there_is_told_before_anything_else() -> None:
    assert refusal(":79") is ScreenGone
    gc.collect()


def xrandr(name: str, *arguments: str) -> None:
    subprocess.run(["xrandr", "--display", name, *arguments], check=True, capture_output=True)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
