"""The rows as a table in a page of the docs, between two comments: the page has what was last measured, and no more."""

from collections.abc import Sequence
from pathlib import Path

from bench.rows import Row, cell, titled

BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"


class NoPlace(ValueError):
    """The page has no place for the table; the text says which."""


def write(page: Path, rows: Sequence[Row], caption: str) -> None:
    """Puts the table into the page. Raises `NoPlace`."""
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise NoPlace(f"{page} has no lines {BEGIN.strip()} and {END.strip()}")
    page.write_text(before + begin + table(rows, caption) + end + after, encoding="utf-8")


def table(rows: Sequence[Row], caption: str) -> str:
    """Markdown."""
    head = ["| | ours | naive | ratio | TigerVNC | target | |", "|---|--:|--:|--:|--:|---|---|"]
    return "\n".join([f"{caption}.", "", *head, *map(_line, rows), ""])


def _line(row: Row) -> str:
    figures = [cell(row.value), cell(row.baseline), cell(row.ratio, 2), cell(row.tigervnc)]
    verdict = {True: "met" if row.aim() else "", False: "**missed**", None: "not measured"}[row.ok]
    why = f"{verdict} ({row.why})" if row.why else verdict
    return f"| {' | '.join([titled(row), *figures, row.aim(), why])} |".replace("|  |", "| |")
