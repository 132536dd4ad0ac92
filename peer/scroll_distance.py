"""By how many rows a page was scrolled, and in which columns: a guess, from some of its pixels. To be verified."""

import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from operator import eq, sub
from typing import Final, NamedTuple

from peer.alike import Pair
from peer.picture import BLOCK, Area

FARTHEST: Final = 511
"""Rows."""
_ROWS: Final = 12
"""That are looked at in their whole width."""
_STRIPE: Final = 64
"""Columns in which the rows are looked for."""
_NEEDLE: Final = 16
"""Rows that are looked for together."""
_PLACES: Final = (3, 1, 5)
"""Of six: where among all that changed something is looked for."""
_VARIETY: Final = 4
"""Different rows that a needle has at least: what is found is not just a blank place."""
_TRIES: Final = 8
"""Places of a needle that are looked at: where all lines are alike, there are very many."""
_ABOVE: Final = (16, 64, 256, FARTHEST)
"""Rows within which one after the other something is looked for backwards."""
_AGREE: Final = 2
"""Needles that have to be found equally far away."""


class Guess(NamedTuple):
    """Columns of macroblocks, from the first up to but not including the other one, and where their pixels stood."""

    down: int
    first: int
    end: int


class _Row(NamedTuple):
    """A row that was looked at; for each column of macroblocks whether it is the same as before."""

    y: int
    same: list[bool]


def guessed(pair: Pair, area: Area) -> Guess | None:
    """How it may have been scrolled. The area lies in the piece and consists of columns of macroblocks."""
    columns = struct.Struct(f"{BLOCK}s" * (area.width // BLOCK))
    ys = range(area.top + area.height // _ROWS // 2, area.top + area.height, max(1, area.height // _ROWS))
    rows = [_Row(y, _same(pair, columns, area.left, y, 0)) for y in ys]
    changed = [at for at, same in enumerate(zip(*(row.same for row in rows), strict=True)) if not all(same)]
    if area.width < _STRIPE or area.height < 2 * _NEEDLE or not changed:
        return None
    down = _distance(pair, area, [changed[len(changed) * place // 6] for place in _PLACES])
    return None if down is None else _columns(pair, columns, area, rows, down)


def _same(pair: Pair, columns: struct.Struct, left: int, y: int, down: int) -> list[bool]:
    one, other = pair.row(left, columns.size, y, down)
    if one == other:
        return [True] * (columns.size // BLOCK)
    return list(map(eq, columns.unpack(one), columns.unpack(other)))


def _distance(pair: Pair, area: Area, places: Sequence[int]) -> int | None:
    """The one on which most needles agree; `places`: the columns of macroblocks to look in."""
    votes = Counter[int]()
    for place in dict.fromkeys(places):
        middle = area.left + place * BLOCK + BLOCK // 2
        left = min(max(area.left, middle - _STRIPE // 2), area.left + area.width - _STRIPE)
        votes.update(_votes(*pair.stripes(area._replace(left=left, width=_STRIPE))))
        if votes and max(votes.values()) > _AGREE:
            break
    best = max(votes, key=lambda down: (votes[down], -abs(down)), default=0)
    return best if votes[best] >= _AGREE else None


def _votes(new: bytearray, old: bytearray) -> Iterator[int]:
    size = _STRIPE * _NEEDLE
    changed = [at for at in range(0, len(new) - size + 1, size) if new[at : at + size] != old[at : at + size]]
    for place in _PLACES:
        if changed:
            at = changed[len(changed) * place // 6]
            needle = bytes(new[at : at + size])
            if len({needle[row : row + _STRIPE] for row in range(0, size, _STRIPE)}) >= _VARIETY:
                yield from _found(needle, old, at)


def _found(needle: bytes, old: bytearray, at: int) -> Iterator[int]:
    """How many rows further down it stands, and further up, at the nearest place."""
    farthest = FARTHEST * _STRIPE
    first, end = max(0, at - farthest), min(len(old), at + farthest + len(needle))
    if old.find(needle, first, end) < 0:
        return
    below = next(_places(needle, old, at, end), None)
    if below is not None:
        yield (below - at) // _STRIPE
    for rows in _ABOVE:
        above = [*_places(needle, old, max(first, at - rows * _STRIPE), min(end, at - _STRIPE + len(needle)))]
        if above:
            yield (above[-1] - at) // _STRIPE
            return


def _places(needle: bytes, old: bytearray, first: int, end: int) -> Iterator[int]:
    for _ in range(_TRIES):
        first = old.find(needle, first, end)
        if first < 0:
            return
        if first % _STRIPE == 0:
            yield first
        first += 1


def _columns(pair: Pair, columns: struct.Struct, area: Area, rows: Sequence[_Row], down: int) -> Guess | None:
    """Those which it pays to move: where more is the same as there than is the same as before."""
    gains = [0] * (columns.size // BLOCK)
    for row in rows:
        if 0 <= row.y + down < pair.size[1]:
            moved = _same(pair, columns, area.left, row.y, down)
            gains = [gain + more for gain, more in zip(gains, map(sub, moved, row.same), strict=True)]
    first, end = longest(gains)
    if not any(gains[:first]) and not any(gains[end:]):  # nobody knows better, and whole rows are compared faster
        first, end = 0, len(gains)
    return Guess(down, area.left // BLOCK + first, area.left // BLOCK + end) if end > first else None


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
