"""Where a screen changed, in few rectangles: whoever uses them wants to save time with them."""

from collections.abc import Iterable

from peer.picture import Area

AT_MOST = 64
"""Rectangles of one picture. A program that draws a thousand dots reports three thousand."""
BAND = 16
"""Rows that are joined when there are more: a row of an encoder's blocks."""


def inside(areas: Iterable[Area], whole: Area) -> tuple[Area, ...]:
    """What of the areas lies in `whole`, seen from its corner; nothing that is empty, and not too many."""
    return few([area for area in (_cut(area, whole) for area in areas) if area.width > 0 and area.height > 0])


def few(areas: list[Area]) -> tuple[Area, ...]:
    """The same areas, or fewer and larger ones that cover them: at most one for every `BAND` rows."""
    if len(areas) <= AT_MOST:
        return tuple(areas)
    bands: dict[int, Area] = {}
    for area in areas:
        bottom = area.top + area.height
        for band in range(area.top // BAND, (bottom - 1) // BAND + 1):
            first, end = max(area.top, band * BAND), min(bottom, (band + 1) * BAND)
            part = Area(area.left, first, area.width, end - first)
            bands[band] = _joined(bands[band], part) if band in bands else part
    return tuple(bands[band] for band in sorted(bands))


def _joined(one: Area, other: Area) -> Area:
    """The smallest area that covers both."""
    left, top = min(one.left, other.left), min(one.top, other.top)
    right = max(one.left + one.width, other.left + other.width)
    return Area(left, top, right - left, max(one.top + one.height, other.top + other.height) - top)


def _cut(area: Area, whole: Area) -> Area:
    left, top = max(area.left, whole.left), max(area.top, whole.top)
    right = min(area.left + area.width, whole.left + whole.width)
    bottom = min(area.top + area.height, whole.top + whole.height)
    return Area(left - whole.left, top - whole.top, right - left, bottom - top)
