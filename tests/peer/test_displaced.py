"""What such slices say, read as ITU-T H.264 has it, and what FFmpeg makes of them. Numbers in brackets are clauses."""

import random
from collections.abc import Iterator
from itertools import combinations, cycle, product

import av
import pytest
from av.video.codeccontext import VideoCodecContext

from peer import slices
from peer.bits import Reader, unescaped
from peer.blocks import Blocks
from peer.displaced import FARTHEST_DOWN, FARTHEST_RIGHT, Displacement, displaced
from peer.picture import BLOCK
from peer.slices import FRAME_NUMBERS, PATCHES, Place
from peer.steady import SmallX264, SteadyX264
from peer.x264 import EncoderSettings
from peer.x264_seams import library
from tests.fakes.screens import planes_of

Vector = tuple[int, int]
Planes = list[list[bytes]]
STAYS: Vector = (0, 0)
FIRST, LATER = Place(5, 1, None), Place(6, 0, 1)
COARSE = 40
CODED, OF_THE_CODEC, KEYFRAMES = 0.4, 0.15, 0.03
FULL_HD = Blocks(0, 0, 120, 68)
WHOLE, WINDOW = FULL_HD, Blocks(30, 14, 60, 40)


class Slice:
    """Finds the vectors of its macroblocks, each as the standard says, from those before it."""

    def __init__(self, unit: bytes, first: int, count: int, columns: int, place: Place) -> None:
        self.vectors: dict[int, Vector] = {}
        self.named = 0
        self._next, self._columns, self._read = first, columns, Reader(unescaped(unit[1:]))
        head = slices.predicted(first, place)
        self._read.expect_bits(head._count, head._value)
        while self._more:
            for _ in range(self._read.number()):
                self._put(self._skipped)
            if self._more:
                self._name()
        assert self._next == first + count

    @property
    def _more(self) -> bool:
        """7.2: something else than the bit that ends a slice."""
        return self._read._value & ((1 << self._read.left) - 1) != 1 << (self._read.left - 1)

    def _name(self) -> None:
        """7.3.5. Who could have been skipped has nothing to say."""
        self._read.expect(0)  # P_L0_16x16
        right, down = self._expected
        vector = (right + self._signed(), down + self._signed())
        self._read.expect(0)  # no residual
        assert vector != self._skipped
        self._put(vector)
        self.named += 1

    def _signed(self) -> int:
        """9.1.1."""
        number = self._read.number()
        return (number + 1) // 2 if number % 2 else -(number // 2)

    def _put(self, vector: Vector) -> None:
        self.vectors[self._next] = vector
        self._next += 1

    def _neighbour(self, right: int, down: int) -> Vector | None:
        """6.4.9: one that comes before, of the same slice."""
        row, column = divmod(self._next, self._columns)
        inside = 0 <= column + right < self._columns
        return self.vectors.get((row + down) * self._columns + column + right) if inside else None

    @property
    def _skipped(self) -> Vector:
        """8.4.1.1."""
        stays = {self._neighbour(-1, 0), self._neighbour(0, -1)} & {None, STAYS}
        return STAYS if stays else self._expected

    @property
    def _expected(self) -> Vector:
        """8.4.1.3."""
        beside, above, corner = self._neighbour(-1, 0), self._neighbour(0, -1), self._neighbour(1, -1)
        corner = self._neighbour(-1, -1) if corner is None else corner
        if above is None and corner is None and beside is not None:
            return beside
        there = [each for each in (beside, above, corner) if each is not None]
        if len(there) == 1:
            return there[0]
        right, down = zip(*(each or STAYS for each in (beside, above, corner)), strict=True)
        return sorted(right)[1], sorted(down)[1]


def rectangles(columns: int, rows: int) -> Iterator[Blocks]:
    """All of them."""
    for (left, right), (top, bottom) in product(combinations(range(columns + 1), 2), combinations(range(rows + 1), 2)):
        yield Blocks(left, top, right - left, bottom - top)


def has(blocks: Blocks, number: int, columns: int) -> bool:
    left, top, width, height = blocks
    return number // columns in range(top, top + height) and number % columns in range(left, left + width)


@pytest.mark.parametrize(("columns", "rows"), [(1, 4), (2, 3), (3, 3)])
def test_each_macroblock_of_any_slice_has_the_vector_that_was_meant(columns: int, rows: int) -> None:
    ways = cycle(
        [(0, 1), (0, -FARTHEST_DOWN), (FARTHEST_RIGHT, 0), (-31, 0), (3, -8), (-FARTHEST_RIGHT, FARTHEST_DOWN)]
    )
    for blocks, (first, end) in product(rectangles(columns, rows), combinations(range(columns * rows + 1), 2)):
        (right, down), place = next(ways), LATER if first % 2 else FIRST
        unit = displaced(first, end - first, columns, Displacement(blocks, right, down), place)
        assert Slice(unit, first, end - first, columns, place).vectors == {
            number: (4 * right, 4 * down) if has(blocks, number, columns) else STAYS for number in range(first, end)
        }


