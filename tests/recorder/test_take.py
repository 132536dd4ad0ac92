from peer.access_unit import AccessUnit
from recorder.clock import Moment
from recorder.take import SEGMENT_BYTES, SEGMENT_SECONDS, Take
from tests.fakes.recorder_doors import SetClock


def moment(clock: SetClock, seconds: float) -> Moment:
    clock.seconds = seconds
    return clock.now()


def test_a_segment_is_full_by_time_by_bytes_or_by_the_day() -> None:
    clock = SetClock()
    take = Take(b"", AccessUnit(b"", 0, keyframe=True, arrived_at=0.0), clock.now())
    assert not take.segment_is_full(moment(clock, SEGMENT_SECONDS - 1))
    assert take.segment_is_full(moment(clock, SEGMENT_SECONDS))
    take.next_segment(moment(clock, SEGMENT_SECONDS))
    take.grew(SEGMENT_BYTES)
    assert not take.segment_is_full(clock.now())
    assert take.segment_is_full(clock.now(), more=1)
    take.next_segment(moment(clock, 12 * 3600 - 1))
    assert take.segment_is_full(moment(clock, 12 * 3600 + 1))


def test_a_picture_that_is_larger_than_a_segment_may_be_has_one_of_its_own() -> None:
    clock = SetClock()
    take = Take(b"", AccessUnit(b"", 0, keyframe=True, arrived_at=0.0), clock.now())
    assert not take.segment_is_full(clock.now(), more=2 * SEGMENT_BYTES)


def test_it_knows_the_time_of_day() -> None:
    clock = SetClock()
    begun = moment(clock, 10)
    take = Take(b"", AccessUnit(b"", 0, keyframe=True, arrived_at=10.0), begun)
    assert (take.day(1500) - begun.utc).total_seconds() == 1.5
