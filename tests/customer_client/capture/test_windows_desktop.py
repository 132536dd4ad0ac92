"""With invented libraries: what Windows is asked, and what is made of its answers."""

import ctypes
from typing import Any

import pytest

from customer_client.capture.windows_desktop import InputDesktop

OURS, SHOWN = 7, 9


class FakeDesktops:
    """`user32` and `kernel32` in one: the desktop that is shown, and that of each thread, by their names."""

    def __init__(self, shown: str | None = "Default", ours: str = "Default") -> None:
        self.names = {SHOWN: shown, OURS: ours}
        self.open: list[int] = []

    def OpenInputDesktop(self, flags: int, inherits: bool, rights: int) -> int:  # noqa: N802  # the library's
        assert (flags, inherits, rights) == (0, False, 1), "no more than reading its name takes"
        if self.names[SHOWN] is None:
            return 0
        self.open.append(SHOWN)
        return SHOWN

    def GetCurrentThreadId(self) -> int:  # noqa: N802  # the library's name
        return 42

    def GetThreadDesktop(self, thread: int) -> int:  # noqa: N802  # the library's name
        assert thread == 42
        return OURS

    def GetUserObjectInformationW(self, handle: Any, what: int, to: Any, size: int, needed: None) -> int:  # noqa: N802  # the library's name
        assert (what, size, needed) == (2, ctypes.sizeof(to), None)
        to.value = self.names[handle.value]
        return int(bool(to.value))

    def CloseDesktop(self, handle: Any) -> int:  # noqa: N802  # the library's name
        self.open.remove(handle.value)
        return 1


@pytest.mark.parametrize(
    ("shown", "ours", "expected"),
    [
        ("Default", "Default", True),
        (None, "Default", False),
        ("Winlogon", "Default", False),
        ("Screen-saver", "Default", False),
        ("", "", False),
    ],
)
def test_only_the_desktop_that_we_are_on_is_ours(shown: str | None, ours: str, expected: bool) -> None:
    desktops = FakeDesktops(shown, ours)
    assert InputDesktop(desktops, desktops).is_ours() is expected
    assert not desktops.open, "what was opened is closed"
