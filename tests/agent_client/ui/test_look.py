import re

import pytest

from agent_client.ui import look


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (look.INK, look.GROUND),
        (look.SOFT_INK, look.GROUND),
        (look.SOFT_INK, look.PAPER),
        (look.ACCENT, look.PAPER),
        (look.PAPER, look.ACCENT),
        (look.PAPER, look.BAD),
        (look.BAD, look.BAD_PALE),
        (look.WARN, look.WARN_PALE),
        (look.GOOD, look.PAPER),
        (look.NIGHT_SOFT, look.NIGHT_BAR),
        (look.NIGHT_INK, look.NIGHT),
        (look.REC, look.NIGHT_BAR),
        (look.NIGHT_WARN, look.NIGHT_BAR),
        (look.NIGHT_GOOD, look.NIGHT_BAR),
    ],
)
def test_text_can_be_read(ink: str, ground: str) -> None:
    """WCAG 2.2, level AA."""
    assert contrast(ink, ground) >= 4.5


def test_no_place_in_the_style_sheet_is_left_unfilled() -> None:
    assert not re.search(r"\{[A-Z_]+\}", look.SHEET)
