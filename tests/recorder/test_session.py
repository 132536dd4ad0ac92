import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest

from customer_client.commands import SendPeer
from logs import Dialogue
from peer.connection import ConnectionState
from protocol import link, wire
from protocol.link import Description, LinkMessage, Role
from protocol.peer_messages import (
    Clicked,
    KeyDown,
    KeyUp,
    NotStored,
    Paused,
    PointerSeen,
    Resumed,
    Stored,
    TypeText,
    Wheel,
)
from protocol.recording import EVENTS, MACHINES, Cause, Closing
from recorder import recording
from recorder.line import Listener
from recorder.measure import BURST
from recorder.session import Session
from recorder.writer import Writer
from tests.fakes.coded import coded, events, seen, units
from tests.fakes.customer_play import Play, only
from tests.fakes.recorder_doors import FakeLine, MemoryVault, SetClock
from tests.fakes.waiting import WITHIN, until

SESSION = "d" * 32
DATA = coded(3)
GONE_AFTER = 120.0
SECRET = "Geheim-4711"


class Stage:
    """A session, the lines that customers opened to it, and what it sent to the server."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self.clock = SetClock()
        self.vault = MemoryVault(self.clock)
        self.lines: list[FakeLine] = []
        self.sent: list[LinkMessage] = []
        self.session = Session(
            SESSION,
            Writer(SESSION, self.vault, 2**30),
            open_line=self._open,
            send=self.sent.append,
            threads=threads,
            clock=self.clock,
            gone_after=GONE_AFTER,
            log=Dialogue("test"),
        )

    def _open(self, ice_servers: Sequence[link.IceServer], listener: Listener) -> FakeLine:
        self.lines.append(FakeLine(ice_servers, listener))
        return self.lines[-1]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.session.run(), name="session")
            yield
            self.session.ended()

    def say_offer(self, attempt: int, sdp: str = "offer") -> None:
        self.session.offered(Description(SESSION, Role.CUSTOMER, attempt, "offer", sdp))

    async def offer(self, attempt: int) -> None:
        """Until it is answered."""
        self.say_offer(attempt)
        await until(lambda: attempt in self.answered())

    def answered(self) -> list[int]:
        return [message.attempt for message in self.sent if isinstance(message, Description)]

    async def connected(self, attempt: int = 1) -> FakeLine:
        await self.offer(attempt)
        self.lines[-1].connect()
        return self.lines[-1]

    def pictures(self, line: FakeLine, count: int = 3) -> None:
        for unit in units(DATA[:count], start=self.clock.seconds):
            line.listener.picture(unit)


@pytest.fixture
async def stage(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setattr(recording, "FLUSH_GAP", 0.0)
    with ThreadPoolExecutor(1) as threads:
        yield Stage(threads)


async def stored(stage: Stage, line: FakeLine, mark: int) -> None:
    line.mark(mark)
    await line.until(lambda line: any(isinstance(said, Stored) and said.mark == mark for said in line.said))


async def test_an_offer_is_answered_with_its_attempt(stage: Stage) -> None:
    async with stage.running():
        stage.session.expect([link.IceServer(["turn:own.example"])])
        await stage.offer(3)
    assert stage.sent == [Description(SESSION, Role.CUSTOMER, 3, "answer", "answer to offer")]
    assert stage.lines[0].ice_servers[0].urls == ["turn:own.example"]
    assert stage.lines[0].closed


async def test_an_older_offer_and_an_answer_are_left_alone(stage: Stage) -> None:
    async with stage.running():
        await stage.offer(3)
        stage.say_offer(2)
        stage.say_offer(3)
        stage.session.offered(Description(SESSION, Role.CUSTOMER, 9, "answer", "x"))
        await stage.offer(4)
    assert stage.answered() == [3, 4]
    assert len(stage.lines) == 2


async def test_an_offer_that_is_none_costs_its_line_only(stage: Stage) -> None:
    async with stage.running():
        stage.say_offer(1, "no offer")
        await until(lambda: bool(stage.lines) and stage.lines[0].closed)
        await stage.offer(2)
    assert [line.closed for line in stage.lines] == [True, True]
    assert stage.answered() == [2]


async def test_pictures_are_stored_and_marks_answered(stage: Stage) -> None:
    async with stage.running():
        line = await stage.connected()
        stage.pictures(line)
        await stored(stage, line, 1)
    assert line.keyframes_asked
    assert [number for _, number in seen(stage.vault.safe(SESSION, 1))] == [0, 1, 2]


async def test_a_new_line_begins_a_new_file_after_a_gap(stage: Stage) -> None:
    async with stage.running():
        first = await stage.connected()
        stage.pictures(first)
        await stored(stage, first, 1)
        first.listener.state(ConnectionState.LOST)
        stage.clock.seconds = 10
        second = await stage.connected(2)
        stage.pictures(second)
        await stored(stage, second, 2)
    manifest = stage.vault.manifest(SESSION)
    assert len(manifest.segments) == 2
    assert [gap.cause for gap in manifest.gaps] == [Cause.CUSTOMER_LOST]
    assert first.closed


async def test_the_gap_begins_with_the_last_that_was_heard_of_the_customer_and_not_when_it_was_missed(
    stage: Stage,
) -> None:
    async with stage.running():
        first = await stage.connected()
        stage.pictures(first)
        await stored(stage, first, 1)
        last_word = stage.clock.now().utc
        stage.clock.seconds = 5
        first.listener.state(ConnectionState.LOST)
        stage.clock.seconds = 10
        back = stage.clock.now().utc
        second = await stage.connected(2)
        stage.pictures(second)
        await stored(stage, second, 2)
    manifest = stage.vault.manifest(SESSION)
    (gap,) = manifest.gaps
    assert (gap.started_at, gap.ended_at) == (last_word, back)
    assert manifest.segments[0].ended_at == last_word


async def test_who_hangs_up_after_the_end_leaves_no_gap(stage: Stage) -> None:
    async with stage.running():
        line = await stage.connected()
        stage.pictures(line)
        await stored(stage, line, 1)
        stage.clock.seconds = 5
        stage.session.ended()
        line.listener.state(ConnectionState.LOST)
    assert stage.vault.manifest(SESSION).gaps == ()


async def test_a_replaced_line_is_not_heard_any_more(stage: Stage) -> None:
    async with stage.running():
        first = await stage.connected()
        second = await stage.connected(2)
        stage.pictures(first)
        first.listener.state(ConnectionState.LOST)
        stage.clock.seconds = 5
        stage.pictures(second)
        await stored(stage, second, 1)
    assert len(stage.vault.manifest(SESSION).segments) == 1


@pytest.mark.parametrize("garbage", [b"", b"\xff" * 3000, b"[" * 4000, b'{"type":"mark"}', b"x" * 70_000])
async def test_what_is_no_mark_costs_the_customer_the_line(stage: Stage, garbage: bytes) -> None:
    async with stage.running():
        line = await stage.connected()
        stage.pictures(line)
        await stored(stage, line, 1)
        line.listener.message(garbage)
        await line.until(lambda line: line.closed)
        stage.clock.seconds = 1
    assert [gap.cause for gap in stage.vault.manifest(SESSION).gaps] == [Cause.CUSTOMER_LOST]


async def test_a_customer_who_is_gone_for_good_closes_the_recording(stage: Stage) -> None:
    async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as group:
        group.create_task(stage.session.run(), name="session")
        line = await stage.connected()
        stage.pictures(line)
        await stored(stage, line, 1)
        line.listener.state(ConnectionState.LOST)
        stage.clock.seconds = GONE_AFTER
        stage.session.look()
        assert stage.session.recording._closing is None
        stage.clock.seconds = GONE_AFTER + 1
        stage.session.look()
    assert stage.vault.manifest(SESSION).closing is Closing.CUSTOMER_LOST


async def test_a_customer_who_is_there_is_never_gone(stage: Stage) -> None:
    async with stage.running():
        await stage.connected()
        stage.clock.seconds = 100_000
        stage.session.look()
        assert stage.session.recording._closing is None


async def test_a_session_that_nobody_takes_up_again_is_closed_as_lost_by_the_recorder(stage: Stage) -> None:
    segment = stage.vault.open_segment(SESSION, 1)
    segment.write(b"x")
    async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as group:
        group.create_task(stage.session.run(), name="session")
        await asyncio.sleep(0)
        stage.clock.seconds = GONE_AFTER + 1
        stage.session.look()
    assert stage.vault.manifest(SESSION).closing is Closing.RECORDER_LOST


async def test_a_session_that_is_taken_up_again_gets_its_full_time(stage: Stage) -> None:
    async with stage.running():
        stage.clock.seconds = GONE_AFTER - 1
        stage.session.expect([])
        stage.clock.seconds = GONE_AFTER + 1
        stage.session.look()
        assert stage.session.recording._closing is None


async def test_what_has_happened_is_in_the_recording(stage: Stage) -> None:
    async with stage.running():
        line = await stage.connected()
        stage.pictures(line)
        line.listener.message(wire.encode(Clicked(0, 5, 6)))
        await stored(stage, line, 1)
    assert [entry for _, _, entry in events(stage.vault.safe(SESSION, 1), MACHINES)] == [wire.encode(Clicked(0, 5, 6))]


async def test_a_flood_of_events_is_cut_and_the_line_stays(stage: Stage) -> None:
    async with stage.running():
        line = await stage.connected()
        stage.pictures(line)
        for number in range(1000):
            line.listener.message(wire.encode(PointerSeen(number, 0)))
        await stored(stage, line, 1)
        assert not line.closed
    assert len(events(stage.vault.safe(SESSION, 1), MACHINES)) == BURST


async def test_a_pause_is_a_gap_with_its_own_cause_and_nothing_in_it_is_recorded(stage: Stage) -> None:
    async with stage.running():
        line = await stage.connected()
        stage.pictures(line)
        await stored(stage, line, 1)
        line.listener.message(wire.encode(Paused()))
        stage.clock.seconds = 5
        stage.pictures(line)
        line.mark(2)
        await line.until(lambda line: isinstance(line.said[-1], NotStored))
        line.listener.message(wire.encode(Resumed()))
        stage.clock.seconds = 9
        stage.pictures(line, 2)
        await stored(stage, line, 3)
    manifest = stage.vault.manifest(SESSION)
    (gap,) = manifest.gaps
    assert (gap.cause, (gap.ended_at - gap.started_at).total_seconds()) == (Cause.CUSTOMER_PAUSED, 9)  # type: ignore[operator]  # it has ended
    assert [segment.pictures for segment in manifest.segments] == [3, 2]
    words = [entry for number in (1, 2) for _, _, entry in events(stage.vault.safe(SESSION, number), EVENTS)]
    assert words == [b"Customer stopped the picture", b"Customer shows the picture again"]


async def test_a_pause_belongs_to_the_line_on_which_it_was_said(stage: Stage) -> None:
    async with stage.running():
        first = await stage.connected()
        first.listener.message(wire.encode(Paused()))
        second = await stage.connected(2)
        stage.pictures(second)
        await stored(stage, second, 1)
    assert len(stage.vault.manifest(SESSION).segments) == 1


async def test_what_the_agent_typed_is_nowhere_in_the_recording(stage: Stage) -> None:
    play = Play().helped()
    for message in (TypeText(SECRET), *map(TypeText, SECRET), KeyDown("F7"), KeyUp("F7"), Wheel(0, 3)):
        play.from_agent(message)
        play.after(1.1)
    said = [wire.encode(sent.message) for sent in only(play.said, SendPeer) if sent.peer is Role.RECORDER]
    async with stage.running():
        line = await stage.connected()
        stage.pictures(line)
        for data in said:
            stage.clock.seconds += 0.1
            line.listener.message(data)
        await stored(stage, line, 1_000_000)
    recording_of_it = stage.vault.safe(SESSION, 1)
    for told in (b"Agent types", b"Agent presses a key", b"Agent turns the wheel"):
        assert told in recording_of_it
    for never in (SECRET.encode(), b"F7", b'"text"'):
        assert never not in recording_of_it
