from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from archive import inspection
from archive.inspection import Weighed
from ledger.archive_facts import Flaw, Wrong
from protocol import recording
from protocol.recording import Cause, Closing, Manifest

SESSION = "a" * 32
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=2)
WHOLE = Weighed("ab" * 32, 100, 1, is_itself=True)
CHANGED = Weighed("cd" * 32, 100, 1, is_itself=True)
ANOTHERS = Weighed("ab" * 32, 100, 1, is_itself=False)


def seconds(count: float) -> datetime:
    return NOON + timedelta(seconds=count)


def recorded(*, open_last: bool = False) -> Manifest:
    """Two segments of half a minute."""
    manifest = recording.segment_begun(Manifest(SESSION, NOON), 1, NOON, stretch=1)
    manifest = recording.segment_finished(manifest, seconds(30), 30, 100, WHOLE.digest)
    manifest = recording.segment_begun(manifest, 2, seconds(30), stretch=1)
    return manifest if open_last else recording.segment_finished(manifest, seconds(60), 30, 100, WHOLE.digest)


def ended(at: datetime) -> Manifest:
    return recording.closed(recorded(), at, Closing.ENDED)


def test_objects_are_known_by_their_names() -> None:
    names = [
        "recording.json",
        "2.sealed",
        "10.sealed",
        "key-1.json",
        "hold-c0ffee.json",
        "0.sealed",
        "x.sealed",
        "1.mkv",
    ]
    parts = inspection.parts(f"recordings/{SESSION}/{name}" for name in names)
    assert parts.segments == {2: "2.sealed", 10: "10.sealed"}
    assert parts.keys == {1: "key-1.json"}
    assert parts.holds == {"c0ffee": "hold-c0ffee.json"}
    assert parts.count == 8


def test_a_sound_recording_has_no_flaw() -> None:
    manifest, flaws = inspection.weighed_up(recorded(), {1: WHOLE, 2: WHOLE})
    assert flaws == []
    assert manifest == recorded()


@pytest.mark.parametrize(
    ("found", "flaw"),
    [
        ({1: WHOLE}, Flaw(Wrong.MISSING, "2.sealed")),
        ({1: WHOLE, 2: CHANGED}, Flaw(Wrong.ALTERED, "2.sealed")),
        ({1: WHOLE, 2: ANOTHERS}, Flaw(Wrong.ALTERED, "2.sealed")),
        ({1: WHOLE, 2: WHOLE, 3: WHOLE}, Flaw(Wrong.UNLISTED, "3.sealed")),
    ],
)
def test_what_is_not_as_it_was_brought_is_named(found: dict[int, Weighed], flaw: Flaw) -> None:
    assert inspection.weighed_up(recorded(), found)[1] == [flaw]


def test_a_digest_that_is_wrong_stays_as_the_recorder_wrote_it() -> None:
    manifest, _ = inspection.weighed_up(recorded(), {1: WHOLE, 2: CHANGED})
    assert manifest.segments[1].digest == WHOLE.digest


def test_a_digest_that_the_recorder_could_not_write_is_filled_in() -> None:
    manifest = recorded()
    cut = replace(manifest.segments[1], digest=None, stretch=0, size=None)
    manifest, flaws = inspection.weighed_up(
        replace(manifest, segments=(manifest.segments[0], cut)), {1: WHOLE, 2: WHOLE}
    )
    assert (manifest.segments[1].digest, manifest.segments[1].stretch, manifest.segments[1].size) == ("ab" * 32, 1, 100)
    assert flaws == []


@pytest.mark.promise("P19")
def test_an_end_that_is_possible_stands_and_the_archive_says_for_how_long_it_is_kept() -> None:
    longer = replace(ended(seconds(70)), retention_days=10_000, delete_at=LATER + timedelta(days=9999))
    manifest, flaws = inspection.ended(longer, LATER)
    assert manifest.ended_at == seconds(70)
    assert manifest.delete_at == seconds(70) + timedelta(days=90)
    assert manifest.retention_days == 90
    assert flaws == []


@pytest.mark.promise("P19")
@pytest.mark.parametrize(
    ("said", "believed", "is_a_flaw"),
    [
        (LATER + timedelta(days=365), LATER, True),
        (LATER + timedelta(minutes=4), LATER + timedelta(minutes=4), False),
        (NOON - timedelta(days=89), seconds(60), True),
        (seconds(55), seconds(60), False),
    ],
    ids=["in the future", "a clock a little ahead", "before its pictures", "a little before its last picture"],
)
def test_no_end_makes_a_recording_stay_longer_or_go_earlier(
    said: datetime, believed: datetime, is_a_flaw: bool
) -> None:
    manifest, flaws = inspection.ended(ended(said), LATER)
    assert manifest.ended_at == believed
    assert flaws == ([Flaw(Wrong.END_IMPOSSIBLE)] if is_a_flaw else [])


@pytest.mark.promise("P19")
def test_a_recording_that_was_left_ends_when_the_last_of_it_can_have_been_stored() -> None:
    manifest, flaws = inspection.abandoned(recorded(open_last=True), SESSION, {1: WHOLE, 2: WHOLE}, [], LATER)
    assert manifest.closing is Closing.RECORDER_LOST
    assert manifest.ended_at == seconds(90)  # begun at 30; no segment lasts longer than a minute
    assert manifest.delete_at == seconds(90) + timedelta(days=90)
    assert Cause.RECORDER_STOPPED not in {gap.cause for gap in manifest.gaps}
    assert flaws == []


def test_a_segment_that_was_begun_and_never_written_is_not_missed() -> None:
    manifest, _ = inspection.abandoned(recorded(open_last=True), SESSION, {1: WHOLE}, [], LATER)
    assert [segment.number for segment in manifest.segments] == [1]
    assert manifest.ended_at == seconds(30)


def test_segments_that_the_manifest_had_not_heard_of_are_kept_and_put_the_end_off() -> None:
    manifest, _ = inspection.abandoned(recorded(), SESSION, {1: WHOLE, 2: WHOLE, 3: WHOLE}, [], LATER)
    assert [segment.number for segment in manifest.segments] == [1, 2, 3]
    assert manifest.ended_at == seconds(120)


@pytest.mark.promise("P19")
def test_without_a_manifest_the_day_of_its_key_says_when_it_ended_at_the_latest() -> None:
    manifest, flaws = inspection.abandoned(None, SESSION, {1: WHOLE}, [date(2026, 11, 22), date(2026, 11, 23)], LATER)
    assert manifest.ended_at == datetime(2026, 11, 24, tzinfo=UTC)
    assert [(segment.number, segment.stretch) for segment in manifest.segments] == [(1, 1)]
    assert flaws == [Flaw(Wrong.NO_MANIFEST)]


def test_without_anything_it_ended_when_it_was_found() -> None:
    manifest, _ = inspection.abandoned(None, SESSION, {}, [], LATER)
    assert manifest.ended_at == LATER
    for day in (LATER.date(), date.max):
        assert inspection.abandoned(None, SESSION, {}, [day], LATER)[0].ended_at == LATER


def test_a_stretch_without_a_key_is_named() -> None:
    assert inspection.keyless(recorded(), [1]) == []
    assert inspection.keyless(recorded(), [2]) == [Flaw(Wrong.NO_KEY, "key-1.json")]
