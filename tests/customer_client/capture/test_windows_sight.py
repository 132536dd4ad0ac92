"""With invented libraries: how the structures are filled and read. No Windows was here."""

import ctypes
from typing import Any

from customer_client.capture import Sighting
from customer_client.capture.windows_sight import BLANK, REMEMBERED, SHOWING, BitmapInfo, WindowsSight
from protocol.pointer_shape import Shape

COLOUR, MASK = 71, 72


class FakeWindows:
    """`user32` and `gdi32` in one: a pointer of 2 x 1 pixels, in colour or without."""

    def __init__(self) -> None:
        self.refuses = False
        self.shows = True
        self.has_colour = True
        self.handle = 5
        self.at = (30, -40)
        self.read = 0
        self.deleted: list[int] = []
        self.held = 0

    def GetCursorInfo(self, info: Any) -> int:  # noqa: N802  # the library's name
        structure = info._obj
        assert structure.cbSize == ctypes.sizeof(structure)
        structure.flags, structure.hCursor = SHOWING if self.shows else 0, self.handle
        structure.ptScreenPos.x, structure.ptScreenPos.y = self.at
        return int(not self.refuses)

    def GetIconInfo(self, handle: Any, icon: Any) -> int:  # noqa: N802  # the library's name
        if handle.value != self.handle:
            return 0
        self.read += 1
        structure = icon._obj
        structure.xHotspot, structure.yHotspot = 1, 7
        structure.hbmMask, structure.hbmColor = MASK, COLOUR if self.has_colour else None
        return 1

    def GetObjectW(self, handle: Any, size: int, bitmap: Any) -> int:  # noqa: N802  # the library's name
        structure = bitmap._obj
        assert size == ctypes.sizeof(structure)
        structure.bmWidth, structure.bmHeight = 2, 1 if self.has_colour else 2
        return size

    def GetDC(self, window: None) -> int:  # noqa: N802  # the library's name
        self.held += 1
        return 1

    def ReleaseDC(self, window: None, screen: Any) -> int:  # noqa: N802  # the library's name
        self.held -= 1
        return 1

    def GetDIBits(self, *arguments: Any) -> int:  # noqa: N802  # the library's name
        _screen, handle, _first, rows, pixels, info, _usage = arguments
        header: BitmapInfo = info._obj
        assert (header.biSize, header.biWidth, header.biHeight, header.biBitCount) == (40, 2, -rows, 32)
        if handle.value == COLOUR:
            pixels.raw = bytes((0, 0, 200, 255)) + bytes((100, 0, 0, 0))
        else:
            pixels.raw = (bytes(4) + b"\xff\xff\xff\x00") * rows
        return rows

    def DeleteObject(self, handle: Any) -> int:  # noqa: N802  # the library's name
        self.deleted.append(handle.value)
        return 1


def sight(windows: FakeWindows) -> WindowsSight:
    return WindowsSight(windows, windows)


def test_a_colour_pointer_is_read_once_and_given_back() -> None:
    windows = FakeWindows()
    seen = sight(windows)

    expected = Sighting(30, -40, Shape(2, 1, 1, 0, bytes((200, 0, 0, 255)) + bytes(4)))
    assert [seen.look(), seen.look()] == [expected, expected]
    assert (windows.read, sorted(windows.deleted), windows.held) == (1, [COLOUR, MASK], 0)
    seen.close()


def test_a_pointer_without_colours_has_half_the_masks_height() -> None:
    windows = FakeWindows()
    windows.has_colour = False
    seen = sight(windows)

    assert seen.look().shape == Shape(2, 1, 1, 0, b"\x00\x00\x00\xff\x00\x00\x00\xff")
    seen.close()


def test_a_hidden_pointer_is_blank() -> None:
    windows = FakeWindows()
    windows.shows = False
    seen = sight(windows)
    assert seen.look() == Sighting(30, -40, BLANK)
    seen.close()


def test_where_the_system_asks_for_a_password_the_pointer_stays_where_it_was_and_is_blank() -> None:
    windows = FakeWindows()
    seen = sight(windows)
    seen.look()
    windows.refuses, windows.at = True, (0, 0)
    assert seen.look() == Sighting(30, -40, BLANK)
    seen.close()


def test_only_so_many_shapes_are_remembered_and_one_that_is_gone_is_an_arrow() -> None:
    windows = FakeWindows()
    seen = sight(windows)
    for handle in range(1, 3 * REMEMBERED):
        windows.handle = handle
        seen.look()
    assert len(seen._shapes) <= REMEMBERED
    windows.GetIconInfo = lambda *_: 0  # type: ignore[method-assign]  # no such icon any more
    windows.handle = 9999
    assert seen.look().shape is None
    seen.close()


def test_a_wait_ends_when_it_is_woken() -> None:
    seen = sight(FakeWindows())
    seen.wake()
    seen.wait(30)
    seen.close()
