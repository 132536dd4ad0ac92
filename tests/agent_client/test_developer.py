import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_client.changes import BAND, Plane
from agent_client.colours import matrix, settle
from agent_client.developer import Developer, Pixels
from peer.picture import Area
from peer.pixel_seams import BLOCK
from tests.fakes.viewer_doors import frame

EXACT = 3
"""The largest error of a channel: one rounding on the way to YUV, one back, and a dither of one step."""
AS_CODED = 1.6
"""The same, when one starts from YUV."""


class Painted:
    """Keeps what was last painted."""

    def __init__(self) -> None:
        self.ready = 0
        self.developer = Developer(self._ready)

    def _ready(self) -> None:
        self.ready += 1

    def look(self) -> Plane | None:
        seen: list[Plane] = []

        def paint(pixels: Pixels) -> None:
            seen.append(pixels.bgra.copy())

        self.developer.paint(paint)
        return seen[0] if seen else None


def noise(seed: int, width: int = 160, height: int = 250) -> av.VideoFrame:
    pixels = np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format="yuv444p")


def is_truth(seen: Plane | None, picture: av.VideoFrame) -> bool:
    """Whether pixels are what the standard makes of a 4:4:4 picture."""
    settle(picture)
    turned = matrix(picture)
    numbers = np.moveaxis(picture.to_ndarray(), 0, -1).astype(float)
    wanted = (numbers @ turned[:, :3].T + turned[:, 3]).clip(0, 255)[..., ::-1]
    return seen is not None and bool(np.abs(seen[..., :3] - wanted).max() <= AS_CODED)


def changed_at(picture: av.VideoFrame, row: int, column: int = 7) -> av.VideoFrame:
    """The same picture with one other pixel."""
    planes = picture.to_ndarray()
    planes[0, row, column] ^= 0x40
    return av.VideoFrame.from_ndarray(planes, format="yuv444p")


def test_nothing_is_drawn_before_it_may_be() -> None:
    painted = Painted()
    assert painted.developer.develop(noise(1)) is False
    assert painted.look() is None
    assert painted.ready == 0


def test_a_picture_that_came_a_moment_too_early_is_drawn_when_it_may_be() -> None:
    painted = Painted()
    painted.developer.develop(noise(1))
    assert painted.developer.open() is True
    assert is_truth(painted.look(), noise(1))


@pytest.mark.promise("P18")
def test_when_the_gate_shuts_the_picture_is_forgotten() -> None:
    painted = Painted()
    painted.developer.open()
    painted.developer.develop(noise(1))
    painted.developer.shut()
    assert painted.look() is None
    assert painted.developer.source is None
    assert painted.developer.open() is False
    assert painted.look() is None


def test_pictures_are_converted_as_the_standard_says() -> None:
    painted = Painted()
    painted.developer.open()
    for seed in range(2):
        assert painted.developer.develop(noise(seed))
        assert is_truth(painted.look(), noise(seed))


@pytest.mark.parametrize("kind", ["yuv444p", "yuvj444p", "yuv420p", "yuvj420p", "gray", "yuv422p10le", "gbrp"])
def test_colours_come_out_as_they_went_in_whatever_the_codec_made_of_them(kind: str) -> None:
    colour = (120, 120, 120) if kind == "gray" else (200, 40, 10)
    painted = Painted()
    painted.developer.open()
    painted.developer.develop(frame(64, 64, colour, kind))
    seen = painted.look()
    assert seen is not None
    assert np.abs(seen[..., 2::-1].astype(int) - colour).max() <= EXACT


def test_a_picture_with_an_unknown_matrix_is_shown_all_the_same() -> None:
    painted = Painted()
    painted.developer.open()
    for colorspace in (3, 8, 14, 99):
        picture = noise(colorspace)
        picture.colorspace = colorspace
        assert painted.developer.develop(picture)
        assert is_truth(painted.look(), picture)


def test_a_picture_that_means_something_else_is_another_picture() -> None:
    painted = Painted()
    painted.developer.open()
    for colorspace in (1, 5):
        picture = noise(1)
        picture.colorspace = colorspace
        painted.developer.develop(picture)
        assert is_truth(painted.look(), picture)


def test_only_what_changed_is_dirty_and_the_whole_stays_right() -> None:
    painted = Painted()
    painted.developer.open()
    picture = noise(1)
    painted.developer.develop(picture)
    painted.developer.take_dirty()
    for row, column in ((5, 7), (130, 70), (249, 3), (70, 66), (6, 0)):
        picture = changed_at(picture, row, column)
        painted.developer.develop(picture)
        top, left = row // BAND * BAND, column // BLOCK * BLOCK
        assert painted.developer.take_dirty() == [Area(left, top, BLOCK, min(BAND, 250 - top))]
        assert is_truth(painted.look(), picture)


def test_small_changes_and_large_ones_take_turns_and_nothing_old_comes_back() -> None:
    painted = Painted()
    painted.developer.open()
    picture = noise(1)
    for seed in (2, 3, 4):
        painted.developer.develop(picture)
        for row in (100, 20, 240):
            picture = changed_at(picture, row)
            painted.developer.develop(picture)
            assert is_truth(painted.look(), picture)
        picture = noise(seed)
    painted.developer.develop(picture)
    assert is_truth(painted.look(), picture)


places = st.tuples(st.integers(0, 249), st.integers(0, 10_000), st.integers(1, 60), st.integers(1, 200))


