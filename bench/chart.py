"""The rows as a picture for the docs: bars beside each other, with the target as a line across. Plain SVG."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from bench.rows import Row, cell, titled

LABELS, BARS = 450, 360
"""Pixels: of the column of names, of the longest bar."""
HEAD, BAR, GAP, FOOT = 64, 11, 15, 30
CLIPPED = 3.0
"""A bar ends at this many times the larger of ours and the target: what is ten times worse would hide all others."""
FRAME = Path(__file__).with_name("chart.svg")


@dataclass(frozen=True)
class Bar:
    """One contestant's figure in one row."""

    kind: str
    """Which of the style's colours."""
    value: float


def drawn(rows: Sequence[Row], caption: str) -> str:
    """The picture of all rows that have a value. `caption` says when and on what they were measured."""
    measured = [row for row in rows if row.value is not None]
    body: list[str] = []
    top = HEAD
    for row in measured:
        body += _row(row, top)
        top += _height(row)
    height = top + FOOT
    frame = Template(FRAME.read_text(encoding="utf-8"))
    return frame.substitute(height=height, foot=height - 12, caption=escape(caption), body="\n".join(body))


def _row(row: Row, top: int) -> Iterator[str]:
    scale = _scale(row)
    middle = top + _height(row) // 2 - 4
    better = "less" if row.better == "lower" else "more"
    yield _text(16, middle, "missed" if row.ok is False else "text", titled(row))
    yield _text(16, middle + 14, "quiet", f"{better} is better" + (f", target {row.aim()}" if row.aim() else ""))
    bars = _bars(row)
    x = None if row.target is None else LABELS + BARS * row.target / scale
    for place, bar in enumerate(bars):
        yield from _bar(bar, top + place * BAR, scale, x)
    if x is not None:
        yield f'<line class="target" x1="{x:.1f}" x2="{x:.1f}" y1="{top - 3}" y2="{top + len(bars) * BAR + 2}"/>'


def _bar(bar: Bar, top: int, scale: float, target: float | None) -> Iterator[str]:
    length = BARS * min(bar.value, scale) / scale
    yield f'<rect class="{bar.kind}" x="{LABELS}" y="{top}" width="{max(length, 1):.1f}" height="{BAR - 2}"/>'
    if bar.value > scale:
        for step in (8, 14):
            x = LABELS + BARS - step
            yield f'<path class="ground" d="M{x} {top - 1}l3 0l-4 {BAR}l-3 0z"/>'
    figure, end = cell(bar.value), LABELS + length
    if target is not None and end <= target <= end + 10 * len(figure):
        end = target
    yield _text(int(end) + 6, top + BAR - 2, "text" if bar.kind == "ours" else "quiet", figure)


def _bars(row: Row) -> list[Bar]:
    figures = (("ours", row.value), ("naive", row.baseline), ("tigervnc", row.tigervnc))
    return [Bar(kind, max(0.0, value)) for kind, value in figures if value is not None]


def _height(row: Row) -> int:
    return max(2 * BAR + 6, len(_bars(row)) * BAR) + GAP


def _scale(row: Row) -> float:
    """The value at which bars end."""
    reference = max(row.value or 0.0, row.target or 0.0)
    largest = max([bar.value for bar in _bars(row)] + [row.target or 0.0])
    return min(largest, CLIPPED * reference) or largest or 1.0


def _text(x: int, y: int, kind: str, words: str) -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{escape(words)}</text>'
