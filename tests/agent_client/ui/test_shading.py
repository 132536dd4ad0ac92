"""What needs no graphics card; the rest is in tests/end_to_end/test_graphics_card.py."""

import pytest

from agent_client.ui.shading import Shading, ShadingRefused, way


@pytest.mark.parametrize(
    ("shown", "picture", "wanted"),
    [
        ((640, 480), (640, 480), 0),
        ((1280, 960), (640, 480), 0),
        ((1279, 960), (640, 480), 2),
        ((639, 480), (640, 480), 1),
        ((64, 48), (1920, 1080), 1),
        ((700, 525), (640, 480), 2),
    ],
)
def test_pixels_are_taken_as_they_are_or_averaged_or_smoothed(
    shown: tuple[int, int], picture: tuple[int, int], wanted: int
) -> None:
    assert way(*shown, *picture) == wanted


def test_without_a_context_nothing_is_drawn() -> None:
    with pytest.raises(ShadingRefused, match="no-context"):
        Shading()
