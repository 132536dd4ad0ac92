"""The colours of the pages, against what tired eyes need."""

import re
from pathlib import Path

import pytest

import signaling.pages

STYLE = (Path(signaling.pages.__file__).parent / "style.css").read_text(encoding="utf-8")
ENHANCED = 7.0
"""WCAG 2.2, 1.4.6: the contrast of text for people who see badly."""
OUTLINE = 3.0
"""WCAG 2.2, 1.4.11: the contrast of a field's edge."""
TEXT_ON = [
    ("ink", "paper"), ("ink", "ground"), ("soft", "paper"), ("soft", "ground"), ("act", "paper"), ("act", "ground"),
    ("act-ink", "act"), ("bad", "bad-ground"), ("good", "paper"),
]  # fmt: skip


def schemes() -> list[dict[str, str]]:
    """The colours in light and in dark, by name."""
    return [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+)", block))
        for block in re.findall(r":root {(.*?)}", STYLE, re.DOTALL)
    ]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_there_is_a_light_and_a_dark_scheme_of_the_same_colours() -> None:
    light, dark = schemes()
    assert light.keys() == dark.keys()


@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_stands_out_from_its_ground(text: str, ground: str) -> None:
    for scheme in schemes():
        assert contrast(scheme[text], scheme[ground]) >= ENHANCED


def test_the_edge_of_the_key_field_can_be_seen() -> None:
    for scheme in schemes():
        assert contrast(scheme["line"], scheme["paper"]) >= OUTLINE


def test_the_style_asks_nobody_for_anything() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE
