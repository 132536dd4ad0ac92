from collections.abc import Iterator

import pytest

from customer_client.ui.pages import Colour, Role
from customer_client.ui.palette import HIGH_CONTRAST, NORMAL, Paint, Palette

TEXT = 7.0
"""WCAG 2.2, success criterion 1.4.6 (AAA)."""
SHAPE = 3.0
"""1.4.11: what is no text but has to be seen."""


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def paints(palette: Palette) -> Iterator[Paint]:
    yield from (palette.page, palette.quiet, palette.field, palette.problem, palette.asleep)
    yield from palette.buttons.values()


@pytest.mark.parametrize("palette", [NORMAL, HIGH_CONTRAST])
def test_every_text_stands_out_from_its_ground(palette: Palette) -> None:
    for paint in paints(palette):
        assert contrast(paint.text, paint.ground) >= TEXT, paint


@pytest.mark.parametrize("palette", [NORMAL, HIGH_CONTRAST])
@pytest.mark.parametrize("role", Role)
def test_a_button_can_be_read_under_the_pointer_too(palette: Palette, role: Role) -> None:
    assert contrast(palette.buttons[role].text, palette.pressed[role]) >= TEXT


@pytest.mark.parametrize("palette", [NORMAL, HIGH_CONTRAST])
def test_the_ring_round_what_has_the_keyboard_is_seen(palette: Palette) -> None:
    assert contrast(palette.ring, palette.page.ground) >= SHAPE


@pytest.mark.parametrize("palette", [NORMAL, HIGH_CONTRAST])
def test_every_state_of_the_frame_has_its_colour(palette: Palette) -> None:
    assert set(palette.frame) == set(Colour)
    assert palette.frame[Colour.SHOWN] != palette.frame[Colour.PAUSED]