@pytest.mark.parametrize(
    ("first", "blocks", "named", "most"),
    [(0, WHOLE, 120 + 67, 250), (0, WINDOW, 60 + 39, 240), (14 * 120 + 30, WINDOW, 60 + 39, 150)],
)
def test_a_page_that_was_scrolled_takes_few_bytes(first: int, blocks: Blocks, named: int, most: int) -> None:
    count = FULL_HD.number - first
    unit = displaced(first, count, FULL_HD.width, Displacement(blocks, 0, 8), LATER)
    assert len(unit) <= most
    assert Slice(unit, first, count, FULL_HD.width, LATER).named == named


@pytest.mark.parametrize(
    "displacement", [Displacement(WINDOW, 0, 0), Displacement(WINDOW._replace(top=0, height=10), 3, 4)]
)
def test_where_nothing_moves_it_is_a_slice_that_is_as_before(displacement: Displacement) -> None:
    assert displaced(2400, 300, FULL_HD.width, displacement, LATER) == slices.unchanged(2400, 300, LATER)


@pytest.mark.parametrize(("right", "down"), [(2048, 0), (-2048, 8), (0, 512), (8, -512)])
def test_what_is_too_far_is_refused(right: int, down: int) -> None:
    with pytest.raises(ValueError, match="so far"):
        displaced(0, FULL_HD.number, FULL_HD.width, Displacement(WINDOW, right, down), LATER)


def noise(size: tuple[int, int], chance: random.Random) -> av.VideoFrame:
    """No part of it looks like another one."""
    frame = av.VideoFrame(*size, "yuv444p")
    for plane in frame.planes:
        plane.update(chance.randbytes(plane.buffer_size))
    return frame


def change(pixels: memoryview, chance: random.Random) -> None:
    """Of a third of it nothing is left, so that most of a picture is what stood in the one before."""
    third = len(pixels) // 3
    begin = chance.randrange(2 * third)
    pixels[begin : begin + third] = chance.randbytes(third)


class Viewer:
    """Decodes as viewers do, but shows all of the last macroblocks."""

    def __init__(self) -> None:
        context = av.CodecContext.create("h264", "r")
        assert isinstance(context, VideoCodecContext)
        context.thread_count, context.thread_type = 2, "SLICE"
        context.options = {"err_detect": "explode", "flags2": "ignorecrop"}
        self._context = context

    def shown(self, picture: bytes) -> Planes:
        (frame,) = self._context.decode(av.Packet(picture))
        assert not frame.is_corrupt
        return planes_of(frame)


