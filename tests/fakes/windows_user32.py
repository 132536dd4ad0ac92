"""Windows' `user32` as far as input goes: what was sent, as it was sent, and what a hook is told of it."""

import ctypes
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from customer_client.injection.windows_events import Event, Key, Mouse

WITH_SHIFT, NONE = 0x0100, -1
LEFT_EDGE, TOP_EDGE, WIDTH, HEIGHT, SWAPPED = 76, 77, 78, 79, 23


@dataclass
class Report:
    """What a hook is given; `pt` only by that for the mouse."""

    dwExtraInfo: int | None  # noqa: N815  # the structure's name
    pt: Any = None


@dataclass
class FakeUser32:
    """Two screens side by side, the left one before the first, and a German keyboard."""

    metrics: dict[int, int] = field(
        default_factory=lambda: {LEFT_EDGE: -1920, TOP_EDGE: -200, WIDTH: 3286, HEIGHT: 1280, SWAPPED: 0}
    )
    layout: dict[str, int] = field(
        default_factory=lambda: {"s": 0x53, "ä": 0xDE, "A": WITH_SHIFT | 0x41, "@": 0x0651, "z": 0x5A}
    )
    sent: list[list[Mouse | Key]] = field(default_factory=list)
    down: frozenset[int] = frozenset()
    """The codes of what is pressed."""

    def SendInput(self, count: int, events: Any, size: int) -> int:  # noqa: N802  # the library's name
        assert size == ctypes.sizeof(Event)
        assert count == len(events)
        self.sent.append([each.value.mi if each.type == 0 else each.value.ki for each in events])
        return count

    def GetSystemMetrics(self, which: int) -> int:  # noqa: N802  # the library's name
        return self.metrics[which]

    def MapVirtualKeyW(self, virtual: int, kind: int) -> int:  # noqa: N802  # the library's name
        assert kind == 0
        return 0x100 | virtual // 2

    def GetAsyncKeyState(self, code: int) -> int:  # noqa: N802  # the library's name
        return 0x8001 if code in self.down else 1

    def GetForegroundWindow(self) -> int:  # noqa: N802  # the library's name
        return 7

    def GetWindowThreadProcessId(self, window: Any, process: None) -> int:  # noqa: N802  # the library's name
        assert window.value == self.GetForegroundWindow()
        return 70

    def GetKeyboardLayout(self, thread: int) -> int:  # noqa: N802  # the library's name
        assert thread == 70
        return 700

    def VkKeyScanExW(self, character: int, layout: Any) -> int:  # noqa: N802  # the library's name
        assert layout.value == 700
        return self.layout.get(chr(character), NONE)

    def typed(self) -> list[tuple[int, int, int]]:
        """All keys: virtual code, scan code or UTF-16, flags."""
        return [(each.wVk, each.wScan, each.dwFlags) for each in chain(*self.sent) if isinstance(each, Key)]

    def clicked(self) -> list[tuple[int, int]]:
        """All of the mouse: flags and data."""
        return [(each.dwFlags, each.mouseData) for each in chain(*self.sent) if isinstance(each, Mouse)]
