from datetime import UTC, datetime

import pytest
from PIL import Image

from archive.opening.watermark import Watermark, spelt, words

NOON = datetime(2026, 11, 22, 12, 3, 59, tzinfo=UTC)
TEXT = words(("Jörg Weiß", "Sepp Sicherheit"), "7K3M-9QF2", NOON)
READABLE = 60
"""Of 255: the least difference between a letter and what is under it that an eye reads without effort."""


def test_it_says_who_looks_when_and_by_which_request() -> None:
    assert TEXT == "Joerg Weiss + Sepp Sicherheit | 2026-11-22 12:03 UTC | 7K3M-9QF2"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ännchen Öztürk", "Aennchen Oeztuerk"),
        ("Šimić", "Simic"),
        ("Łukasz Øl", "Lukasz Ol"),
        ("王\u202e小", "???"),
        ("o\u0308", "oe"),
    ],
)
def test_names_are_spelt_as_in_a_passport(name: str, letters: str) -> None:
    assert spelt(name) == letters


@pytest.mark.promise("P20")
@pytest.mark.parametrize("ground", [(255, 255, 255), (0, 0, 0), (128, 128, 128), (0, 0, 255)])
def test_it_can_be_read_on_white_on_black_and_on_colours(ground: tuple[int, int, int]) -> None:
    picture = Image.new("RGB", (640, 180), ground)
    Watermark().burn(picture, TEXT)
    levels = [level for _, level in picture.convert("L").getcolors(256)]
    assert max(levels) - min(levels) >= READABLE


@pytest.mark.promise("P20")
def test_no_large_part_of_a_picture_is_without_it_and_most_pixels_are_as_they_were() -> None:
    picture = Image.new("RGB", (1920, 1080), "white")
    Watermark().burn(picture, TEXT)
    untouched = {colour: count for count, colour in picture.getcolors(50_000)}[(255, 255, 255)]
    assert untouched > 0.9 * 1920 * 1080
    for x in range(0, 1920, 320):
        for y in range(0, 1080, 216):
            assert len(picture.crop((x, y, x + 320, y + 216)).getcolors(50_000)) > 2


def test_another_text_and_another_size_are_written_anew() -> None:
    mark, first, second = Watermark(), Image.new("RGB", (320, 240)), Image.new("RGB", (320, 240))
    mark.burn(first, TEXT)
    mark.burn(second, TEXT.replace("12:03", "12:04"))
    assert first.tobytes() != second.tobytes()
    larger = Image.new("RGB", (640, 480))
    mark.burn(larger, TEXT)
    assert larger.getbbox()
