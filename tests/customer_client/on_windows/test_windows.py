"""Our own windows, drawn by the toolkit that customers with Windows get."""

import subprocess
import sys

import pytest

from customer_client.status import Action
from customer_client.ui.window import Window
from protocol.link import Language
from tests.fakes.customer_statuses import STATUSES
from tests.fakes.toolkit import turns

AWARENESS = """
import ctypes
from customer_client.ui.screen_scale import draw_in_real_pixels
draw_in_real_pixels()
user32 = ctypes.windll.user32
user32.GetThreadDpiAwarenessContext.restype = ctypes.c_void_p
print(user32.GetAwarenessFromDpiAwarenessContext(ctypes.c_void_p(user32.GetThreadDpiAwarenessContext())))
"""
PER_MONITOR = 2


@pytest.mark.parametrize(("language", "part"), [("de", slice(0, None, 6)), ("en", slice(3, None, 6))], ids=["de", "en"])
def test_what_a_customer_reads_can_be_drawn(language: Language, part: slice) -> None:
    acted: list[Action] = []
    window = Window(acted.append, language)
    for status in list(STATUSES.values())[part]:
        window.show(status)
        turns(window._root, lambda status=status: window._status == status)
        window._root.update()
        assert window._failure is None
    window.close()
    window.run()


def test_windows_takes_us_for_a_program_that_draws_in_the_pixels_of_each_monitor() -> None:
    said = subprocess.run([sys.executable, "-c", AWARENESS], capture_output=True, text=True, check=True).stdout
    assert int(said) == PER_MONITOR
