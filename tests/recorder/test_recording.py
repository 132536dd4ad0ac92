import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from logs import Dialogue
from peer.access_unit import AccessUnit
from protocol.peer_messages import FromRecorder, NotStored, Stored
from protocol.recording import Cause, Closing
from recorder import recording, seeking
from recorder.clock import ClockJumped
from recorder.recording import RETRY_AFTER, WISH_AGAIN_AFTER, Recording
from recorder.seeking import KEYFRAME_EVERY, PATIENCE
from recorder.writer import Writer
from sealing.published import CannotSeal
from tests.fakes.coded import clock, coded, seen, units
from tests.fakes.recorder_doors import NOON, MemoryVault, SetClock
from tests.fakes.waiting import WITHIN

SESSION = "c" * 32
DATA = coded(4)


class Stage:
    """A recording, and what it said."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self.clock = SetClock()
        self.vault = MemoryVault(self.clock)
        self.threads = threads
        self.answers: list[FromRecorder] = []
        self.keyframes_asked = self.keyframes_wished = 0
        self.recording = self.another()

    def another(self) -> Recording:
        return Recording(
            SESSION,
            Writer(SESSION, self.vault, 2**30),
            log=Dialogue("test"),
            threads=self.threads,
            clock=self.clock,
            answer=self.answers.append,
            ask_for_keyframe=self._ask,
            wish_for_keyframe=self._wish,
        )

    def _ask(self) -> None:
        self.keyframes_asked += 1

    def _wish(self) -> None:
        self.keyframes_wished += 1

    def take(self, *numbers: int) -> None:
        for unit in self.units():
            if round(unit.timestamp / 9000) in numbers:
                self.recording.take(unit)

    def units(self) -> list[AccessUnit]:
        return units(DATA, start=self.clock.seconds)

    async def ask(self, mark: int) -> FromRecorder:
        self.recording.mark(mark)
        await self.recording.step()
        return self.answers[-1]

    async def at(self, seconds: float) -> None:
        self.clock.seconds = seconds
        await self.recording.step()

    def file(self, number: int = 1) -> bytes:
        return self.vault.safe(SESSION, number)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    with ThreadPoolExecutor(1) as threads:
        yield Stage(threads)


@pytest.mark.promise("P18")
async def test_a_mark_is_answered_as_stored_when_everything_before_it_is_on_the_disk(stage: Stage) -> None:
    stage.take(0, 1, 2)
    answer = await stage.ask(7)
    assert answer == Stored(7, 3, len(stage.file()))
    assert [number for _, number in seen(stage.file())] == [0, 1, 2]


@pytest.mark.promise("P18")
async def test_nothing_is_stored_before_the_first_picture(stage: Stage) -> None:
    assert await stage.ask(1) == NotStored("recording-stopped")
    stage.take(1, 2)
    assert await stage.ask(2) == NotStored("recording-stopped")
    assert stage.keyframes_asked == 2


@pytest.mark.promise("P18")
async def test_a_hole_is_not_stored_until_it_is_over(stage: Stage) -> None:
    stage.take(0)
    stage.recording.broke(Cause.PICTURES_LOST)
    assert await stage.ask(1) == NotStored("recording-stopped")
    assert stage.keyframes_asked == 1
    stage.clock.seconds = 0.5
    stage.take(0)
    assert isinstance(await stage.ask(2), Stored)
    (gap,) = stage.vault.manifest(SESSION).gaps
    assert (gap.ended_at and (gap.ended_at - gap.started_at).total_seconds()) == 0.5


async def test_on_a_still_screen_marks_are_answered_and_the_time_is_recorded(stage: Stage) -> None:
    stage.take(0)
    for second in range(1, 6):
        stage.clock.seconds = second
        assert isinstance(await stage.ask(second), Stored)
    assert seen(stage.file()) == [(0, 0)]
    assert clock(stage.file())[-1] == (4000, 5000, "2026-11-22 12:00:04 UTC")


async def test_of_several_marks_the_last_is_answered(stage: Stage) -> None:
    stage.take(0)
    stage.recording.mark(1)
    stage.recording.mark(2)
    await stage.recording.step()
    assert [answer.mark for answer in stage.answers if isinstance(answer, Stored)] == [2]


@pytest.mark.promise("P18")
async def test_a_full_disk_is_not_stored_and_passes(stage: Stage) -> None:
    stage.take(0)
    await stage.ask(1)
    stage.vault.full()
    await stage.at(1)
    assert await stage.ask(2) == NotStored("recording-disk-full")
    stage.vault.fails = None
    stage.clock.seconds = 1.5
    stage.take(0)
    assert await stage.ask(3) == NotStored("recording-disk-full"), "tried again too soon"
    asked = stage.keyframes_asked
    await stage.at(2 + RETRY_AFTER)
    assert stage.keyframes_asked > asked
    stage.take(0, 1)
    assert isinstance(await stage.ask(4), Stored)
    assert [number for _, number in seen(stage.file(1))] == [0]
    assert [number for _, number in seen(stage.file(2))] == [0, 1]
    (gap,) = stage.vault.manifest(SESSION).gaps
    assert (gap.cause, gap.started_at) == (Cause.DISK_FULL, NOON)


async def test_a_broken_disk_is_not_stored_either(stage: Stage) -> None:
    stage.take(0)
    stage.vault.fails = 5
    assert await stage.ask(1) == NotStored("recording-stopped")


@pytest.mark.promise("P18")
async def test_what_cannot_be_sealed_is_not_stored_and_the_gap_says_why(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(_session: str, _number: int) -> None:
        raise CannotSeal("There is no security officer.")

    with monkeypatch.context() as patched:
        patched.setattr(stage.vault, "open_segment", nobody)
        stage.take(0)
        assert await stage.ask(1) == NotStored("recording-stopped")
    stage.clock.seconds = RETRY_AFTER + 1
    stage.take(0)
    assert isinstance(await stage.ask(2), Stored)


@pytest.mark.promise("P18")
async def test_while_nobody_knows_what_time_it_is_nothing_is_stored_and_that_is_a_gap(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def jumped(_data: bytes) -> None:
        raise ClockJumped("the clock")

    stage.take(0)
    assert isinstance(await stage.ask(1), Stored)
    with monkeypatch.context() as patched:
        patched.setattr(stage.vault.files[SESSION, 1], "write", jumped)
        stage.clock.seconds = 1
        assert await stage.ask(2) == NotStored("recording-stopped")
    stage.clock.seconds = RETRY_AFTER + 2
    stage.take(0)
    assert isinstance(await stage.ask(3), Stored)
    (gap,) = stage.vault.manifest(SESSION).gaps
    assert gap.cause is Cause.CLOCK_JUMPED
    assert gap.ended_at


async def test_after_the_end_nothing_that_reads_the_recording_is_kept(stage: Stage) -> None:
    stage.recording.forget()
    assert stage.vault.forgotten == [SESSION]


async def test_what_is_no_picture_is_not_stored(stage: Stage) -> None:
    stage.recording.take(AccessUnit(b"\0\0\1\x67garbage\0\0\1\x65", 0, keyframe=True, arrived_at=0.0))
    assert await stage.ask(1) == NotStored("recording-stopped")
    stage.clock.seconds = RETRY_AFTER + 1
    stage.take(0)
    assert isinstance(await stage.ask(2), Stored)


async def test_the_end_closes_the_file_with_its_date_of_deletion(stage: Stage) -> None:
    stage.take(0)
    stage.clock.seconds = 9
    stage.recording.end(Closing.ENDED)
    stage.take(1)
    await stage.recording.step()
    manifest = stage.vault.manifest(SESSION)
    assert stage.recording.finished
    assert (manifest.ended_at, manifest.closing) == (stage.clock.now().utc, Closing.ENDED)
    assert clock(stage.file())[-1][1] == 9000
    assert [number for _, number in seen(stage.file())] == [0]


async def test_an_end_that_the_disk_did_not_take_is_tried_again(stage: Stage) -> None:
    stage.take(0)
    await stage.recording.step()
    stage.vault.full()
    stage.recording.end(Closing.ENDED)
    await stage.recording.step()
    assert not stage.recording.finished
    stage.vault.fails = None
    await stage.recording.step()
    assert stage.recording.finished
    assert stage.vault.manifest(SESSION).closing is Closing.ENDED


async def test_a_recorder_that_stops_leaves_the_session_open(stage: Stage) -> None:
    stage.take(0)
    stage.recording.pause()
    await asyncio.wait_for(stage.recording.run(), WITHIN)
    manifest = stage.vault.manifest(SESSION)
    assert manifest.ended_at is None
    assert manifest.segments[0].ended_at is not None
    assert [gap.cause for gap in manifest.gaps] == [Cause.RECORDER_STOPPED]
    assert stage.vault.files[SESSION, 1].closed


async def test_a_recorder_that_was_killed_and_came_back_marks_the_gap(stage: Stage) -> None:
    stage.take(0)
    await stage.ask(1)
    stage.clock.seconds = 30
    stage.recording = stage.another()
    await stage.recording.resume()
    assert await stage.ask(2) == NotStored("recording-stopped")
    stage.take(0)
    assert isinstance(await stage.ask(3), Stored)
    manifest = stage.vault.manifest(SESSION)
    assert [segment.number for segment in manifest.segments] == [1, 2]
    assert [gap.cause for gap in manifest.gaps] == [Cause.RECORDER_STOPPED]


async def test_a_disk_that_could_not_be_read_at_first_is_read_later(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.take(0)
    await stage.ask(1)
    stage.recording = stage.another()

    def broken(_session: str) -> bytes:
        raise OSError(5, "the disk")

    with monkeypatch.context() as patch:
        patch.setattr(stage.vault, "read_manifest", broken)
        await stage.recording.resume()
        stage.take(0)
        assert await stage.ask(2) == NotStored("recording-stopped")
    stage.clock.seconds = RETRY_AFTER + 1
    stage.take(0)
    assert isinstance(await stage.ask(3), Stored)
    assert [segment.number for segment in stage.vault.manifest(SESSION).segments] == [1, 2]


async def test_a_mark_wakes_the_recording_at_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "FLUSH_EVERY", 3600.0)
    monkeypatch.setattr(recording, "FLUSH_GAP", 0.0)
    answered = asyncio.Event()
    stage.recording = stage.another()
    stage.recording._answer = lambda _answer: answered.set()
    async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as group:
        group.create_task(stage.recording.run(), name="run")
        stage.take(0)
        stage.recording.mark(1)
        await answered.wait()
        stage.recording.end(Closing.ENDED)
    assert stage.recording.finished


async def test_a_place_to_jump_to_is_wished_for_and_only_then_asked_for(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeking, "KEYFRAME_SHARE", 1.0)
    stage.take(0)
    await stage.at(1)
    assert (stage.keyframes_wished, stage.keyframes_asked) == (0, 0)
    stage.clock.seconds = KEYFRAME_EVERY + 1
    stage.take(1, 2, 3)
    for seconds in (0.0, 0.75, WISH_AGAIN_AFTER):
        await stage.at(KEYFRAME_EVERY + 1 + seconds)
    assert (stage.keyframes_wished, stage.keyframes_asked) == (2, 0)
    await stage.at(KEYFRAME_EVERY + 1 + PATIENCE)
    assert (stage.keyframes_wished, stage.keyframes_asked) == (2, 1)
