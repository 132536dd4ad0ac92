import av
import numpy as np
import pytest

from agent_client import colours
from agent_client.changes import Plane, planes
from agent_client.colours import RIGHT, WEIGHTS, Colours, matrix, settle, swiftest
from peer.beneath import SeamBroken
from peer.picture import Area
from peer.pixel_seams import SURE, SWIFT, Way

WIDTH, HEIGHT = 40, 200
WAYS = [SURE, swiftest()]
SATURATED = {
    "black": (0, 0, 0),
    "white": (255, 255, 255),
    "red": (255, 0, 0),
    "green": (0, 255, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "cyan": (0, 255, 255),
    "magenta": (255, 0, 255),
    "grey": (118, 118, 118),
}
SAME = 2
"""The largest error of a channel: one rounding on the way to the codec's numbers, one back, and a dither."""

ROUNDED = 0.52
"""A rounding, with 15 bits, and no dither."""


def coded(
    colour: tuple[int, int, int], colorspace: int = 1, color_range: int = 1, kind: str = "yuv444p"
) -> av.VideoFrame:
    """A picture of one colour (red, green, blue), made with the standard's own formula."""
    picture = av.VideoFrame(WIDTH, HEIGHT, kind)
    picture.colorspace, picture.color_range = colorspace, color_range
    turned = matrix(picture)
    numbers = np.linalg.solve(turned[:, :3], np.array(colour) - turned[:, 3]).round().clip(0, 255)
    for plane, number in zip(planes(picture), numbers, strict=True):
        plane[:] = number
    return picture


def noise(width: int, height: int, kind: str = "yuv444p") -> av.VideoFrame:
    chance = np.random.default_rng(5)
    picture = av.VideoFrame(width, height, kind)
    picture.colorspace, picture.color_range = 1, 2 if kind == "yuvj444p" else 1
    for plane in planes(picture):
        plane[:] = chance.integers(90, 150, plane.shape, dtype=np.uint8)
    return picture


def converted(picture: av.VideoFrame, way: Way, areas: list[Area] | None = None) -> Plane:
    """The pixels of these areas; where none was named those of all of it."""
    into = np.zeros((picture.height, picture.width, 4), np.uint8)
    colours = Colours(way)
    for area in areas or [Area(0, 0, picture.width, picture.height)]:
        colours.convert(picture, area, into)
    return into


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("colour", SATURATED.values(), ids=SATURATED)
@pytest.mark.parametrize("full", [False, True], ids=["limited", "full"])
def test_saturated_colours_come_out_as_they_went_in(colour: tuple[int, int, int], way: Way, full: bool) -> None:
    seen = converted(coded(colour, color_range=2 if full else 1), way)
    assert np.abs(seen[..., 2::-1].astype(int) - colour).max() <= SAME
    assert (seen[..., 3] == 255).all()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("colorspace", WEIGHTS)
def test_the_picture_says_which_matrix_it_was_made_with(colorspace: int, way: Way) -> None:
    seen = converted(coded((200, 40, 10), colorspace), way)
    assert np.abs(seen[..., 2::-1].astype(int) - (200, 40, 10)).max() <= SAME


@pytest.mark.parametrize("nonsense", [0, 2, 3, 8, 14, 99])
def test_a_picture_that_says_what_nobody_knows_is_shown_in_the_usual_way(nonsense: int) -> None:
    picture = coded((200, 40, 10), 5)
    picture.colorspace = nonsense
    settle(picture)
    assert np.abs(converted(picture, swiftest())[..., 2::-1].astype(int) - (200, 40, 10)).max() <= SAME


@pytest.mark.parametrize("kind", ["yuv444p", "yuvj444p"])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("width", [200, 256])
def test_areas_come_out_the_same_alone_and_with_the_whole(width: int, way: Way, kind: str) -> None:
    picture = noise(width, HEIGHT, kind)
    whole = converted(picture, way)
    areas = [Area(64, 16, 64, 16), Area(128, 64, width - 128, 80), Area(0, 192, width, 8)]
    alone = converted(picture, way, areas)
    touched = np.zeros((HEIGHT, width), np.bool_)
    for left, top, across, down in areas:
        place = slice(top, top + down), slice(left, left + across)
        assert np.array_equal(alone[place], whole[place])
        touched[place] = True
    assert not alone[~touched].any()


@pytest.mark.parametrize("width", [1, 7, 12, 13, 63, 64, 65])
def test_a_picture_of_few_columns_survives_the_fastest_way_and_is_right(width: int) -> None:
    picture = noise(width, 20)
    turned = matrix(picture)
    numbers = np.stack([plane[:, :width] for plane in planes(picture)], axis=-1).astype(np.float64)
    wanted = (numbers @ turned[:, :3].T + turned[:, 3]).clip(0, 255)[..., ::-1]
    assert np.abs(converted(picture, swiftest())[..., :3] - wanted).max() <= SAME


def test_the_swift_way_rounds_and_does_nothing_else() -> None:
    pattern, truth = colours.pattern()
    assert np.abs(converted(pattern, SWIFT)[..., :3] - truth).max() <= ROUNDED


def test_sizes_that_were_not_asked_for_lately_are_not_kept() -> None:
    picture, into = noise(256, 256), np.zeros((256, 256, 4), np.uint8)
    colours = Colours()
    for height in range(16, 256, 16):
        colours.convert(picture, Area(0, 0, 256, height), into)
    assert len(colours._contexts) <= 8
    assert np.array_equal(into[:240], converted(picture, swiftest())[:240])


def test_a_way_that_is_wrong_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    right = colours._tried

    def wrong(pattern: av.VideoFrame, way: Way) -> tuple[Plane, float]:
        seen, seconds = right(pattern, way)
        return (seen, seconds) if way == WAYS[0] else (255 - seen, seconds / 100)

    monkeypatch.setattr(colours, "_tried", wrong)
    assert swiftest.__wrapped__() == WAYS[0]


def test_a_way_that_is_slower_or_unknown_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    right = colours._tried

    def slow(pattern: av.VideoFrame, way: Way) -> tuple[Plane, float]:
        seen, _ = right(pattern, way)
        return seen, 1.0 if way == WAYS[0] else 2.0

    def unknown(pattern: av.VideoFrame, way: Way) -> tuple[Plane, float]:
        if way != WAYS[0]:
            raise SeamBroken(way)
        return right(pattern, way)

    for other in (slow, unknown):
        monkeypatch.setattr(colours, "_tried", other)
        assert swiftest.__wrapped__() == WAYS[0]


def test_the_pattern_s_own_truth_is_the_library_s() -> None:
    pattern, truth = colours.pattern()
    seen, _ = colours._tried(pattern, WAYS[0])
    assert np.abs(seen[..., :3] - truth).max() <= RIGHT
