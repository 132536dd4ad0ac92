import av
import numpy as np
import pytest

from agent_client.developer import BAND, Developer, Pixels, Plane, changed_rows
from tests.fakes.viewer_doors import frame

EXACT = 3
"""The largest error of a channel: one rounding on the way to YUV and one back."""


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


def noise(seed: int, width: int = 320, height: int = 250, kind: str = "yuv444p") -> av.VideoFrame:
    pixels = np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)
    return av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format=kind)


def truth(picture: av.VideoFrame) -> Plane:
    return picture.reformat(format="bgra").to_ndarray()


def changed_at(picture: av.VideoFrame, row: int) -> av.VideoFrame:
    """The same picture with one other pixel."""
    planes = picture.to_ndarray()
    planes[0, row, 7] ^= 0x40
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
    assert np.array_equal(painted.look(), truth(noise(1)))


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


@pytest.mark.parametrize("kind", ["yuv444p", "yuv420p"])
def test_pictures_are_converted_as_the_library_does_it_as_a_whole(kind: str) -> None:
    painted = Painted()
    painted.developer.open()
    for seed in range(4):
        assert painted.developer.develop(noise(seed, kind=kind))
        assert np.array_equal(painted.look(), truth(noise(seed, kind=kind)))


def test_colours_come_out_as_they_went_in() -> None:
    painted = Painted()
    painted.developer.open()
    painted.developer.develop(frame(64, 64, (200, 40, 10)))
    seen = painted.look()
    assert seen is not None
    assert np.abs(seen[..., :3].astype(int) - (10, 40, 200)).max() <= EXACT


def test_only_the_band_that_changed_is_dirty_and_the_whole_stays_right() -> None:
    painted = Painted()
    painted.developer.open()
    picture = noise(1)
    painted.developer.develop(picture)
    painted.developer.take_dirty()
    for row in (5, 130, 249, 70, 6):
        picture = changed_at(picture, row)
        painted.developer.develop(picture)
        top = row // BAND * BAND
        assert painted.developer.take_dirty() == [(top, min(top + BAND, 250))]
        assert np.array_equal(painted.look(), truth(picture))


def test_what_was_not_drawn_in_between_is_drawn_with_the_next() -> None:
    painted = Painted()
    painted.developer.open()
    picture = noise(1)
    painted.developer.develop(picture)
    painted.developer.take_dirty()
    for row in (5, 200):
        picture = changed_at(picture, row)
        painted.developer.develop(picture)
    assert painted.developer.take_dirty() == [(0, BAND), (180, 240)]


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
    assert np.array_equal(painted.look(), truth(noise(2, 400, 300)))


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


def test_a_change_of_colour_alone_is_a_change() -> None:
    luma = np.zeros((120, 64), np.uint8)
    chroma, other = np.zeros((60, 32), np.uint8), np.zeros((60, 32), np.uint8)
    other[40, 3] = 1
    assert changed_rows([luma, chroma, chroma], [luma, chroma, other], 120) == [(60, 120)]
    assert changed_rows([luma, chroma, chroma], [luma, chroma, chroma], 120) == []
