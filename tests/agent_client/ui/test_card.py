"""What needs no graphics card; the rest is in tests/end_to_end/test_graphics_card.py."""

import pytest
from PySide6.QtWidgets import QApplication

from agent_client.ui.card import try_out
from agent_client.ui.shading import ShadingRefused


@pytest.mark.parametrize("whatever_it_is", [False, True])
def test_without_a_display_there_is_no_graphics_card(qt: QApplication, whatever_it_is: bool) -> None:
    with pytest.raises(ShadingRefused, match="no-display"):
        try_out(whatever_it_is=whatever_it_is)
