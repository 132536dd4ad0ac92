from dataclasses import replace
from datetime import timedelta

import pytest

from peer.access_unit import AccessUnit
from protocol.peer_messages import PointerSeen, Resumed
from protocol.recording import Cause, Closing
from recorder import intake, take
from recorder.intake import Begin, Cluster, Cut, End, Finish, GapFrom, GapUntil, Intake, Noted, Work
from recorder.seeking import PATIENCE
from tests.fakes.recorder_doors import NOON, SetClock

KEY = b"\0\0\1\x67one\0\0\1\x68\0\0\1\x65slice"
OTHER_KEY = b"\0\0\1\x67two\0\0\1\x68\0\0\1\x65slice"
BARE_KEY = b"\0\0\1\x65slice"
NEXT = b"\0\0\1\x61slice"


class Play:
    """An intake, its customer and its clock."""

    def __init__(self) -> None:
        self.clock = SetClock()
        self.intake = Intake()

    def at(self, seconds: float, *pictures: bytes) -> "Play":
        self.clock.seconds = seconds
        for number, data in enumerate(pictures):
            self.intake.take(self.unit(data, number / 100), self.clock.now())
        return self

    def unit(self, data: bytes, later: float = 0) -> AccessUnit:
        seconds = self.clock.seconds + later
        return AccessUnit(data, round(seconds * 90_000), b"\0\0\1\x65" in data, seconds)

    def broke(self, cause: Cause) -> "Play":
        self.intake.broke(cause, self.clock.now())
        return self

    def flush(self) -> list[Work]:
        return self.intake.flush(self.clock.now())

    def kinds(self) -> list[str]:
        return [type(work).__name__ for work in self.flush()]


@pytest.fixture
def play() -> Play:
    return Play()


def test_the_first_keyframe_begins_a_file(play: Play) -> None:
    begin, cluster = play.at(0, KEY, NEXT).flush()
    assert begin == Begin(NOON, KEY)
    assert isinstance(cluster, Cluster)
    assert [(picture.at, picture.keyframe) for picture in cluster.pictures] == [(0, True), (10, False)]
    assert play.intake.flowing


def test_nothing_is_kept_before_the_first_keyframe(play: Play) -> None:
    assert play.at(0, NEXT, NEXT, BARE_KEY).flush() == []
    assert not play.intake.flowing
    assert play.intake.wants_keyframe(play.clock.now())


def test_a_still_screen_is_a_cluster_without_a_picture(play: Play) -> None:
    play.at(0, KEY).flush()
    play.at(1).flush()
    (cluster,) = play.at(2.5).flush()
    assert cluster == Cluster((), 1000, 2500, NOON + timedelta(seconds=1))


def test_after_a_hole_everything_is_dropped_until_the_next_keyframe(play: Play) -> None:
    play.at(0, KEY).flush()
    play.at(0.5).broke(Cause.PICTURES_LOST)
    assert not play.intake.flowing
    assert play.intake.wants_keyframe(play.clock.now())
    assert play.at(0.6, NEXT).kinds() == ["Cluster", "GapFrom"]
    assert play.at(0.7, NEXT, KEY, NEXT).kinds() == ["GapUntil", "Cluster"]
    assert play.intake.flowing


def test_a_hole_leaves_the_file_and_marks_the_gap(play: Play) -> None:
    play.at(0, KEY)
    play.at(1).broke(Cause.PICTURES_LOST)
    work = play.at(2, BARE_KEY).flush()
    assert GapFrom(NOON + timedelta(seconds=1), Cause.PICTURES_LOST) in work
    assert GapUntil(NOON + timedelta(seconds=2)) in work
    last = work[-1]
    assert isinstance(last, Cluster)
    assert (last.start, last.pictures[0].at) == (2000, 2000)


def test_a_customer_who_is_gone_ends_the_file(play: Play) -> None:
    play.at(0, KEY).flush()
    assert play.at(1).broke(Cause.CUSTOMER_LOST).kinds() == ["Cluster", "GapFrom", "Finish"]
    assert play.at(5, NEXT).kinds() == []
    assert play.at(6, KEY).kinds() == ["Begin", "Cluster"]


