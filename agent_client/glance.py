"""Where to look first for what changed: around the last change, for that is where people work. Pure."""

from agent_client.changes import BAND, Rows
from peer.picture import Area

_AROUND = 2 * BAND
"""Rows above and below the last change that are looked at as well: a line higher or lower."""
_MUCH = 0.3
"""Of all rows: where so many would be looked at, all are."""


class Glance:
    """What a first glance goes to. What else changed is looked for too, a moment later."""

    def __init__(self) -> None:
        self._last: Rows | None = None

    def rows(self, height: int) -> Rows:
        """To be looked at first, in a picture of so many rows; mostly the bands round the last change."""
        if self._last is None:
            return 0, height
        top = max(0, (self._last[0] - _AROUND) // BAND * BAND)
        bottom = min(height, -(-(self._last[1] + _AROUND) // BAND) * BAND)
        return (top, bottom) if top < bottom and bottom - top <= _MUCH * height else (0, height)

    def found(self, areas: list[Area]) -> None:
        """That is all that changed."""
        if areas:
            self._last = min(area.top for area in areas), max(area.top + area.height for area in areas)


def seems_all(areas: list[Area], rows: Rows, height: int) -> bool:
    """Whether what was found in these rows ends inside them: then it can be shown while the others are looked at."""
    if not areas or rows == (0, height):
        return False
    top, bottom = min(area.top for area in areas), max(area.top + area.height for area in areas)
    return (top > rows[0] or rows[0] == 0) and (bottom < rows[1] or rows[1] == height)
