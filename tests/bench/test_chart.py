import re
from xml.etree import ElementTree as ET

from bench.chart import BARS, LABELS, drawn
from bench.rows import Row

ECHO = Row("input to picture, p50", "ms", 10, 100, "lower", 20, 0.25, tigervnc=11)
SCROLL = Row("scroll, pictures shown", "per second", 40, 17, "higher", 55)


def bars(picture: str, kind: str) -> list[float]:
    return [
        float(width) for width in re.findall(rf'<rect class="{kind}" x="{LABELS}" y="\d+" width="([\d.]+)"', picture)
    ]


def test_a_chart_is_a_picture_that_says_what_it_shows() -> None:
    root = ET.fromstring(drawn([ECHO, SCROLL], "on some processor <2 cores>"))
    assert root.tag.endswith("svg")
    words = " ".join(element.text or "" for element in root.iter())
    assert "on some processor <2 cores>" in words
    assert "input to picture, p50, ms" in words
    assert "target ≤ 20, ≤ 0.25 × naive" in words


def test_bars_are_as_long_as_their_figures() -> None:
    picture = drawn([Row("size", "MB", 1, 2, "lower", tigervnc=0.5)], "")
    assert bars(picture, "ours") == [BARS / 2]
    assert bars(picture, "naive") == [BARS]
    assert bars(picture, "tigervnc") == [BARS / 4]


def test_what_is_far_worse_is_cut_off_and_does_not_hide_the_others() -> None:
    picture = drawn([Row("delay", "ms", 10, 10_000, "lower")], "")
    assert bars(picture, "ours") == [BARS / 3]
    assert bars(picture, "naive") == [BARS]
    assert picture.count("<path") == 2


def test_the_target_stands_across_the_bars() -> None:
    assert '<line class="target" x1="810.0"' in drawn([SCROLL], "")


def test_what_was_missed_has_a_colour_of_its_own_and_what_was_not_measured_is_left_out() -> None:
    picture = drawn([SCROLL, Row("drag", "s", None, 1, "lower", 0)], "")
    assert '<text class="missed"' in picture
    assert "drag" not in picture


def test_a_chart_is_readable_on_a_dark_page_too() -> None:
    assert "prefers-color-scheme: dark" in drawn([], "nothing")


def test_zero_is_a_bar_too() -> None:
    assert bars(drawn([Row("frozen", "s", 0.0, 0.0, "lower", 0)], ""), "ours") == [1.0]