def test_another_size_begins_another_file(play: Play) -> None:
    play.at(0, KEY).flush()
    work = play.at(5, NEXT, OTHER_KEY, NEXT).flush()
    assert [type(item) for item in work] == [Cluster, Finish, Begin, Cluster]
    last = work[-1]
    assert isinstance(last, Cluster)
    assert last.pictures[0].at == 0


def test_a_keyframe_of_the_same_size_does_not(play: Play) -> None:
    play.at(0, KEY).flush()
    assert play.at(5, KEY, BARE_KEY).kinds() == ["Cluster"]


def test_a_flood_of_sizes_makes_one_file_a_second(play: Play) -> None:
    files = 0
    for step in range(100):
        files += play.at(step / 10, OTHER_KEY if step % 2 else KEY).kinds().count("Begin")
    assert files <= 11
    assert play.at(20, KEY).intake.flowing


def test_a_session_has_only_so_many_takes(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "TAKE_LIMIT", 2)
    for second, key in enumerate((KEY, OTHER_KEY, KEY, OTHER_KEY)):
        play.at(second * 2, key)
    assert play.kinds().count("Begin") == 2
    assert not play.intake.flowing


def test_what_the_disk_does_not_take_in_time_is_a_gap(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "PENDING_LIMIT", 1000)
    work = play.at(0, KEY, *[NEXT] * 10).flush()
    assert any(isinstance(item, GapFrom) and item.cause is Cause.TOO_MUCH for item in work)
    assert sum(len(item.pictures) for item in work if isinstance(item, Cluster)) == 3
    assert not play.intake.flowing
    assert play.at(2, KEY).intake.flowing


def test_what_was_not_stored_is_forgotten_and_tried_again_later(play: Play) -> None:
    play.at(0, KEY).flush()
    since = play.clock.now()
    play.at(1, NEXT)
    play.intake.failed(Cause.DISK_FULL, since, retry_at=3.0)
    assert play.flush() == [GapFrom(NOON, Cause.DISK_FULL)]
    assert not play.at(2, KEY).intake.flowing
    assert not play.intake.wants_keyframe(play.clock.now())
    assert play.at(3).intake.wants_keyframe(play.clock.now())
    assert play.at(3, KEY).kinds() == ["Begin", "Cluster"]


def test_a_place_to_jump_to_is_wished_for_once_it_costs_little_and_then_asked_for(play: Play) -> None:
    play.at(0, KEY)
    assert not play.at(59, NEXT).intake.wishes_keyframe(play.clock.now())
    play.at(61, *[NEXT] * 20)
    assert play.intake.wishes_keyframe(play.clock.now())
    assert not play.intake.wants_keyframe(play.clock.now())
    assert play.at(61 + PATIENCE).intake.wants_keyframe(play.clock.now())
    play.at(122, KEY)
    assert not play.intake.wants_keyframe(play.clock.now())
    assert not play.intake.wishes_keyframe(play.clock.now())


def test_who_waits_for_a_keyframe_does_not_only_wish_for_one(play: Play) -> None:
    play.at(0, KEY).intake.broke(Cause.PICTURES_LOST, play.clock.now())
    assert play.intake.wants_keyframe(play.clock.now())
    assert not play.at(100).intake.wishes_keyframe(play.clock.now())


def test_a_full_segment_is_cut_and_the_take_goes_on_without_a_keyframe(play: Play) -> None:
    play.at(0, KEY).flush()
    kinds = []
    for second in range(1, 120):
        kinds += play.at(second, NEXT).kinds()
    assert [kind for kind in kinds if kind != "Cluster"] == ["Cut", "Cut"]
    (cluster,) = play.at(120, NEXT).flush()
    assert isinstance(cluster, Cluster)
    assert cluster.pictures[0].at == 120_000


def test_a_segment_of_a_still_screen_is_cut_too(play: Play) -> None:
    play.at(0, KEY).flush()
    kinds = [kind for second in range(1, 61) for kind in play.at(second).kinds()]
    assert kinds.count("Cut") == 1


