import sys

import pytest

from customer_client.ui.screen_scale import draw_in_real_pixels


@pytest.mark.skipif(sys.platform == "win32", reason="Windows permits it once per process")
def test_elsewhere_than_on_windows_there_is_nothing_to_do() -> None:
    draw_in_real_pixels()
