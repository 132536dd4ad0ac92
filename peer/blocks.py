"""Rectangles of macroblocks. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from peer.picture import BLOCK, Area

WIDTHS: Final = (1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 24, 32, 48, 64, 96)
"""In macroblocks: for all sizes between, codecs would be opened again and again, 3 ms each."""


class Blocks(NamedTuple):
    """A rectangle, in macroblocks."""

    left: int
    top: int
    width: int
    height: int

    @property
    def number(self) -> int:
        """How many it has."""
        return self.width * self.height

    def belongs_to(self, other: "Blocks") -> bool:
        """Whether they have one in common, or one goes on where the other ends."""
        if (self.left, self.width) == (other.left, other.width):
            return self.top <= other.top + other.height and other.top <= self.top + self.height
        apart = (
            self.left >= other.left + other.width
            or other.left >= self.left + self.width
            or self.top >= other.top + other.height
            or other.top >= self.top + self.height
        )
        return not apart

    def joined(self, other: "Blocks") -> "Blocks":
        """The smallest that has both."""
        left, top = min(self.left, other.left), min(self.top, other.top)
        right = max(self.left + self.width, other.left + other.width)
        bottom = max(self.top + self.height, other.top + other.height)
        return Blocks(left, top, right - left, bottom - top)

    @property
    def area(self) -> Area:
        """In pixels; it may reach beyond the picture."""
        return Area(*(BLOCK * edge for edge in self))


def touched(area: Area, grid: Blocks) -> Blocks:
    """All of which it has a pixel."""
    left, top, width, height = area
    right, bottom = -(-(left + width) // BLOCK), -(-(top + height) // BLOCK)
    left, top = left // BLOCK, top // BLOCK
    return Blocks(left, top, min(right, grid.width) - left, min(bottom, grid.height) - top)


def apart(many: Iterable[Blocks], grid: Blocks, widths: Sequence[int] = WIDTHS) -> list[Blocks]:
    """Rectangles of these widths, or of all of it, that have all of those, and no macroblock twice."""
    done: list[Blocks] = []
    for each in many:
        if each.width <= 0 or each.height <= 0:
            continue
        blocks = _as_wide(each, grid, widths)
        while (other := next(filter(blocks.belongs_to, done), None)) is not None:
            done.remove(other)
            blocks = _as_wide(blocks.joined(other), grid, widths)
        done.append(blocks)
    return done


def _as_wide(blocks: Blocks, grid: Blocks, widths: Sequence[int]) -> Blocks:
    width = min(grid.width, next((each for each in widths if each >= blocks.width), grid.width))
    return blocks._replace(width=width, left=min(blocks.left, grid.width - width))


def rectangles(rows: Mapping[int, Iterable[int]]) -> Iterator[Blocks]:
    """Few that have exactly these macroblocks, and none of them twice. `rows`: of each row the columns."""
    begun: list[Blocks] = []
    for row in sorted(rows):
        here = set(runs(sorted(rows[row])))
        on = [each for each in begun if each.top + each.height == row and (each.left, each.width) in here]
        yield from (each for each in begun if each not in on)
        fresh = here.difference((each.left, each.width) for each in on)
        begun = [each._replace(height=each.height + 1) for each in on]
        begun += [Blocks(left, row, width, 1) for left, width in sorted(fresh)]
    yield from begun


def runs(columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Columns in order, as the first of each run and how many it has."""
    if not columns:
        return
    first = end = columns[0]
    for column in columns:
        if column > end:
            yield first, end - first
            first = column
        end = column + 1
    yield first, end - first
