"""By how many rows a page was scrolled, and in which columns: a guess, from some of its pixels. To be verified."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from peer.alike import Pair
from peer.picture import BLOCK, Area

FARTHEST: Final = 511
"""Rows."""
_ROWS: Final = 8
"""That are looked at in their whole width."""
_MORE_ROWS: Final = 12
"""The same once the distance is known."""
_MOVES: Final = 1 / 16
"""Part of such a row that has moved if the row counts: otherwise it may be above what moved, or below."""
_UNEVEN: Final = 37
_STRIPE: Final = 32
"""Columns in which the rows are looked for."""
_NEEDLE: Final = 16
"""Rows that are looked for together."""
_PLACES: Final = (3, 1, 5)
"""Of six: where among all that changed something is looked for."""
_VARIETY: Final = 4
"""Different rows that a needle has at least: what is found is not just a blank place."""
_TRIES: Final = 8
"""Needles that are looked at until one has it, and places of one: where all lines are alike, there are very many."""
_ABOVE: Final = (16, 64, 256, FARTHEST)
"""Rows within which one after the other something is looked for backwards."""
_AGREE: Final = 2
"""Needles that have to be found equally far away."""


class Guess(NamedTuple):
    """Columns of macroblocks, from the first up to but not including the other one, and where their pixels stood."""

    down: int
    first: int
    end: int


def guessed(pair: Pair, area: Area) -> Guess | None:
    """How it may have been scrolled. The area lies in the piece and consists of columns of macroblocks."""
    columns = area.width // BLOCK
    if area.width < _STRIPE or area.height < 2 * _NEEDLE:
        return None
    rows = [pair.columns_alike(area.left, columns, y, 0) for y in _spread(area, _ROWS)]
    same = int.from_bytes(rows[0], "little")
    for row in rows:
        same &= int.from_bytes(row, "little")
    changed = [column for column, each in enumerate(same.to_bytes(columns, "little")) if not each]
    down = _distance(pair, area, [changed[len(changed) * place // 6] for place in _PLACES if changed])
    if down is None:
        return None
    first, end = _worth_moving(pair, area, down)
    return Guess(down, area.left // BLOCK + first, area.left // BLOCK + end) if end > first else None


def _spread(area: Area, number: int) -> Iterator[int]:
    """So many rows of the area, not quite evenly: on many pages every so many rows there is nothing."""
    step = area.height // number
    return (area.top + at * step + at * at * _UNEVEN % step for at in range(number))


def _distance(pair: Pair, area: Area, places: Sequence[int]) -> int | None:
    """The one on which most needles agree; `places`: the columns of macroblocks to look in."""
    votes = Counter[int]()
    for place in dict.fromkeys(places):
        middle = area.left + place * BLOCK + BLOCK // 2
        left = min(max(area.left, middle - _STRIPE // 2), area.left + area.width - _STRIPE)
        votes.update(_votes(*pair.stripes(area._replace(left=left, width=_STRIPE))))
        if votes and max(votes.values()) >= _AGREE:
            break
    best = max(votes, key=lambda down: (votes[down], -abs(down)), default=0)
    return best if votes[best] >= _AGREE else None


def _votes(new: bytes, old: bytes) -> Iterator[int]:
    size = _STRIPE * _NEEDLE
    changed = [at for at in range(0, len(new) - size + 1, size) if new[at : at + size] != old[at : at + size]]
    for place in _PLACES:
        first = len(changed) * place // 6
        several = (at for at in changed[first : first + _TRIES] if _various(new[at : at + size]))
        for at in islice(several, 1):
            yield from _found(new[at : at + size], old, at)


def _various(needle: bytes) -> bool:
    return len({needle[row : row + _STRIPE] for row in range(0, len(needle), _STRIPE)}) >= _VARIETY


def _found(needle: bytes, old: bytes, at: int) -> Iterator[int]:
    """How many rows further down it stands, and further up, at the nearest place."""
    farthest = FARTHEST * _STRIPE
    first, end = max(0, at - farthest), min(len(old), at + farthest + len(needle))
    hit = old.find(needle, first, end)
    if hit < 0:
        return
    below = next(_places(needle, old, at, end), None)
    if below is not None:
        yield (below - at) // _STRIPE
    for rows in _ABOVE if hit < at else ():
        above = [*_places(needle, old, max(first, at - rows * _STRIPE), min(end, at - _STRIPE + len(needle)))]
        if above:
            yield (above[-1] - at) // _STRIPE
            return


def _places(needle: bytes, old: bytes, first: int, end: int) -> Iterator[int]:
    for _ in range(_TRIES):
        first = old.find(needle, first, end)
        if first < 0:
            return
        if first % _STRIPE == 0:
            yield first
        first += 1


def _worth_moving(pair: Pair, area: Area, down: int) -> tuple[int, int]:
    """From which column up to but not including which one more is the same as there than is the same as before."""
    columns = area.width // BLOCK
    moved = stayed = rows = 0  # for each column a byte of these numbers
    for y in _spread(area, _MORE_ROWS):
        if not 0 <= y + down < pair.size[1]:
            continue
        row, here = pair.columns_alike(area.left, columns, y, down), 0
        there = int.from_bytes(row, "little")
        if 0 in row:
            here = int.from_bytes(pair.columns_alike(area.left, columns, y, 0), "little")
        if (there & ~here).bit_count() >= _MOVES * columns:
            moved, stayed, rows = moved + there, stayed + here, rows + 1
    both = zip(moved.to_bytes(columns, "little"), stayed.to_bytes(columns, "little"), strict=True)
    # What is the same neither there nor here is coded anyway, but hinders comparing.
    gains = [2 * there - here - rows for there, here in both]
    first, end = longest(gains)
    if not any(gains[:first]) and not any(gains[end:]):  # nobody knows better, and whole rows are compared faster
        return 0, len(gains)
    return first, end


def longest(gains: Sequence[int]) -> tuple[int, int]:
    """From which one up to but not including which one their sum is largest; twice the same if nothing is gained."""
    best, found, total, first = 0, (0, 0), 0, 0
    for at, gain in enumerate(gains):
        if total <= 0:
            total, first = 0, at
        total += gain
        if total > best:
            best, found = total, (first, at + 1)
    return found
