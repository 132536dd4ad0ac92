"""The processor and the graphics card draw the same, on a real display. Mesa's llvmpipe plays the card."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from agent_client.changes import Plane
from tests.fakes.x_display import x_display

pytestmark = pytest.mark.end_to_end

ROOT = Path(__file__).parents[2]
SAME = 3
"""The largest difference of a channel: a rounding each, and the processor's dither."""
SMOOTHED = 16
"""The same where a picture is enlarged by a fraction: libswscale's weights are rounded too."""


def drawn(way: str, folder: Path, scale: str) -> Mapping[str, Plane]:
    """What a display shows in each case of `canvas_program`."""
    path = folder / f"{way}-{scale}.npz"
    with x_display(size="640x480x24") as display:
        environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": scale}
        command = [sys.executable, "-m", "tests.end_to_end.canvas_program", way, str(path)]
        done = subprocess.run(
            command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return np.load(path)


@pytest.mark.parametrize("scale", ["1", "1.25"])
def test_the_graphics_card_draws_what_the_processor_draws(tmp_path: Path, scale: str) -> None:
    processor, card = (drawn(way, tmp_path, scale) for way in ("processor", "graphics-card"))
    for case, wanted in processor.items():
        furthest = np.abs(card[case].astype(int) - wanted).max()
        assert furthest <= (SMOOTHED if case == "a little larger" else SAME), (case, furthest)


def test_saturated_colours_reach_the_display_as_they_left_the_other(tmp_path: Path) -> None:
    for way in ("processor", "graphics-card"):
        shown = drawn(way, tmp_path, "1")["pixel for pixel"]
        for number, colour in enumerate(
            [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (0, 255, 255), (255, 0, 255), (118, 118, 118)]
        ):
            seen = shown[100:200, number * 40 + 2 : number * 40 + 30, ::-1].astype(int)
            assert np.abs(seen - colour).max() <= SAME - 1, (way, colour)
