"""Which macroblocks of a new piece differ from the picture before, in few comparisons."""

from collections.abc import Iterable, Iterator
from typing import Final

from peer.alike import Pair
from peer.blocks import runs
from peer.picture import BLOCK, Area

_PROBED: Final = (1, 10, 6, 14)
"""Rows of a row of macroblocks in which it is looked first for where it differs."""
_MOST: Final = 0.4
"""Share of them from which on it does not pay to tell those between."""
_FEW: Final = 3
"""Columns that differ in a whole row, as a scrollbar does."""
_TESTS: Final = 16
"""How often parts of a row of macroblocks are compared."""


class TooManyDiffer(Exception):
    """It would take too long to tell how much is the same."""


class Sieve:
    """Looks at macroblocks one by one, where comparing a whole row of them found that it differs."""

    def __init__(self, pair: Pair, patience: int) -> None:
        """`patience`: rows of macroblocks that it looks at."""
        self._pair, self._patience = pair, patience
        self._usual: dict[int, set[int]] = {}
        """Columns that differed last, by distance: a scrollbar differs in many rows."""

    def differing(self, area: Area, down: int) -> Iterator[tuple[int, set[int]]]:
        """Of each row of macroblocks the columns in which a pixel of the area is not what stood `down` rows further.

        Perhaps some more. Raises `TooManyDiffer`.
        """
        for band in self._pair.differing_bands(area, down):
            yield band.top // BLOCK, self.columns(band, down)

    def columns(self, band: Area, down: int) -> set[int]:
        """The same for a part of one row of macroblocks, which does differ."""
        everywhere = range(band.left // BLOCK, -(-(band.left + band.width) // BLOCK))
        if len(everywhere) == 1 or not 0 <= band.top + down <= self._pair.size[1] - band.height:
            return set(everywhere)
        usual = self._usual.get(down, set()).intersection(everywhere)
        if usual and all(self._same(band, *run, down) for run in _without(everywhere, usual)):
            return usual
        self._patience -= 1
        if self._patience < 0:
            raise TooManyDiffer
        probed = self._probed(band, down)
        if len(probed) > _MOST * (probed[-1] - probed[0] + 1 if probed else 0):
            probed = [*range(probed[0], probed[-1] + 1)]
        found = self._sifted(band, down, probed, everywhere)
        if len(found) <= _FEW:
            self._usual[down] = found
        return found

    def _sifted(self, band: Area, down: int, known: Iterable[int], everywhere: range) -> set[int]:
        """With what differs beside what is known to: beside that it is looked for first."""
        found, tests = set(known), _TESTS
        waiting = [(first, width, 1) for first, width in _without(everywhere, found)]
        while waiting:
            first, width, step = waiting.pop()
            tests -= 1
            if tests >= 0 and self._same(band, first, width, down):
                continue
            left, right = first - 1 in found, first + width in found
            if tests < 0 or step * (left + right) >= width or width == 1:
                found.update(range(first, first + width))
            elif left or right:
                inner = range(first + step * left, first + width - step * right)
                found.update(range(first, inner.start), range(inner.stop, first + width))
                waiting.append((inner.start, len(inner), 2 * step))
            else:
                waiting += (first, width // 2, 1), (first + width // 2, width - width // 2, 1)
        return found

    def _same(self, band: Area, first: int, width: int, down: int) -> bool:
        left, top, across, height = band
        right = min(left + across, (first + width) * BLOCK)
        return self._pair.same(max(left, first * BLOCK), right, top, top + height, down)

    def _probed(self, band: Area, down: int) -> list[int]:
        """Columns in which one of a few rows differs; no more rows are looked at when most do."""
        first, end = -(-band.left // BLOCK), (band.left + band.width) // BLOCK
        alike = int.from_bytes(b"\1" * (end - first), "little")
        for y in _PROBED:
            if y < band.height and alike.bit_count() >= (1 - _MOST) * (end - first):
                row = self._pair.columns_alike(first * BLOCK, end - first, band.top + y, down)
                alike &= int.from_bytes(row, "little")
        return [column for column, same in enumerate(alike.to_bytes(end - first, "little"), first) if not same]


def _without(columns: range, some: set[int]) -> list[tuple[int, int]]:
    rest = [column for column in columns if column not in some]
    return [*runs(rest)]
