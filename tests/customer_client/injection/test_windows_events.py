"""With an invented library: what is sent, and what is taken for ours. Wine shows that Windows takes it so."""

import ctypes
from types import SimpleNamespace

import pytest

from customer_client.injection.windows_events import MARK, MOVED, Event, Injector, mouse
from tests.fakes.windows_user32 import HEIGHT, LEFT_EDGE, TOP_EDGE, WIDTH, FakeUser32, Report

PRESSED = 0x0201


def report(x: int, y: int, mark: int | None = None) -> Report:
    return Report(mark, SimpleNamespace(x=x, y=y))


def landed(user32: FakeUser32) -> tuple[int, int]:
    """Where the last motion puts the pointer, by Windows' formula."""
    ((sent,),) = user32.sent[-1:]
    left, top, width, height = (user32.metrics[which] for which in (LEFT_EDGE, TOP_EDGE, WIDTH, HEIGHT))
    return left + (sent.dx * width >> 16), top + (sent.dy * height >> 16)  # type: ignore[union-attr]  # a mouse's


def test_an_event_is_as_large_as_windows_wants_it() -> None:
    assert ctypes.sizeof(Event) == 40


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1366, 768), (1920, 1080), (3286, 1280), (7680, 4320)])
def test_the_pointer_lands_on_each_pixel_that_is_meant(width: int, height: int) -> None:
    user32 = FakeUser32()
    user32.metrics |= {WIDTH: width, HEIGHT: height}
    injector = Injector(user32)
    columns = {*range(-1920, width - 1920, 97), -1920, -1, 0, width - 1921}
    for x in columns:
        y = (x + 1920) % height - 200
        injector.move(x, y)
        assert landed(user32) == (x, y)


def test_what_we_sent_is_ours_and_the_same_from_another_program_is_not() -> None:
    injector = Injector(FakeUser32())
    assert mouse(2).value.mi.dwExtraInfo == MARK
    assert injector.is_ours(PRESSED, report(5, 5, MARK))
    assert not injector.is_ours(PRESSED, report(5, 5))
    assert not injector.is_ours(PRESSED, report(5, 5, MARK + 1))


def test_a_motion_that_leaves_the_pointer_where_we_put_it_is_nobodys() -> None:
    injector = Injector(FakeUser32())
    assert not injector.is_ours(MOVED, report(5, 5))
    injector.move(5, 5)
    assert injector.is_ours(MOVED, report(5, 5))
    assert not injector.is_ours(MOVED, report(6, 5))
    assert not injector.is_ours(PRESSED, report(5, 5))


def test_a_key_has_no_place() -> None:
    injector = Injector(FakeUser32())
    injector.move(5, 5)
    assert not injector.is_ours(0x0100, Report(None))
    assert injector.is_ours(0x0100, Report(MARK))
