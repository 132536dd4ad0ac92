from datetime import UTC, datetime, timedelta

import pytest

from protocol import recording
from protocol.recording import Cause, Closing, Gap, Manifest, ManifestUnreadable, Segment, StoredSegment

SESSION = "0" * 32
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def recorded() -> Manifest:
    manifest = recording.segment_begun(Manifest(SESSION, NOON), 1, NOON)
    return recording.segment_finished(manifest, at(60), 900, 1_000_000)


def test_a_manifest_comes_back_as_it_was_written() -> None:
    manifest = recording.closed(recording.gap_from(recorded(), at(60), Cause.CUSTOMER_LOST), at(90), Closing.ENDED)
    assert recording.read(recording.encode(manifest)) == manifest


def test_a_segment_says_what_it_joins_up_with_what_opens_it_and_what_it_must_be() -> None:
    manifest = recording.segment_begun(Manifest(SESSION, NOON), 1, NOON, take=1, stretch=2)
    finished = recording.segment_finished(manifest, at(60), 900, 1_000_000, "ab" * 32)
    (segment,) = recording.read(recording.encode(finished)).segments
    assert (segment.take, segment.stretch, segment.digest) == (1, 2, "ab" * 32)


def test_after_a_kill_a_segment_says_itself_what_opens_it() -> None:
    repaired = recording.repaired(None, SESSION, [StoredSegment(1, 10, NOON, stretch=3)], at(60))
    (segment,) = repaired.segments
    assert (segment.take, segment.stretch, segment.digest) == (0, 3, None)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"{}", b'{"session": "\xb0"}', b'{"session": "x", "started_at": "2026-11-22T12:00:00Z"}']
)
def test_what_is_no_manifest_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(ManifestUnreadable):
        recording.read(data)


@pytest.mark.promise("P19")
def test_a_recording_is_due_exactly_ninety_days_after_the_sessions_end() -> None:
    manifest = recording.closed(recorded(), at(60), Closing.ENDED)
    assert manifest.delete_at == at(60) + timedelta(days=90)
    assert not recording.is_due(manifest, at(59.999) + timedelta(days=90))
    assert recording.is_due(manifest, at(60) + timedelta(days=90))


@pytest.mark.promise("P19")
def test_nothing_puts_the_deletion_off_once_the_session_has_ended() -> None:
    manifest = recording.closed(recorded(), at(60), Closing.ENDED)
    assert recording.closed(manifest, at(3600), Closing.RECORDER_LOST) == manifest


def test_a_running_recording_is_not_due() -> None:
    assert not recording.is_due(recorded(), NOON + timedelta(days=1000))


def test_a_gap_has_a_beginning_an_end_and_a_cause() -> None:
    manifest = recording.gap_from(recorded(), at(60), Cause.CUSTOMER_LOST)
    manifest = recording.segment_begun(manifest, recording.next_number(manifest), at(75))
    assert manifest.gaps == (Gap(at(60), Cause.CUSTOMER_LOST, at(75)),)
    assert [segment.number for segment in manifest.segments] == [1, 2]


def test_the_first_cause_of_a_gap_stands_as_long_as_it_lasts() -> None:
    manifest = recording.gap_from(recorded(), at(60), Cause.PICTURES_LOST)
    manifest = recording.gap_until(recording.gap_from(manifest, at(61), Cause.CUSTOMER_LOST), at(62))
    assert manifest.gaps == (Gap(at(60), Cause.PICTURES_LOST, at(62)),)


def test_a_flood_of_gaps_makes_the_last_one_longer() -> None:
    manifest = recorded()
    for number in range(recording.GAPS_LISTED + 10):
        manifest = recording.gap_until(recording.gap_from(manifest, at(number), Cause.PICTURES_LOST), at(number + 0.5))
    assert len(manifest.gaps) == recording.GAPS_LISTED
    assert manifest.gaps[-1].ended_at == at(recording.GAPS_LISTED + 9.5)


def test_an_end_closes_an_open_gap() -> None:
    manifest = recording.closed(recording.gap_from(recorded(), at(60), Cause.DISK_FULL), at(99), Closing.ENDED)
    assert manifest.gaps == (Gap(at(60), Cause.DISK_FULL, at(99)),)


def test_what_turns_out_to_be_missing_after_the_end_is_missing_until_the_end() -> None:
    ended = recording.closed(recorded(), at(90), Closing.ENDED)
    assert recording.gap_from(ended, at(70), Cause.DISK_FULL).gaps == (Gap(at(70), Cause.DISK_FULL, at(90)),)
    assert recording.gap_from(ended, at(90), Cause.DISK_FULL) == ended


def test_what_follows_the_end_is_no_gap() -> None:
    manifest = recording.gap_from(recorded(), at(60), Cause.CUSTOMER_LOST)
    assert recording.closed(manifest, at(60), Closing.CUSTOMER_LOST).gaps == ()


def test_a_session_that_was_taken_for_lost_goes_on() -> None:
    manifest = recording.reopened(recording.closed(recorded(), at(60), Closing.CUSTOMER_LOST))
    assert manifest == recorded()


def test_after_a_crash_the_disk_tells_how_long_the_last_segment_is() -> None:
    begun = recording.segment_begun(recorded(), 2, at(70))
    stored = [StoredSegment(1, 1_000_000, at(60)), StoredSegment(2, 5_000, at(95))]
    manifest = recording.repaired(begun, SESSION, stored, at(100))
    assert manifest.segments[1] == Segment(2, at(70), at(95), None, 5_000)
    assert manifest.gaps == (Gap(at(95), Cause.RECORDER_STOPPED),)


def test_after_a_crash_a_segment_that_was_not_yet_listed_is_found() -> None:
    stored = [StoredSegment(1, 1_000_000, at(60)), StoredSegment(2, 5_000, at(95))]
    manifest = recording.repaired(recorded(), SESSION, stored, at(100))
    assert [(segment.number, segment.ended_at) for segment in manifest.segments] == [(1, at(60)), (2, at(95))]
    assert recording.next_number(manifest) == 3


def test_a_segment_that_was_listed_but_never_came_to_be_is_dropped() -> None:
    begun = recording.segment_begun(recorded(), 2, at(70))
    manifest = recording.repaired(begun, SESSION, [StoredSegment(1, 1_000_000, at(60))], at(100))
    assert [segment.number for segment in manifest.segments] == [1]
    assert recording.last_stored(manifest) == at(60)


def test_without_a_manifest_the_segments_alone_make_one() -> None:
    manifest = recording.repaired(None, SESSION, [StoredSegment(3, 10, at(5))], at(100))
    assert manifest.started_at == at(5)
    assert manifest.segments == (Segment(3, at(5), at(5), None, 10),)


def test_a_clock_that_was_set_back_gives_no_negative_length() -> None:
    manifest = recording.segment_finished(recording.segment_begun(Manifest(SESSION, NOON), 1, NOON), at(-5), 1, 1)
    assert manifest.segments[0].ended_at == NOON
    assert recording.gap_until(recording.gap_from(manifest, NOON, Cause.DISK_FULL), at(-5)).gaps[0].ended_at == NOON
