from pathlib import Path

import pytest

from bench.page import BEGIN, END, NoPlace, write
from bench.rows import Row

ROWS = [
    Row("scroll", "per second", 40, 17, "higher", 55, tigervnc=20),
    Row("drag", "s", None, None, "lower", 0, why="no line here"),
    Row("size", "MB", 1, None, "lower"),
]


def test_a_page_gets_the_table_in_its_place_and_keeps_the_rest(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}old\n{END}after\n")
    write(page, ROWS, "on some processor")
    text = page.read_text()
    assert text.startswith(f"before\n{BEGIN}on some processor.\n")
    assert text.endswith(f"{END}after\n")
    assert "old" not in text
    assert "| scroll, per second | 40.0 | 17.0 | 2.35 | 20.0 | ≥ 55 | **missed** |" in text
    assert "| drag, s | - | - | - | - | ≤ 0 | not measured (no line here) |" in text


def test_a_page_without_a_place_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing")
    with pytest.raises(NoPlace):
        write(page, ROWS, "")
    assert page.read_text() == "nothing"
