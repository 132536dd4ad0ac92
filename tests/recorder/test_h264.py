from recorder.h264 import parameter_sets
from tests.fakes.coded import coded

START = b"\0\0\0\1"
SPS, PPS, SEI, IDR, P = b"\x67sps", b"\x68pps", b"\x06sei", b"\x65slice", b"\x61slice"


def unit(*nals: bytes) -> bytes:
    return b"".join(START + nal for nal in nals)


def test_sps_and_pps_stand_before_the_first_slice() -> None:
    assert parameter_sets(unit(SPS, PPS, SEI, IDR)) == parameter_sets(unit(SPS, SEI, PPS, IDR, IDR))
    assert parameter_sets(unit(SPS, PPS, IDR)) != parameter_sets(unit(SPS, b"\x68other", IDR))


def test_a_picture_without_an_sps_has_no_parameter_sets() -> None:
    assert parameter_sets(unit(P)) == b""
    assert parameter_sets(unit(PPS, IDR)) == b""
    assert parameter_sets(unit(IDR, SPS)) == b""


def test_garbage_has_none() -> None:
    for garbage in (b"", b"\0", b"\0\0\1", b"\0\0\1\0\0\1\0\0\1", b"noise" * 1000, START * 500):
        assert parameter_sets(garbage) == b""


def test_what_follows_many_units_is_not_looked_at() -> None:
    assert parameter_sets(unit(*[SEI] * 10_000, SPS, IDR)) == b""


def test_a_real_encoder_says_the_same_for_the_same_size_and_another_for_another() -> None:
    first, _, third = coded(3, keyframes=2)
    (other,) = coded(1, size=(96, 48))
    assert parameter_sets(first) == parameter_sets(third) != parameter_sets(other) != b""
