"""Where a screen changed, in few rectangles: whoever uses them wants to save time with them."""

from collections.abc import Iterable

from peer.picture import Area

AT_MOST = 64
"""Rectangles of one picture. A program that draws a thousand dots reports three thousand."""
BAND = 16
"""Rows that are joined when there are more: a row of an encoder's blocks."""
PIECE = 64 * 1024
"""Pixels that are taken, converted and laid over in the time that one more piece takes: 0.1 ms, measured."""
NEARLY_ALL = 0.75
"""Share of the pixels from which on it is cheaper to take all of them: they need not be put together then."""


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


def pieces(changed: Iterable[Area], width: int, height: int, block: int) -> tuple[Area, ...]:
    """What to take of a picture of this size to have all that changed, in the least time.

    Each is some blocks wide, or as wide as the picture.
    """
    found: list[Area] = []
    for area in changed:
        found = _with(found, area)
    if sum(area.width * area.height for area in found) >= NEARLY_ALL * width * height:
        return (Area(0, 0, width, height),)
    return tuple(_in_blocks(area, width, block) for area in found)


def _with(found: list[Area], area: Area) -> list[Area]:
    """One more, joined to those that are cheaper to take together with it."""
    apart: list[Area] = []
    for other in found:
        both = _joined(area, other)
        if _size(both) - _size(area) - _size(other) < PIECE:
            area = both
        else:
            apart.append(other)
    return [*apart, area]


def _size(area: Area) -> int:
    return area.width * area.height


def _in_blocks(area: Area, width: int, block: int) -> Area:
    wider = min(-(-area.width // block) * block, width)
    return Area(min(area.left, width - wider), area.top, wider, area.height)


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
