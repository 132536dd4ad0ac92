import random
from collections.abc import Sequence
from typing import Final

import av
import pytest

from peer.picture import BLOCK, Area
from peer.pieces import Converted
from peer.scrolling import Scrolled, scrolled

WIDTH, HEIGHT = 650, 600
"""No multiples of 16."""
WHOLE: Final = Area(0, 0, WIDTH, HEIGHT)
Rows = list[bytes]
"""Of one plane."""


def page(seed: int, width: int = WIDTH, height: int = 3 * HEIGHT) -> list[Rows]:
    """Lines of something like text, blank rows between them, in three planes."""
    chance = random.Random(seed)
    planes: list[Rows] = [[], [], []]
    while len(planes[0]) < height:
        for plane in planes:
            plane.extend([chance.randbytes(width) for _ in range(9)] + [bytes([235]) * width] * 5)
    return [plane[:height] for plane in planes]


def part(planes: Sequence[Rows], left: int, top: int, width: int, height: int) -> list[Rows]:
    return [[row[left : left + width] for row in plane[top : top + height]] for plane in planes]


def laid(above: Sequence[Rows], below: Sequence[Rows], left: int, top: int) -> list[Rows]:
    """`above` over a place in the other one."""
    result = [list(plane) for plane in below]
    for plane, rows in zip(result, above, strict=True):
        for y, row in enumerate(rows, top):
            plane[y] = plane[y][:left] + row + plane[y][left + len(row) :]
    return result


def frame(planes: Sequence[Rows]) -> av.VideoFrame:
    made = av.VideoFrame(len(planes[0][0]), len(planes[0]), "yuv444p")
    for plane, rows in zip(made.planes, planes, strict=True):
        plane.update(b"".join(row.ljust(plane.line_size, b"\0") for row in rows))
    return made


def piece(picture: Sequence[Rows], area: Area) -> Converted:
    """What of a picture lies in this area."""
    return Converted(area, frame(part(picture, *area)))


def moved(found: Scrolled, before: Sequence[Rows], new: Sequence[Rows]) -> list[Rows]:
    """The picture before with what is said to have moved, and what is said to be new."""
    left, top, width, height = found.blocks.area
    width, height = min(width, WIDTH - left), min(height, HEIGHT - top)
    assert 0 <= top + found.down <= HEIGHT - height, "from inside the picture"
    result = laid(part(before, left, top + found.down, width, height), before, left, top)
    for area in found.new:
        result = laid(part(new, *area), result, area.left, area.top)
    return result


def well_formed(areas: Sequence[Area]) -> bool:
    """Whether they lie inside, begin and end with macroblocks, and have nothing in common."""
    seen = set[tuple[int, int]]()
    for left, top, width, height in areas:
        right, bottom = left + width, top + height
        if left % BLOCK or top % BLOCK or min(width, height) <= 0 or right > WIDTH or bottom > HEIGHT:
            return False
        if (right % BLOCK and right != WIDTH) or (bottom % BLOCK and bottom != HEIGHT):
            return False
        blocks = {(x, y) for x in range(left, right, BLOCK) for y in range(top, bottom, BLOCK)}
        if seen & blocks:
            return False
        seen |= blocks
    return True


def scrolled_by(down: int, area: Area = WHOLE, seed: int = 1, at: int = HEIGHT) -> tuple[list[Rows], list[Rows]]:
    """A picture with a page in this area, and the one after it."""
    around, long = page(seed + 1000, height=HEIGHT), page(seed, area.width)
    before, after = (part(long, 0, top, area.width, area.height) for top in (at, at + down))
    return laid(before, around, area.left, area.top), laid(after, around, area.left, area.top)


@pytest.mark.parametrize("down", [8, -8, 1, 37, -100])
def test_a_page_that_was_scrolled_is_found(down: int) -> None:
    before, after = scrolled_by(down)
    found = scrolled(None, [piece(after, WHOLE)], frame(before))
    assert found is not None
    assert found.down == down
    assert found.blocks.width == WIDTH // BLOCK
    assert sum(area.width * area.height for area in found.new) <= (abs(down) + 2 * BLOCK) * WIDTH + BLOCK * HEIGHT
    assert moved(found, before, after) == after


def test_a_window_that_was_scrolled_is_found_in_a_piece_that_is_just_as_large() -> None:
    window = Area(19, 7, 581, 557)
    before, after = scrolled_by(23, window)
    found = scrolled([window], [piece(after, window)], frame(before))
    assert found is not None
    assert (found.down, found.blocks.left, found.blocks.width) == (23, 2, 35)
    assert moved(found, before, after) == after


def test_a_window_that_was_scrolled_is_found_in_a_piece_that_is_as_wide_as_the_picture() -> None:
    window = Area(19, 7, 581, 557)
    before, after = scrolled_by(-60, window)
    strip = Area(0, 7, WIDTH, 557)
    found = scrolled([strip], [piece(after, strip)], frame(before))
    assert found is not None
    assert (found.down, found.blocks.left, found.blocks.width) == (-60, 2, 35)
    assert moved(found, before, after) == after


def test_what_does_not_move_with_the_page_is_new() -> None:
    before, after = scrolled_by(8)
    counter = page(7, 40, 24)
    before, after = laid(counter, before, 0, 0), laid(counter, after, 0, 0)
    caret = part(page(8, 2, 20), 0, 0, 2, 20)
    after = laid(caret, after, 301, 200)
    found = scrolled(None, [piece(after, WHOLE)], frame(before))
    assert found is not None
    assert Area(0, 0, 48, 32) in found.new
    assert any(area.contains(301, 200) and area.width <= 2 * BLOCK for area in found.new)
    assert moved(found, before, after) == after


