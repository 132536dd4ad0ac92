from types import SimpleNamespace
from typing import Any

import pytest

from customer_client.ui.screen_scale import draw_in_real_pixels
from tests.fakes.systems import ON_WINDOWS


class FakeWindows:
    """`user32` and `shcore` of a Windows that knows the second kind of awareness, or only the first, or not yet v2."""

    def __init__(self, *, knows: bool, takes: bool = True) -> None:
        self.told: list[int] = []

        def context(kind: Any) -> int:
            self.told.append(kind.value - (1 << 64))
            return int(takes)

        self.user32 = SimpleNamespace(SetProcessDpiAwarenessContext=context) if knows else SimpleNamespace()
        self.shcore = SimpleNamespace(SetProcessDpiAwareness=self.told.append)

    def libraries(self) -> dict[str, Any]:
        return {"user32": self.user32, "shcore": self.shcore}


@pytest.mark.parametrize(
    ("windows", "told"),
    [
        (FakeWindows(knows=True), [-4]),
        (FakeWindows(knows=True, takes=False), [-4, 2]),
        (FakeWindows(knows=False), [2]),
    ],
)
def test_windows_is_told_once_that_we_draw_in_the_pixels_of_each_monitor(windows: FakeWindows, told: list[int]) -> None:
    draw_in_real_pixels(windows.libraries())
    assert windows.told == told


@pytest.mark.skipif(ON_WINDOWS, reason="here there is something to tell")
def test_elsewhere_there_is_nothing_to_tell() -> None:
    draw_in_real_pixels()