class Session:
    """A codec that makes a picture now and then, and pictures of our own between. `shown` is what they have to be."""

    def __init__(self, size: tuple[int, int], seed: int) -> None:
        self.chance = random.Random(seed)
        self.grid = Blocks(0, 0, -(-size[0] // BLOCK), -(-size[1] // BLOCK))
        self._frame, self._codec = noise(size, self.chance), SteadyX264(*size, EncoderSettings(), library())
        self._viewer, self._of_the_codec = Viewer(), Viewer()
        self._coded = [coded_part(width, self.chance) for width in (1, 2, 5)]
        self._pictures, self._patches = 0, 0
        self.by_the_codec(keyframe=True)

    def by_the_codec(self, *, keyframe: bool = False) -> None:
        """Compared with what it is for who has seen none of ours."""
        for plane in self._frame.planes:
            change(memoryview(plane), self.chance)
        written = bytes(self._codec.encode(self._frame, self._pictures, quantizer=COARSE, keyframe=keyframe))
        self._pictures += 1
        self.shown, self._follows = self._of_the_codec.shown(written), None
        if keyframe:
            written = slices.with_room(written)
            self._number, self._kept, self._since_keyframe = 0, 1, 0
        else:
            self._number = self._next_number
            self._kept = min(slices.kept(self._since_keyframe), self._kept + 1)
            written = slices.numbered(written, self._number)
        assert self._viewer.shown(written) == self.shown

    @property
    def _next_number(self) -> int:
        return (self._number + 1) % FRAME_NUMBERS

    def by_ourselves(self, displacements: list[Displacement], cuts: int = 0) -> None:
        """Slices that are cut anywhere, each with one of these displacements, and some that are coded."""
        place = Place(self._next_number, self._patches % PATCHES, self._follows, max(0, self._kept - 1))
        self._before, self.shown = self.shown, [list(plane) for plane in self.shown]
        written, at = [], 0
        for end in [*sorted(self.chance.choices(range(self.grid.number), k=cuts)), self.grid.number]:
            if cuts and self.chance.random() < CODED:
                at += self._put(at, end, place, written)
            if at < end:
                displacement = self.chance.choice(displacements)
                self._move(at, end, displacement)
                written.append(displaced(at, end - at, self.grid.width, displacement, place))
                at = end
        assert self._viewer.shown(slices.stream(written)) == self.shown
        self._number, self._follows = place.frame_number, place.becomes
        self._kept, self._since_keyframe, self._patches = 0, self._since_keyframe + 1, self._patches + 1

    def _put(self, first: int, end: int, place: Place, written: list[bytes]) -> int:
        """How many macroblocks of a coded part it put there."""
        row, column = divmod(first, self.grid.width)
        unit, planes = self.chance.choice(self._coded)
        width = len(planes[0][0]) // BLOCK
        if width > min(end - first, self.grid.width - column):
            return 0
        for plane, part in zip(self.shown, planes, strict=True):
            for line, pixels in enumerate(part, BLOCK * row):
                plane[line] = replaced(plane[line], BLOCK * column, pixels)
        written.append(slices.moved(unit, 0, first, place))
        return width

    def _move(self, first: int, end: int, displacement: Displacement) -> None:
        (left, top, width, height), right, down = displacement
        for row in range(top, top + height):
            begin = max(first, row * self.grid.width + left)
            pixels = BLOCK * (min(end, row * self.grid.width + left + width) - begin)
            if pixels > 0:
                self._move_lines(row, BLOCK * (begin % self.grid.width), pixels, right, down)

    def _move_lines(self, row: int, left: int, width: int, right: int, down: int) -> None:
        for plane, before in zip(self.shown, self._before, strict=True):
            for line in range(BLOCK * row, BLOCK * (row + 1)):
                was = before[min(max(line + down, 0), len(before) - 1)]
                plane[line] = replaced(plane[line], left, cut(was, left + right, width))


def coded_part(width: int, chance: random.Random) -> tuple[bytes, Planes]:
    """A row of so many macroblocks, as a slice of a keyframe, and what it looks like."""
    size = BLOCK * width, BLOCK
    coded = SmallX264(size, EncoderSettings(), library()).encode(noise(size, chance), 0, 0, EncoderSettings().finest)
    return slices.units(coded)[-1], Viewer().shown(coded)


def replaced(row: bytes, at: int, pixels: bytes) -> bytes:
    return row[:at] + pixels + row[at + len(pixels) :]


def cut(row: bytes, left: int, width: int) -> bytes:
    """Beyond the edges there is what is at them."""
    beyond = FARTHEST_RIGHT + len(row)
    return (row[:1] * beyond + row + row[-1:] * beyond)[left + beyond : left + beyond + width]


def some_displacement(session: Session) -> Displacement:
    """Rows, columns and single macroblocks, at edges and elsewhere, near and far, with what is outside at times."""
    chance, grid = session.chance, session.grid
    width, height = (chance.choice((1, chance.randint(1, most), most)) for most in grid[2:])
    left, top = chance.randint(0, grid.width - width), chance.randint(0, grid.height - height)
    farthest = chance.choice((3, 40, 300, FARTHEST_RIGHT))
    right, down = (chance.choice((0, chance.randint(-most, most))) for most in (farthest, min(farthest, FARTHEST_DOWN)))
    return Displacement(Blocks(left, top, width, height), right, down)


def play(session: Session, pictures: int) -> None:
    """Pictures of all kinds, in any order."""
    for _ in range(pictures):
        kind = session.chance.random()
        if kind < OF_THE_CODEC:
            session.by_the_codec(keyframe=kind < KEYFRAMES)
        else:
            displacements = [some_displacement(session) for _ in range(session.chance.randint(1, 3))]
            session.by_ourselves(displacements, session.chance.choice((0, 1, 3, 12)))


@pytest.mark.parametrize("size", [(200, 120), (17, 33), (129, 16)])
def test_what_was_displaced_is_what_stood_elsewhere_to_the_bit(size: tuple[int, int]) -> None:
    play(Session(size, seed=size[0]), 20)


@pytest.mark.parametrize(("right", "down"), [(0, 8), (0, -53), (7, 0), (-31, 2), (FARTHEST_RIGHT, -FARTHEST_DOWN)])
def test_a_page_is_scrolled_a_few_pictures_long(right: int, down: int) -> None:
    session = Session((200, 120), seed=1)
    for _ in range(4):
        session.by_ourselves([Displacement(session.grid, right, down)])
    session.by_the_codec()