def test_a_segment_has_so_many_bytes_and_no_more(play: Play) -> None:
    large = NEXT + bytes(3 * 1024 * 1024)
    work: list[Work] = play.at(0, KEY).flush()
    for step in range(1, 8):
        work += play.at(step / 10, large).flush()
    segments = [0]
    for item in work:
        if isinstance(item, Cut):
            segments.append(0)
        elif isinstance(item, Cluster):
            segments[-1] += sum(len(picture.data) for picture in item.pictures)
    assert len(segments) == 4
    assert max(segments) <= take.SEGMENT_BYTES


def test_a_flood_within_a_second_is_cut_as_well(play: Play) -> None:
    large = NEXT + bytes(3 * 1024 * 1024)
    work = play.at(0, KEY, *[large] * 5).flush()
    assert sum(isinstance(item, Cut) for item in work) == 2
    assert sum(len(item.pictures) for item in work if isinstance(item, Cluster)) == 6


def test_each_day_has_a_segment_of_its_own(play: Play) -> None:
    play.clock.seconds = 12 * 3600 - 5
    play.at(play.clock.seconds, KEY).flush()
    assert play.at(12 * 3600 - 1, NEXT).kinds() == ["Cluster"]
    assert play.at(12 * 3600 + 0.5, NEXT).kinds() == ["Cluster", "Cut", "Cluster"]


def test_an_event_is_noted_at_its_time(play: Play) -> None:
    play.at(0, KEY).flush()
    play.at(0.25).intake.note(Resumed(), play.clock.now())
    (cluster,) = play.at(0.3).flush()
    assert isinstance(cluster, Cluster)
    assert cluster.events == (Noted(250, Resumed()),)


def test_an_event_without_a_take_waits_for_the_next(play: Play) -> None:
    for number in range(100):
        play.intake.note(PointerSeen(number, 0), play.clock.now())
    _, cluster = play.at(5, KEY).flush()
    assert isinstance(cluster, Cluster)
    assert cluster.events == tuple(Noted(0, PointerSeen(number, 0)) for number in range(68, 100))


def test_a_customer_who_pauses_leaves_a_gap_that_says_so(play: Play) -> None:
    play.at(0, KEY).flush()
    play.at(1).intake.pause(play.clock.now())
    work = play.flush()
    assert [type(item).__name__ for item in work] == ["Cluster", "GapFrom", "Finish"]
    assert GapFrom(NOON + timedelta(seconds=1), Cause.CUSTOMER_PAUSED) in work
    assert not play.intake.wants_keyframe(play.clock.now())


def test_what_comes_while_the_customer_has_paused_is_not_kept(play: Play) -> None:
    play.at(0, KEY).flush()
    play.at(1).intake.pause(play.clock.now())
    play.flush()
    assert play.at(3, KEY, NEXT).flush() == []
    play.intake.go_on()
    assert play.intake.wants_keyframe(play.clock.now())
    assert play.at(4, NEXT, KEY).kinds() == ["Begin", "Cluster"]


def test_the_end_covers_the_time_until_then(play: Play) -> None:
    play.at(0, KEY).flush()
    play.at(7).intake.ended(NOON + timedelta(seconds=7), Closing.ENDED, play.clock.now())
    cluster, finish, end = play.flush()
    assert isinstance(cluster, Cluster)
    assert cluster.end == 7000
    assert (finish, end) == (Finish(NOON + timedelta(seconds=7)), End(NOON + timedelta(seconds=7), Closing.ENDED))


def test_an_early_picture_of_a_clock_that_runs_fast_stays_in_order(play: Play) -> None:
    play.at(0, KEY)
    fast = replace(play.at(1).unit(NEXT), timestamp=round(1.4 * 90_000))
    play.intake.take(fast, play.clock.now())
    first = play.flush()[-1]
    (second,) = play.at(1.2).flush() or [None]
    assert isinstance(first, Cluster)
    assert (first.pictures[-1].at, first.end) == (1400, 1400)
    assert second is None