def test_chroma_that_does_not_move_with_luma_is_new() -> None:
    before, after = scrolled_by(8)
    after[2][100] = after[2][100][:200] + bytes([after[2][100][200] ^ 1]) + after[2][100][201:]
    found = scrolled(None, [piece(after, WHOLE)], frame(before))
    assert found is not None
    assert Area(192, 96, 16, 16) in found.new
    assert moved(found, before, after) == after


def test_a_header_that_stays_is_left_where_it_is() -> None:
    body = Area(0, 48, WIDTH, HEIGHT - 48)
    before, after = scrolled_by(16, body)
    found = scrolled(None, [piece(after, WHOLE)], frame(before))
    assert found is not None
    assert found.blocks.top == 3
    assert all(area.top >= 48 for area in found.new)
    assert moved(found, before, after) == after


def test_other_pieces_are_new_unless_the_largest_hides_them() -> None:
    window = Area(19, 7, 581, 557)
    before, after = scrolled_by(23, window)
    hidden, above = Area(64, 64, 48, 48), Area(200, 100, 40, 10)
    over = laid(page(5, 40, 10), after, 200, 100)
    pieces = [piece(page(9), hidden), piece(after, window), piece(over, above)]
    found = scrolled([window, hidden, above], pieces, frame(before))
    assert found is not None
    assert not any(area.contains(64, 64) for area in found.new)
    assert any(area.contains(200, 100) for area in found.new)
    assert moved(found, before, over) == over


def test_of_lines_that_are_all_alike_the_smallest_distance_is_taken() -> None:
    line = page(3, height=20)
    many = [plane * 31 for plane in line]
    before, after = part(many, 0, 0, WIDTH, HEIGHT), part(many, 0, 5, WIDTH, HEIGHT)
    found = scrolled(None, [piece(after, WHOLE)], frame(before))
    assert found is not None
    assert found.down == 5
    assert moved(found, before, after) == after


def test_another_page_was_not_scrolled() -> None:
    assert scrolled(None, [piece(page(1), WHOLE)], frame(part(page(2), *WHOLE))) is None


def test_the_same_page_was_not_scrolled() -> None:
    same = part(page(1), *WHOLE)
    assert scrolled(None, [piece(same, WHOLE)], frame(same)) is None


def test_a_blank_page_was_not_scrolled() -> None:
    blank = [[bytes(WIDTH)] * HEIGHT] * 3
    assert scrolled(None, [piece(blank, WHOLE)], frame(blank)) is None


def test_the_first_picture_was_not_scrolled() -> None:
    assert scrolled(None, [piece(page(1), WHOLE)], None) is None


def test_a_picture_of_another_size_was_not_scrolled() -> None:
    before, after = scrolled_by(8)
    small = frame(part(before, 0, 0, WIDTH - 10, HEIGHT))
    assert scrolled(None, [piece(after, WHOLE)], small) is None


def test_what_is_small_is_not_looked_at() -> None:
    small = Area(0, 0, 320, 320)
    before, after = scrolled_by(8, small)
    assert scrolled([small], [piece(after, small)], frame(before)) is None


def test_a_change_that_says_of_itself_that_it_is_small_is_not_looked_at() -> None:
    before, after = scrolled_by(8)
    assert scrolled([Area(0, 0, 100, 100)], [piece(after, WHOLE)], frame(before)) is None
    assert scrolled([], [piece(after, WHOLE)], frame(before)) is None


def test_without_pieces_nothing_was_scrolled() -> None:
    assert scrolled((), (), frame(part(page(1), *WHOLE))) is None


def test_noise_all_over_a_page_that_was_scrolled_is_too_much() -> None:
    before, after = scrolled_by(8)
    for row in range(0, HEIGHT, 5):
        after = laid([[b"\1\2\3"]] * 3, after, 37 * row % (WIDTH - 3), row)
    found = scrolled(None, [piece(after, WHOLE)], frame(before))
    assert found is None or moved(found, before, after) == after


@pytest.mark.parametrize("seed", range(12))
def test_what_moved_and_what_is_new_make_exactly_the_new_picture(seed: int) -> None:
    chance = random.Random(seed)
    left, top = chance.randrange(30), chance.randrange(30)
    width, height = chance.randint(550, WIDTH - left), chance.randint(500, HEIGHT - top)
    window = Area(left, top, width, height)
    before, after = scrolled_by(chance.choice([-60, -17, -3, 1, 8, 40]), window, seed)
    for _ in range(chance.randrange(4)):
        spot = page(chance.randrange(100), chance.randint(1, 40), chance.randint(1, 40))
        after = laid(spot, after, left + chance.randrange(width - 40), top + chance.randrange(height - 40))
    pieces = [piece(after, chance.choice([window, WHOLE]))]
    for _ in range(chance.randrange(3)):
        other = Area(chance.randrange(WIDTH - 60), chance.randrange(HEIGHT - 60), 60, 50)
        pieces.insert(chance.randrange(len(pieces) + 1), piece(page(chance.randrange(100)), other))
    new = before
    for area, pixels in pieces:
        new = laid(rows_of(pixels), new, area.left, area.top)
    found = scrolled(chance.choice([None, [each.area for each in pieces]]), pieces, frame(before))
    assert found is not None
    assert well_formed(found.new)
    assert moved(found, before, new) == new


def rows_of(pixels: av.VideoFrame) -> list[Rows]:
    """The rows of a frame, plane by plane."""
    return [
        [bytes(plane)[y * plane.line_size :][: pixels.width] for y in range(pixels.height)] for plane in pixels.planes
    ]
