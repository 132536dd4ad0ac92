import statistics
from itertools import pairwise

import av
import pytest

from peer.picture import Area, Picture
from peer.pieces import Converter
from peer.steady import SteadyX264
from peer.x264 import X264, EncoderSettings
from peer.x264_seams import library
from tests.fakes.screens import Screen, rows_of, sharpness

SHARP = 45.0  # dB; below this one sees the difference on coloured text when switching between the pictures
FINEST = EncoderSettings().finest


def steady(width: int, height: int, *, full_chroma: bool = True) -> SteadyX264:
    return SteadyX264(width, height, EncoderSettings(), library(), full_chroma=full_chroma)


def converted(screen: Screen) -> av.VideoFrame:
    (whole,) = Converter().converted(screen.picture(0.0))
    return whole.frame


def difference(shown: bytes, meant: bytes) -> float:
    """Of two rows' colours, on average."""
    return 4 / 3 * statistics.fmean(abs(one - other) for one, other in zip(shown, meant, strict=True))


def headers(packet: "av.Packet[av.VideoStream]") -> list[bytes]:
    """Sequence and picture parameters."""
    units = [unit.rstrip(b"\0") for unit in bytes(packet).split(b"\0\0\1")]
    return [unit for unit in units if unit and unit[0] & 31 in (7, 8)]


@pytest.mark.parametrize("size", [(320, 180), (321, 179), (17, 33), (1366, 20)])
def test_a_screen_of_any_size_is_sharp_at_once(size: tuple[int, int]) -> None:
    screen = Screen(*size)
    packet = steady(*size).encode(converted(screen), 0, quantizer=FINEST, keyframe=True)
    (shown,) = av.CodecContext.create("h264", "r").decode(packet)
    assert (shown.width, shown.height) == size
    assert sharpness(shown, screen.bgra) >= SHARP


@pytest.mark.parametrize("full_chroma", [True, False])
def test_the_stream_looks_the_same_as_with_a_limit(full_chroma: bool) -> None:
    limited, frame = X264(63, 47, EncoderSettings(), full_chroma=full_chroma), converted(Screen(63, 47))
    packets = (
        limited.encode(frame, 0, keyframe=True),
        steady(63, 47, full_chroma=full_chroma).encode(frame, 1, quantizer=28, keyframe=True),
    )
    first, second = map(headers, packets)
    assert len(first) == 2
    assert first == second


def test_a_decoder_goes_over_from_one_codec_to_the_other_and_back() -> None:
    screen, decoder = Screen(160, 96), av.CodecContext.create("h264", "r")
    limited, frame = X264(160, 96, EncoderSettings()), converted(screen)
    for number in range(4):
        (shown,) = decoder.decode(
            limited.encode(frame, number, keyframe=number == 0)
            if number % 4 < 2
            else steady(160, 96).encode(frame, number, quantizer=FINEST, keyframe=True)
        )
    assert sharpness(shown, screen.bgra) >= SHARP


def test_only_a_keyframe_is_one() -> None:
    codec, frame = steady(64, 48), converted(Screen(64, 48))
    assert [codec.encode(frame, n, quantizer=20, keyframe=n in (0, 2)).is_keyframe for n in range(4)] == [
        True,
        False,
        True,
        False,
    ]


def test_each_picture_is_as_fine_as_was_told() -> None:
    codec = steady(320, 180)
    codec.encode(converted(Screen(320, 180)), 0, quantizer=FINEST, keyframe=True)
    sizes = [
        codec.encode(converted(Screen(320, 180, seed=seed)), seed, quantizer=fine, keyframe=False).size
        for seed, fine in ((2, FINEST), (3, 28), (4, 34), (5, 40), (6, 51), (7, FINEST))
    ]
    assert all(0.9 * finer > coarser for finer, coarser in pairwise(sizes[:-1]))
    assert sizes[-1] > sizes[1]


def test_what_is_said_to_be_unchanged_is_not_even_looked_at() -> None:
    before, after = Screen(160, 96), Screen(160, 96, seed=2)
    codec, decoder = steady(160, 96), av.CodecContext.create("h264", "r")
    decoder.decode(codec.encode(converted(before), 0, quantizer=FINEST, keyframe=True))
    changed = (Area(0, 0, 160, 48),)
    (frame,) = decoder.decode(codec.encode(converted(after), 1, quantizer=FINEST, keyframe=False, changed=changed))
    wrong = [list(map(difference, rows_of(frame), screen.rows)) for screen in (before, after)]
    assert max(wrong[1][:48]) < 6 < max(wrong[0][:48])
    assert max(wrong[0][48:]) < 6 < max(wrong[1][48:])


def test_what_is_unchanged_but_coarse_is_made_finer_once() -> None:
    screen, decoder = Screen(320, 176), av.CodecContext.create("h264", "r")
    codec, frame = steady(320, 176), converted(screen)
    decoder.decode(codec.encode(frame, 0, quantizer=36, keyframe=True))
    (shown,) = decoder.decode(codec.encode(frame, 1, quantizer=FINEST, keyframe=False, changed=()))
    assert sharpness(shown, screen.bgra) >= SHARP
    assert codec.encode(frame, 2, quantizer=FINEST, keyframe=False, changed=()).size < 30


def test_for_peers_that_take_no_more_it_writes_constrained_baseline() -> None:
    codec = steady(63, 47, full_chroma=False)
    decoder = av.CodecContext.create("h264", "r")
    (shown,) = decoder.decode(codec.encode(converted(Screen(63, 47)), 0, quantizer=20, keyframe=True))
    assert (shown.format.name, shown.width, shown.height) == ("yuv420p", 64, 48)
    assert decoder.profile == "Constrained Baseline"
    assert codec.fits(63, 47, full_chroma=False)
    assert not codec.fits(63, 47, full_chroma=True)


def test_what_has_gone_far_is_found_only_by_looking_far() -> None:
    wide = Screen(480, 160)
    codec, decoder, sizes = steady(416, 160), av.CodecContext.create("h264", "r"), []
    for number, (left, near) in enumerate([(0, False), (24, True), (48, True), (24, False), (0, False)]):
        pixels = b"".join(row[4 * left : 4 * (left + 416)] for row in wide.rows)
        (whole,) = Converter().converted(Picture.whole(416, 160, pixels, number / 30))
        packet = codec.encode(whole.frame, number, quantizer=20, keyframe=number == 0, near=near)
        (shown,) = decoder.decode(packet)
        assert sharpness(shown, pixels) > 35
        sizes.append(packet.size)
    assert max(sizes[3:]) < 0.7 * min(sizes[1:3])
