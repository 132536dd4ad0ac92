import pytest

from archive.opening.film import Film
from archive.opening.timeline import timeline
from archive.opening.window import Windows
from tests.fakes.coded import number_of
from tests.fakes.recorded_takes import Recorded

RECORDED = Recorded().take(20, segments=4, keyframes=10).gap(1000).take(5, size=(96, 64)).ended()
"""Takes at 0 and at 3000; keyframes at 0, 1000 and 3000; segments of half a second."""


def film(recorded: Recorded = RECORDED) -> Film:
    time = timeline(recorded.manifest)
    return Film(time, Windows(time, recorded.unsealed))


def shown(film: Film, at: int) -> tuple[int, int] | None:
    still = film.still(at)
    return (still.at, number_of(still.frame)) if still else None


def test_each_moment_has_the_picture_that_stood_there() -> None:
    one = film()
    for at, picture in ((0, 0), (99, 0), (100, 1), (450, 4), (999, 9), (1000, 10), (1950, 19), (3000, 0), (3450, 4)):
        begun = 3000 if at >= 3000 else 0
        assert shown(one, at) == (begun + 100 * picture, picture)


def test_every_moment_can_be_jumped_to_from_every_other() -> None:
    moments = [50, 1050, 1450, 3050]
    for first in moments:
        for then in moments:
            one = film()
            one.still(first)
            assert shown(one, then) == shown(film(), then)


def test_playing_on_decodes_each_picture_once() -> None:
    one = film()
    for at in range(0, 2000, 40):
        one.still(at)
    assert one.decoded == 20


def test_eightfold_speed_decodes_each_picture_once_too() -> None:
    one = film()
    for at in range(0, 900, 320):
        one.still(at)
    assert one.decoded == 7


def test_a_jump_forward_starts_at_the_nearest_keyframe() -> None:
    one = film()
    one.still(0)
    one.still(1250)
    assert one.decoded == 1 + 3


def test_a_jump_back_starts_at_the_nearest_keyframe() -> None:
    one = film()
    one.still(1900)
    before = one.decoded
    one.still(1150)
    assert one.decoded - before == 2


def test_without_keyframes_it_goes_through_all_that_came_before() -> None:
    one = film(Recorded().take(20, segments=4).ended())
    assert shown(one, 1950) == (1900, 19)
    assert one.decoded == 20
    assert shown(one, 1999) == (1900, 19)
    assert one.decoded == 20
    assert shown(one, 450) == (400, 4)


def test_in_a_gap_there_is_no_picture() -> None:
    one = film()
    assert one.still(2500) is None
    assert shown(one, 1500) == (1500, 15)


def test_a_segment_that_is_gone_costs_what_needs_it_and_nothing_else() -> None:
    lost = Recorded().take(20, segments=4, keyframes=10).ended()
    del lost.segments[2]
    one = film(lost)
    assert shown(one, 499) == (400, 4)
    assert shown(one, 700) is None
    assert shown(one, 1200) == (1200, 12)


def test_what_builds_on_a_missing_segment_is_not_shown() -> None:
    lost = Recorded().take(20, segments=4, keyframes=15).ended()
    del lost.segments[2]
    one = film(lost)
    assert shown(one, 1100) is None
    assert shown(one, 1600) == (1600, 16)
    assert shown(one, 1250) is None


def test_what_builds_on_a_segment_that_was_cut_off_is_not_shown() -> None:
    hurt = Recorded().take(20, segments=2).ended()
    hurt.cut.add(1)
    assert shown(film(hurt), 900) == (900, 9)
    assert shown(film(hurt), 1000) is None


@pytest.mark.parametrize("damage", [b"\x00" * 40, b"\xff" * 40])
def test_damaged_pictures_do_no_more_harm_than_to_themselves(damage: bytes) -> None:
    hurt = Recorded().take(20, segments=2, keyframes=10).ended()
    data = hurt.segments[1]
    hurt.segments[1] = data[:-90] + damage + data[-50:]
    one = film(hurt)
    for at in range(0, 1000, 100):
        one.still(at)
    assert shown(one, 1500) == (1500, 15)


def test_a_recording_without_a_beginning_shows_nothing() -> None:
    lost = Recorded().take(5).ended()
    lost.segments[1] = b"rubbish"
    assert film(lost).still(100) is None
