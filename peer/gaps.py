"""Numbers that came before others that are missing, as blocks without a gap. Pure."""

from bisect import bisect_right
from itertools import islice


class Blocks:
    """In order, apart from each other."""

    def __init__(self) -> None:
        self._blocks: list[list[int]] = []
        """First and last number of each."""

    def __bool__(self) -> bool:
        return bool(self._blocks)

    def add(self, number: int) -> bool:
        """A number that is in no block yet. Says whether it stands behind a new gap."""
        blocks = self._blocks
        if not blocks or number > blocks[-1][1] + 1:
            blocks.append([number, number])
            return True
        if number == blocks[-1][1] + 1:
            blocks[-1][1] = number
            return False
        self._insert(number)
        return False

    def pass_by(self, number: int) -> None:
        """Nothing is missing any more up to here: the block that ends here is done with."""
        if self._blocks and self._blocks[0][1] <= number:
            del self._blocks[0]

    def counted_from(self, base: int, most: int) -> list[tuple[int, int]]:
        """The first `most` blocks; their numbers less `base`."""
        return [(first - base, last - base) for first, last in islice(self._blocks, most)]

    def _insert(self, number: int) -> None:
        place = bisect_right(self._blocks, [number])
        after = self._blocks[place]
        before = self._blocks[place - 1] if place else None
        if before is not None and before[1] == number - 1:
            before[1] = number
            if after[0] == number + 1:
                before[1] = after[1]
                del self._blocks[place]
        elif after[0] == number + 1:
            after[0] = number
        else:
            self._blocks.insert(place, [number, number])
