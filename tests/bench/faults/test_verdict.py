from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec.structs import replace

from bench.faults.plans import Kind, Plan
from bench.faults.seen import Seen
from bench.faults.verdict import HEADER, row, wrong
from protocol import recording
from protocol.recording import Cause, Closing, Manifest

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
SESSION = "a" * 32
PLAN = Plan(0, Kind.DISK_FULL, early=False, age=1.0, lasts=7.0, ends_during=False, hours=1)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def manifest_of(folder: Path) -> Manifest:
    """Two segments, and the gap of a fault between them."""
    manifest = Manifest(SESSION, NOON)
    for number in (1, 2):
        data = b"sealed%d" % number
        manifest = recording.segment_begun(manifest, number, at(number * 10), number)
        manifest = recording.segment_finished(manifest, at(number * 10 + 5), 9, len(data), sha256(data).hexdigest())
        (folder / manifest.segments[-1].file).write_bytes(data)
        if number == 1:
            manifest = recording.gap_from(manifest, at(15), Cause.DISK_FULL)
    return recording.closed(manifest, at(30), Closing.ENDED)


@pytest.fixture
def seen(tmp_path: Path) -> Seen:
    """A round as it should be: the fault lasts from second 100 to second 107."""
    return Seen(
        PLAN,
        SESSION,
        helped_at=99.0,
        began=100.0,
        ended=107.0,
        agent_told=104.9,
        customer_told=104.8,
        back=109.0,
        frames=[99.0, 104.8, 109.0],
        manifest=manifest_of(tmp_path),
        folder=tmp_path,
    )


def readable(_folder: Path, manifest: Manifest) -> int:
    return len(manifest.segments)


def unreadable(_folder: Path, _manifest: Manifest) -> int:
    return 0


def test_a_round_as_it_should_be(seen: Seen) -> None:
    assert wrong(seen, readable) == []


def test_a_picture_that_came_too_late_is_wrong(seen: Seen) -> None:
    seen.frames.append(106.5)
    assert wrong(seen, readable) == ["the agent saw something 6.5 s after the fault"]


def test_who_was_not_told_was_not_told(seen: Seen) -> None:
    seen.agent_told = seen.customer_told = None
    assert wrong(seen, readable) == ["the agent was not told why", "the customer was not told why"]


def test_input_that_was_done_is_wrong(seen: Seen) -> None:
    seen.input_done = True
    assert wrong(seen, readable) == ["the agent's input was done"]


def test_in_a_short_fault_nobody_has_to_notice_anything(seen: Seen) -> None:
    seen.ended = 102.0
    seen.agent_told = seen.customer_told = None
    seen.input_done = True
    assert wrong(seen, readable) == []


def test_a_killed_recorder_is_back_by_itself_and_pictures_with_it(seen: Seen) -> None:
    seen.plan = Plan(0, Kind.KILLED, early=False, age=1.0, lasts=7.0, ends_during=False, hours=1)
    seen.frames.append(106.5)
    assert wrong(seen, readable) == []


def test_a_session_of_which_nothing_is_known_is_wrong(seen: Seen) -> None:
    seen.manifest = None
    assert wrong(seen, readable) == ["nothing is known of the session"]


def test_a_recording_without_an_end_is_wrong(seen: Seen) -> None:
    assert seen.manifest
    seen.manifest = replace(seen.manifest, ended_at=None)
    assert wrong(seen, readable) == ["the recording has no end"]


def test_a_note_that_there_was_no_picture_is_enough_where_none_was_seen(seen: Seen) -> None:
    seen.manifest = recording.closed(Manifest(SESSION, NOON), at(30), Closing.ENDED)
    assert wrong(seen, unreadable) == ["the agent saw what nobody recorded", "the gap is not marked"]
    seen.frames, seen.helped_at, seen.agent_told = [], None, None
    assert wrong(seen, unreadable) == []


def test_a_recording_that_cannot_be_read_is_wrong(seen: Seen) -> None:
    assert wrong(seen, unreadable) == ["nothing of the recording can be seen"]


def test_a_segment_that_is_missing_or_another_is_wrong(seen: Seen) -> None:
    assert seen.manifest
    first, second = seen.manifest.segments
    (seen.folder / first.file).unlink()
    (seen.folder / second.file).write_bytes(b"another")
    assert wrong(seen, readable) == [
        f"{first.file} is not what the manifest says",
        f"{second.file} is not what the manifest says",
    ]


def test_a_gap_that_is_not_marked_or_never_ends_is_wrong(seen: Seen) -> None:
    assert seen.manifest
    whole = seen.manifest
    seen.manifest = replace(whole, gaps=())
    assert wrong(seen, readable) == ["the gap is not marked"]
    seen.manifest = replace(whole, gaps=(replace(whole.gaps[0], ended_at=None),))
    assert wrong(seen, readable) == ["a gap has no end"]


def test_a_row_says_how_often_and_how_long(seen: Seen) -> None:
    assert row(Kind.DISK_FULL, [seen]) == "| disk-full | 1 | 4.8 (4.8) | 4.9 (4.9) | 2.0 (2.0) | 1 | 1 |"
    assert row(Kind.STOPPED, [seen]) == "| stopped | 0 | – | – | – | 0 | 0 |"
    assert HEADER.splitlines()[0].count("|") == row(Kind.STOPPED, []).count("|")
