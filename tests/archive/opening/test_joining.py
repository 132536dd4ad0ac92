import io

import av
import pytest

from archive.opening.joining import Exported, NothingToJoin, chapters, join
from archive.opening.timeline import timeline
from archive.opening.window import Windows
from protocol.peer_messages import Clicked
from protocol.recording import EVENTS, MACHINES, Cause
from tests.fakes.coded import clock, events, seen
from tests.fakes.recorded_takes import Recorded

CLICK = (150, Clicked(0, 5, 6))


def recorded() -> Recorded:
    """Two takes of different size with a gap of four seconds between them."""
    return Recorded().take(3, segments=2, events=(CLICK,)).gap(4000).take(3, size=(96, 64), events=(CLICK,)).ended()


def joined(of: Recorded) -> tuple[Exported, bytes]:
    time, file = timeline(of.manifest), io.BytesIO()

    def give(place: int, data: bytes) -> None:
        file.seek(place)
        file.write(data)

    return join(time, Windows(time, of.unsealed), give), file.getvalue()


def test_the_takes_become_one_file_and_the_gap_stays_as_long_as_it_was() -> None:
    exported, file = joined(recorded())
    assert exported == Exported(6, 4600, 1)
    assert seen(file) == [(0, 0), (100, 1), (200, 2), (4300, 0), (4400, 1), (4500, 2)]


def test_the_file_says_the_time_of_day_and_how_long_it_is() -> None:
    _, file = joined(recorded())
    assert [text for _, _, text in clock(file)] == [
        "2026-11-22 12:00:00 UTC",
        "2026-11-22 12:00:00 UTC",
        "2026-11-22 12:00:04 UTC",
    ]
    with av.open(io.BytesIO(file)) as container:
        assert container.duration == pytest.approx(4_600_000, abs=3_000_000)
        assert container.metadata["creation_time"].startswith("2026-11-22T12:00:00")


def test_what_happened_stays_in_it() -> None:
    _, file = joined(recorded())
    assert [(start, text) for start, _, text in events(file, EVENTS)] == [
        (150, b"Agent clicks (left) at 5, 6"),
        (4450, b"Agent clicks (left) at 5, 6"),
    ]
    assert len(events(file, MACHINES)) == 2


def test_a_player_lists_the_gap_as_a_chapter_and_can_jump() -> None:
    _, file = joined(recorded())
    with av.open(io.BytesIO(file)) as container:
        titles = [chapter["metadata"]["title"] for chapter in container.chapters()]
        container.seek(4_350_000)
        assert next(container.decode(video=0)).time == 4.3
    assert titles == ["Recording 1", "Not recorded: customer-lost", "Recording 2"]


def test_a_take_that_was_cut_off_plays_until_there() -> None:
    cut = recorded()
    cut.segments[2] = cut.segments[2][:-300]
    assert seen(joined(cut)[1])[-3:] == [(4300, 0), (4400, 1), (4500, 2)]


@pytest.mark.parametrize("lost", [1, 3])
def test_a_take_that_is_gone_leaves_the_others(lost: int) -> None:
    hurt = recorded()
    del hurt.segments[lost]
    kept = {1: [(4300, 0), (4400, 1), (4500, 2)], 3: [(0, 0), (100, 1), (200, 2)]}
    assert seen(joined(hurt)[1]) == kept[lost]


def test_nothing_comes_of_nothing() -> None:
    hurt = recorded()
    hurt.segments.clear()
    with pytest.raises(NothingToJoin):
        joined(hurt)
    with pytest.raises(NothingToJoin):
        joined(Recorded().ended())


def test_an_open_gap_reaches_to_the_end() -> None:
    open_ended = Recorded().take(20).gap(3000, Cause.DISK_FULL).ended()
    assert [(one.start, one.end) for one in chapters(timeline(open_ended.manifest))] == [(0, 2000), (2000, 5000)]
