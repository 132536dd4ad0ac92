import errno
from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from protocol.recording import Cause, Closing, Manifest
from recorder.intake import Begin, Cluster, Cut, End, Finish, GapFrom, GapUntil, Placed
from recorder.matroska import PictureRefused
from recorder.writer import Totals, Writer
from tests.fakes.coded import coded, seen
from tests.fakes.recorder_doors import NOON, MemoryVault

SESSION = "b" * 32
DATA = coded(3)
BIG = 2**30


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def cluster(*numbers: int) -> Cluster:
    pictures = tuple(Placed(number * 100, DATA[number], number == 0) for number in numbers)
    start = numbers[0] * 100 if numbers else 0
    return Cluster(pictures, start, start + 100 * max(len(numbers), 1), at(start / 1000))


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


@pytest.fixture
def writer(vault: MemoryVault) -> Writer:
    return Writer(SESSION, vault, BIG)


def test_what_was_performed_is_safe(writer: Writer, vault: MemoryVault) -> None:
    totals = writer.perform([Begin(NOON, DATA[0]), cluster(0, 1)])
    assert totals == Totals(2, len(vault.safe(SESSION, 1)))
    assert seen(vault.safe(SESSION, 1)) == [(0, 0), (100, 1)]
    assert vault.manifest(SESSION).segments[0].ended_at is None


def test_a_finished_file_is_in_the_manifest_with_its_figures(writer: Writer, vault: MemoryVault) -> None:
    writer.perform([Begin(NOON, DATA[0]), cluster(0, 1), Finish(at(1))])
    (segment,) = vault.manifest(SESSION).segments
    assert (segment.ended_at, segment.pictures, segment.size) == (at(1), 2, len(vault.safe(SESSION, 1)))
    assert vault.files[SESSION, 1].closed
    assert (segment.stretch, segment.digest) == (1, sha256(vault.safe(SESSION, 1)).hexdigest())


def test_a_file_whose_end_could_not_be_written_still_has_its_figures(writer: Writer, vault: MemoryVault) -> None:
    writer.perform([Begin(NOON, DATA[0]), cluster(0)])
    vault.full()
    with pytest.raises(OSError, match="disk"):
        writer.perform([Finish(at(1))])
    vault.fails = None
    writer.abandon(at(1))
    writer.perform([])
    (segment,) = vault.manifest(SESSION).segments
    assert (segment.ended_at, segment.digest) == (at(1), vault.files[SESSION, 1].digest)


def test_gaps_and_the_end_are_in_the_manifest(writer: Writer, vault: MemoryVault) -> None:
    writer.perform([Begin(NOON, DATA[0]), cluster(0), GapFrom(at(1), Cause.PICTURES_LOST), GapUntil(at(2))])
    writer.perform([Finish(at(3)), End(at(3), Closing.ENDED)])
    manifest = vault.manifest(SESSION)
    assert [(gap.started_at, gap.ended_at) for gap in manifest.gaps] == [(at(1), at(2))]
    assert (manifest.ended_at, manifest.closing, manifest.delete_at) == (at(3), Closing.ENDED, at(3 + 90 * 86400))


def test_a_lost_session_ended_with_its_last_picture(writer: Writer, vault: MemoryVault) -> None:
    writer.perform([Begin(NOON, DATA[0]), cluster(0), GapFrom(at(1), Cause.CUSTOMER_LOST), Finish(at(1))])
    writer.perform([End(at(121), Closing.CUSTOMER_LOST)])
    manifest = vault.manifest(SESSION)
    assert (manifest.ended_at, manifest.closing, manifest.gaps) == (at(1), Closing.CUSTOMER_LOST, ())


def test_a_session_without_a_picture_leaves_nothing(writer: Writer, vault: MemoryVault) -> None:
    assert writer.perform([GapFrom(NOON, Cause.CUSTOMER_LOST), End(at(1), Closing.ENDED)]) == Totals()
    assert vault.sessions() == []


def test_a_full_disk_is_said_and_the_file_stays_whole(writer: Writer, vault: MemoryVault) -> None:
    writer.perform([Begin(NOON, DATA[0]), cluster(0)])
    vault.full()
    with pytest.raises(OSError, match="the disk"):
        writer.perform([cluster(1)])
    writer.abandon(NOON)
    vault.fails = None
    writer.perform([GapFrom(NOON, Cause.DISK_FULL), Begin(at(5), DATA[0]), cluster(0)])
    assert seen(vault.safe(SESSION, 1)) == [(0, 0)]
    assert seen(vault.safe(SESSION, 2)) == [(0, 0)]
    (gap,) = vault.manifest(SESSION).gaps
    assert (gap.cause, gap.ended_at) == (Cause.DISK_FULL, at(5))


