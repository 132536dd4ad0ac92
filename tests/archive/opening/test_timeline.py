from msgspec.structs import replace

from archive.opening.timeline import Hole, timeline
from protocol.recording import Cause
from tests.fakes.recorded_takes import Recorded

RECORDED = Recorded().take(20, segments=2).gap(3000).take(10, size=(96, 64)).ended()
TIME = timeline(RECORDED.manifest)


def test_a_session_is_as_long_as_it_was_with_its_gaps() -> None:
    assert TIME.length == 6000
    assert TIME.holes == (Hole(2000, 5000, "customer-lost"),)
    assert [(part.segment, part.take, part.start, part.end) for part in TIME.parts] == [
        (1, 1, 0, 1000),
        (2, 1, 1000, 2000),
        (3, 2, 5000, 6000),
    ]


def test_a_moment_lies_in_one_part_or_in_a_gap() -> None:
    assert [TIME.part_at(at) for at in (0, 999, 1000, 1999, 2000, 4999, 5000, 9000)] == [0, 0, 1, 1, None, None, 2, 2]
    assert TIME.hole_at(3000) == TIME.holes[0]
    assert TIME.hole_at(5000) is None


def test_a_part_knows_the_parts_of_its_take_before_it() -> None:
    assert [TIME.take_of(place) for place in range(3)] == [range(1), range(2), range(2, 3)]
    assert (TIME.begin_of(1), TIME.begin_of(2)) == (0, 5000)


def test_a_segment_whose_take_nobody_knows_is_a_take_of_its_own() -> None:
    known, unknown, other = RECORDED.manifest.segments
    manifest = replace(RECORDED.manifest, segments=(known, replace(unknown, take=0), other))
    assert len({part.take for part in timeline(manifest).parts}) == 3


def test_a_recording_that_nobody_closed_ends_with_its_last_picture() -> None:
    open_ended = Recorded().take(10).gap(1000, Cause.RECORDER_STOPPED)
    time = timeline(open_ended.manifest)
    assert (time.length, time.holes) == (1000, ())


def test_a_time_without_pictures_is_a_gap_even_if_the_manifest_is_silent() -> None:
    late = Recorded()
    late.now = 500
    late.take(5)
    late.now += 4000
    time = timeline(late.take(5).ended().manifest)
    assert time.holes == (Hole(0, 500, "no-picture"), Hole(1000, 5000, "no-picture"))
    assert [time.part_at(at) for at in (499, 500, 4999, 5000)] == [None, 0, None, 1]


def test_the_seam_between_two_segments_is_no_gap() -> None:
    seam = Recorded().take(5)
    seam.now += 1000
    assert timeline(seam.take(5).ended().manifest).holes == ()


def test_a_silent_gap_is_not_told_twice() -> None:
    assert [hole.cause for hole in timeline(Recorded().take(5).gap(4000).ended().manifest).holes] == ["customer-lost"]


def test_a_recording_without_a_picture_is_one_gap() -> None:
    nothing = Recorded()
    nothing.now = 9000
    assert timeline(nothing.ended().manifest).holes == (Hole(0, 9000, "no-picture"),)


def test_a_segment_that_never_got_a_byte_is_no_part() -> None:
    known, empty, other = RECORDED.manifest.segments
    manifest = replace(RECORDED.manifest, segments=(known, replace(empty, size=0, pictures=0), other))
    assert [part.segment for part in timeline(manifest).parts] == [1, 3]