@settings(max_examples=30, deadline=None)
@given(
    st.integers(1, 300), st.sampled_from(["yuv444p", "yuvj444p"]), st.lists(st.lists(places, max_size=3), max_size=4)
)
def test_changed_areas_alone_make_the_same_pixels_as_the_whole(
    width: int, kind: str, steps: list[list[tuple[int, int, int, int]]]
) -> None:
    piecemeal = Painted()
    piecemeal.developer.open()
    chance = np.random.default_rng(width)
    planes = chance.integers(60, 200, (3, 250, width), dtype=np.uint8)
    for step in [[], *steps]:
        for row, column, down, across in step:
            planes[chance.integers(3), row : row + down, column % width :][:, :across] ^= 0x11
        picture = av.VideoFrame.from_ndarray(planes, format=kind)
        whole = Painted()
        whole.developer.open()
        for painted in (piecemeal, whole):
            painted.developer.develop(picture)
        seen, wanted = piecemeal.look(), whole.look()
        assert seen is not None
        assert wanted is not None
        assert np.array_equal(seen, wanted)


def test_what_changes_where_something_changed_last_is_told_of_before_the_rest_is_compared() -> None:
    painted = Painted()
    painted.developer.open()
    picture = noise(1, 160, 40 * BAND)
    painted.developer.develop(picture)
    picture = changed_at(picture, 10 * BAND)
    painted.developer.develop(picture)
    painted.developer.take_dirty()
    near = changed_at(picture, 11 * BAND)
    far = changed_at(near, 30 * BAND)
    for after, ready in ((near, 1), (far, 1), (changed_at(changed_at(far, 11 * BAND), 29 * BAND), 2)):
        before = painted.ready
        painted.developer.develop(after)
        assert is_truth(painted.look(), after)
        assert painted.ready - before == ready
    rows = [area.top // BAND for area in painted.developer.take_dirty()]
    assert rows == [11, 30, 29, 11], "what is near the last change comes first"


def test_what_was_not_drawn_in_between_is_drawn_with_the_next() -> None:
    painted = Painted()
    painted.developer.open()
    picture = noise(1)
    painted.developer.develop(picture)
    painted.developer.take_dirty()
    for row in (5, 200):
        picture = changed_at(picture, row)
        painted.developer.develop(picture)
    assert painted.developer.take_dirty() == [Area(0, 0, BLOCK, BAND), Area(0, 192, BLOCK, BAND)]


def test_when_nothing_can_be_drawn_for_long_one_area_is_kept_for_all_that_changed() -> None:
    painted = Painted()
    painted.developer.open()
    picture = noise(1)
    painted.developer.develop(picture)
    painted.developer.take_dirty()
    for number in range(200):
        picture = changed_at(picture, 40 if number % 2 else 200, 70 if number % 3 else 3)
        painted.developer.develop(picture)
    dirty = painted.developer.take_dirty()
    assert len(dirty) <= 64
    assert all(any(area.contains(x, y) for area in dirty) for x in (3, 70) for y in (40, 200))


def test_a_fitted_picture_is_painted_anew_only_where_it_changed() -> None:
    painted = Painted()
    painted.developer.open()
    painted.developer.resize((80, 125))
    picture = noise(1)
    painted.developer.develop(picture)
    painted.developer.take_dirty()
    painted.developer.develop(changed_at(picture, 100))
    assert painted.developer.take_dirty() == [Area(0, 48, BLOCK, 16)]


def test_the_same_picture_again_is_nothing_new() -> None:
    painted = Painted()
    painted.developer.open()
    painted.developer.develop(noise(1))
    painted.developer.take_dirty()
    painted.developer.develop(noise(1))
    assert painted.developer.take_dirty() == []


def test_a_screen_that_changes_its_size_is_drawn_whole() -> None:
    painted = Painted()
    painted.developer.open()
    painted.developer.develop(noise(1))
    painted.developer.develop(noise(2, 400, 300))
    assert painted.developer.source == (400, 300)
    assert is_truth(painted.look(), noise(2, 400, 300))


def test_a_fitted_picture_is_developed_in_the_window_s_size_and_averaged() -> None:
    painted = Painted()
    painted.developer.open()
    stripes = np.zeros((240, 320, 3), np.uint8)
    stripes[:, ::2] = 255
    painted.developer.develop(av.VideoFrame.from_ndarray(stripes, format="rgb24").reformat(format="yuv444p"))
    painted.developer.resize((160, 120))
    seen = painted.look()
    assert seen is not None
    assert seen.shape == (120, 160, 4)
    assert np.abs(seen[..., :3].astype(int) - 127).max() < 10
    painted.developer.resize(None)
    assert (seen := painted.look()) is not None
    assert seen.shape == (240, 320, 4)


def test_for_the_graphics_card_pictures_are_kept_as_they_are_and_no_pixels_are_made() -> None:
    painted = Painted()
    painted.developer.open()
    painted.developer.leave_to_card(True)
    assert painted.developer.take_frame() == (None, [])
    picture = noise(1)
    painted.developer.develop(picture)
    assert painted.developer.take_frame() == (picture, [(0, 250)])
    assert painted.look() is None
    changed = changed_at(picture, 100)
    painted.developer.develop(changed)
    painted.developer.develop(changed)
    assert painted.developer.take_frame() == (changed, [(96, 112)])
    fewer, _ = (painted.developer.develop(frame(64, 64, kind="yuv420p")), painted.developer.take_frame())[1]
    assert fewer is not None
    assert fewer.format.name == "yuv444p"
    painted.developer.shut()
    assert painted.developer.take_frame() == (None, [])


def test_what_the_graphics_card_drew_the_processor_can_draw_on() -> None:
    painted = Painted()
    painted.developer.open()
    painted.developer.leave_to_card(True)
    painted.developer.develop(noise(1))
    painted.developer.leave_to_card(False)
    assert is_truth(painted.look(), noise(1))