def test_a_file_that_never_got_its_header_is_not_counted(writer: Writer, vault: MemoryVault) -> None:
    vault.full()
    with pytest.raises(OSError, match="the disk"):
        writer.perform([Begin(NOON, DATA[0]), cluster(0)])
    writer.abandon(NOON)
    vault.fails = None
    writer.perform([Begin(at(1), DATA[0]), cluster(0)])
    assert [segment.number for segment in vault.manifest(SESSION).segments] == [1]


def test_a_manifest_that_could_not_be_kept_is_kept_later(writer: Writer, vault: MemoryVault) -> None:
    writer.perform([Begin(NOON, DATA[0]), cluster(0)])
    vault.full()
    with pytest.raises(OSError, match="the disk"):
        writer.perform([Finish(at(1)), End(at(1), Closing.ENDED)])
    vault.fails = None
    writer.perform([End(at(2), Closing.ENDED)])
    assert vault.manifest(SESSION).closing is Closing.ENDED


def test_a_session_has_its_limit(vault: MemoryVault) -> None:
    writer = Writer(SESSION, vault, 1)
    with pytest.raises(OSError, match="limit") as error:
        writer.perform([Begin(NOON, DATA[0]), cluster(0)])
    assert error.value.errno == errno.EFBIG


def test_a_keyframe_that_is_none_is_refused(writer: Writer, vault: MemoryVault) -> None:
    with pytest.raises(PictureRefused):
        writer.perform([Begin(NOON, b"\0\0\1\x67\0\0\1\x65")])
    writer.abandon(NOON)
    assert vault.sessions() == []


def test_a_new_recorder_goes_on_with_the_next_number(vault: MemoryVault) -> None:
    Writer(SESSION, vault, BIG).perform([Begin(NOON, DATA[0]), cluster(0, 1)])
    vault.clock.seconds = 10
    second = Writer(SESSION, vault, BIG)
    second.resume(at(10))
    totals = second.perform([Begin(at(20), DATA[0]), cluster(0)])
    manifest = vault.manifest(SESSION)
    assert [segment.number for segment in manifest.segments] == [1, 2]
    assert [(gap.cause, gap.ended_at) for gap in manifest.gaps] == [(Cause.RECORDER_STOPPED, at(20))]
    assert totals.size == sum(len(vault.safe(SESSION, number)) for number in (1, 2))


def test_a_broken_manifest_does_not_stop_a_recording(vault: MemoryVault) -> None:
    Writer(SESSION, vault, BIG).perform([Begin(NOON, DATA[0]), cluster(0)])
    vault.manifests[SESSION] = b"{broken"
    writer = Writer(SESSION, vault, BIG)
    writer.resume(at(10))
    assert [segment.number for segment in vault.manifest(SESSION).segments] == [1]


@pytest.mark.promise("P18")
def test_of_a_new_session_it_is_kept_at_once_that_there_is_one(writer: Writer, vault: MemoryVault) -> None:
    writer.resume(NOON)
    assert writer.manifest == vault.manifest(SESSION) == Manifest(SESSION, NOON)


def test_a_recording_starts_with_its_first_picture(writer: Writer, vault: MemoryVault) -> None:
    writer.resume(NOON)
    writer.perform([Begin(at(3), DATA[0])])
    assert vault.manifest(SESSION).started_at == at(3)
    assert vault.manifest(SESSION).gaps == ()


def test_what_is_missing_before_the_first_picture_is_missing(writer: Writer, vault: MemoryVault) -> None:
    writer.resume(NOON)
    writer.perform([GapFrom(at(1), Cause.DISK_FULL)])
    writer.perform([Begin(at(3), DATA[0])])
    manifest = vault.manifest(SESSION)
    assert manifest.started_at == NOON
    assert [(gap.started_at, gap.ended_at) for gap in manifest.gaps] == [(at(1), at(3))]


def test_the_segments_of_a_take_are_one_file_when_they_are_joined(writer: Writer, vault: MemoryVault) -> None:
    writer.perform([Begin(NOON, DATA[0]), cluster(0, 1), Cut(at(1)), cluster(2), Finish(at(2))])
    writer.perform([Begin(at(3), DATA[0]), cluster(0)])
    assert [(segment.number, segment.take) for segment in vault.manifest(SESSION).segments] == [(1, 1), (2, 1), (3, 2)]
    assert [segment.pictures for segment in vault.manifest(SESSION).segments] == [2, 1, None]
    assert seen(vault.safe(SESSION, 1) + vault.safe(SESSION, 2)) == [(0, 0), (100, 1), (200, 2)]


def test_a_disk_that_fails_between_two_segments_ends_the_take(writer: Writer, vault: MemoryVault) -> None:
    writer.perform([Begin(NOON, DATA[0]), cluster(0)])
    vault.full()
    with pytest.raises(OSError, match="the disk"):
        writer.perform([Cut(at(1)), cluster(1)])
    vault.fails = None
    writer.abandon(at(1))
    writer.perform([GapFrom(at(1), Cause.DISK_FULL), Begin(at(5), DATA[0]), cluster(0)])
    assert [segment.take for segment in vault.manifest(SESSION).segments] == [1, 2]
