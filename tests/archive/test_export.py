from datetime import timedelta
from pathlib import Path

import av
import pytest

from archive.export import NothingToExport, chapters, export
from protocol.recording import Cause, Closing
from recorder.intake import Begin, Cluster, Cut, End, Finish, GapFrom, Placed, Work
from recorder.writer import Writer
from tests.fakes.coded import clock, coded, seen
from tests.fakes.recorder_doors import NOON
from tests.fakes.sealed import FakeArchive

SESSION = "e" * 32
ARCHIVE = FakeArchive()


def at(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


def stretch(begin: float, data: list[bytes], seconds: float) -> list[Work]:
    """A segment: three pictures 100 ms apart, then the screen stands still."""
    pictures = tuple(Placed(number * 100, unit, number == 0) for number, unit in enumerate(data))
    day = NOON + at(begin)
    return [Begin(day, data[0]), Cluster(pictures, 0, round(seconds * 1000), day), Finish(day + at(seconds))]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two segments of different size with a gap of four seconds between them."""
    writer = Writer(SESSION, ARCHIVE.vault(tmp_path), 2**30)
    writer.perform([*stretch(0, coded(3), 2), GapFrom(NOON + at(2), Cause.RECORDER_STOPPED)])
    writer.perform([*stretch(6, coded(3, size=(96, 64)), 3), End(NOON + at(9), Closing.ENDED)])
    return tmp_path / SESSION


def test_the_segments_become_one_file_and_the_gap_stays_as_long_as_it_was(folder: Path, tmp_path: Path) -> None:
    to = tmp_path / "joined.mkv"
    exported = export(folder, ARCHIVE.data_keys(folder), to)
    assert (exported.pictures, exported.seconds, exported.gaps) == (6, 9.0, 1)
    assert seen(to) == [(0, 0), (100, 1), (200, 2), (6000, 0), (6100, 1), (6200, 2)]


def test_the_file_is_as_long_as_the_session_and_says_the_time_of_day(folder: Path, tmp_path: Path) -> None:
    export(folder, ARCHIVE.data_keys(folder), tmp_path / "joined.mkv")
    assert [text for _, _, text in clock(tmp_path / "joined.mkv")] == [
        "2026-11-22 12:00:00 UTC",
        "2026-11-22 12:00:06 UTC",
    ]
    with av.open(str(tmp_path / "joined.mkv")) as container:
        assert container.duration == 9_000_000


def test_a_player_lists_the_gap_as_a_chapter(folder: Path, tmp_path: Path) -> None:
    export(folder, ARCHIVE.data_keys(folder), tmp_path / "joined.mkv")
    with av.open(str(tmp_path / "joined.mkv")) as container:
        titles = [chapter["metadata"]["title"] for chapter in container.chapters()]
    assert titles == ["Recording 1", "Not recorded: recorder-stopped", "Recording 2"]


def test_a_player_can_jump(folder: Path, tmp_path: Path) -> None:
    export(folder, ARCHIVE.data_keys(folder), tmp_path / "joined.mkv")
    with av.open(str(tmp_path / "joined.mkv")) as container:
        container.seek(6_050_000)
        assert next(container.decode(video=0)).time == 6.0


def test_a_segment_that_was_cut_off_plays_until_there(folder: Path, tmp_path: Path) -> None:
    first = folder / "1.sealed"
    first.write_bytes(first.read_bytes()[:-150])
    export(folder, ARCHIVE.data_keys(folder), tmp_path / "joined.mkv")
    assert seen(tmp_path / "joined.mkv")[-3:] == [(6000, 0), (6100, 1), (6200, 2)]


def test_without_the_keys_there_is_nothing_to_see(folder: Path, tmp_path: Path) -> None:
    keys = {stretch: bytes(32) for stretch in ARCHIVE.data_keys(folder)}
    for wrong in ({}, keys):
        with pytest.raises(NothingToExport, match="no picture"):
            export(folder, wrong, tmp_path / f"{len(wrong)}.mkv")


def test_a_segment_that_is_gone_leaves_the_others(folder: Path, tmp_path: Path) -> None:
    (folder / "1.sealed").unlink()
    export(folder, ARCHIVE.data_keys(folder), tmp_path / "joined.mkv")
    assert seen(tmp_path / "joined.mkv") == [(6000, 0), (6100, 1), (6200, 2)]


def test_nothing_is_written_over(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "joined.mkv").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        export(folder, ARCHIVE.data_keys(folder), tmp_path / "joined.mkv")
    assert (tmp_path / "joined.mkv").read_bytes() == b"mine"


def test_a_session_without_a_recording_is_said_to_have_none(tmp_path: Path) -> None:
    with pytest.raises(NothingToExport, match="no recording"):
        export(tmp_path / SESSION, ARCHIVE.data_keys(tmp_path / SESSION), tmp_path / "joined.mkv")


def test_an_open_gap_reaches_to_the_end(tmp_path: Path) -> None:
    writer = Writer(SESSION, ARCHIVE.vault(tmp_path), 2**30)
    writer.perform([*stretch(0, coded(1), 2), GapFrom(NOON + at(2), Cause.DISK_FULL)])
    writer.perform([End(NOON + at(5), Closing.ENDED)])
    assert writer.manifest
    assert [(one.start, one.end) for one in chapters(writer.manifest)] == [(0, 2000), (2000, 5000)]


def test_a_take_of_several_segments_is_one_stream(tmp_path: Path) -> None:
    data = coded(3)
    writer = Writer(SESSION, ARCHIVE.vault(tmp_path), 2**30)
    first, second = Placed(0, data[0], keyframe=True), Placed(1000, data[1], keyframe=False)
    writer.perform([Begin(NOON, data[0]), Cluster((first,), 0, 1000, NOON), Cut(NOON + at(1))])
    writer.perform(
        [Cluster((second,), 1000, 2000, NOON + at(1)), Finish(NOON + at(2)), End(NOON + at(2), Closing.ENDED)]
    )
    exported = export(tmp_path / SESSION, ARCHIVE.data_keys(tmp_path / SESSION), tmp_path / "joined.mkv")
    assert (exported.pictures, exported.seconds) == (2, 2.0)
    assert seen(tmp_path / "joined.mkv") == [(0, 0), (1000, 1)]
