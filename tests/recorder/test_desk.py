import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from logs import Dialogue
from peer.server_link import Down, Up
from protocol import link
from protocol.link import Description, LetGo, LinkMessage, Record, RecorderHello, Refused, Role, SessionChanged
from protocol.problems import ServerUnreachable
from protocol.recording import Closing
from protocol.session import EndReason, State
from recorder import recording
from recorder.desk import FAULTS, Desk
from recorder.line import Listener
from recorder.session import Session
from recorder.writer import Writer
from tests.fakes.coded import coded, units
from tests.fakes.identities import proof
from tests.fakes.recorder_doors import FakeLine, MemoryVault, SetClock
from tests.fakes.waiting import WITHIN, until

ONE, TWO = "1" * 32, "2" * 32
HELLO = RecorderHello("secret", ":".join(["AB"] * 32))


class Stage:
    """A desk with everything behind it."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self.threads = threads
        self.clock = SetClock()
        self.vault = MemoryVault(self.clock)
        self.sent: list[LinkMessage] = []
        self.lines: list[FakeLine] = []
        self.over: set[str] = set()
        self.breaks = False
        self.broken = self.sessions = 0

    def desk(self, group: asyncio.TaskGroup) -> Desk:
        return Desk(
            group,
            hello=lambda connected: replace(HELLO, sessions=tuple(connected)),
            proof=lambda session: proof(session, HELLO.fingerprint),
            send=self.sent.append,
            new_session=self.session,
            is_over=self.over.__contains__,
            log=Dialogue("test"),
        )

    def session(self, session: str) -> Session:
        self.sessions += 1
        return Session(
            session,
            Writer(session, self.vault, 2**30),
            open_line=self.line,
            send=self.sent.append,
            threads=self.threads,
            clock=self.clock,
            gone_after=120,
            log=Dialogue("test"),
        )

    def line(self, ice_servers: Sequence[link.IceServer], listener: Listener) -> FakeLine:
        if self.breaks:
            self.broken += 1
            raise ZeroDivisionError
        self.lines.append(FakeLine(ice_servers, listener))
        return self.lines[-1]


@pytest.fixture
async def stage(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setattr(recording, "FLUSH_GAP", 0.0)
    with ThreadPoolExecutor(2) as threads:
        yield Stage(threads)


def offer(session: str, attempt: int = 1) -> Description:
    return Description(session, Role.CUSTOMER, attempt, "offer", "offer")


def over(session: str) -> SessionChanged:
    return SessionChanged(session, State.ENDED, reason=EndReason.AGENT)


async def test_the_recorder_introduces_itself_whenever_the_link_is_up(stage: Stage) -> None:
    async with asyncio.TaskGroup() as group:
        desk = stage.desk(group)
        for event in (Up(), Down(ServerUnreachable), Up()):
            desk.on_event(event)
    assert stage.sent == [HELLO, HELLO]


async def test_two_sessions_are_two(stage: Stage) -> None:
    async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as group:
        desk = stage.desk(group)
        desk.on_event(Record(ONE))
        desk.on_event(Record(TWO))
        desk.on_event(Record(TWO))
        assert desk.sessions == {ONE, TWO}
        desk.on_event(over(ONE))
        desk.on_event(over(TWO))
    assert desk.sessions == frozenset()


async def test_a_session_nobody_told_of_gets_no_answer(stage: Stage) -> None:
    async with asyncio.TaskGroup() as group:
        desk = stage.desk(group)
        desk.on_event(offer(ONE))
        desk.on_event(Refused("out-of-order", ONE))
        desk.on_event(Refused("token-refused"))
    assert (stage.sent, stage.lines) == ([], [])


@pytest.mark.promise("P18")
async def test_of_a_session_that_ended_without_a_recorder_it_is_noted_that_it_had_no_picture(stage: Stage) -> None:
    async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as group:
        stage.desk(group).on_event(over(ONE))
    manifest = stage.vault.manifest(ONE)
    assert (manifest.segments, manifest.closing) == ((), Closing.ENDED)
    assert manifest.delete_at


async def test_an_end_that_is_on_the_disk_is_not_written_again(stage: Stage) -> None:
    stage.over.add(ONE)
    async with asyncio.TaskGroup() as group:
        stage.desk(group).on_event(over(ONE))
    assert stage.vault.sessions() == []


@pytest.mark.promise("P18")
async def test_recording_goes_on_while_the_server_is_away(stage: Stage) -> None:
    async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as group:
        desk = stage.desk(group)
        desk.on_event(Record(ONE))
        desk.on_event(offer(ONE))
        await until(lambda: len(stage.lines) == 1)
        line = stage.lines[0]
        line.connect()
        desk.on_event(Down(ServerUnreachable))
        for unit in units(coded(2)):
            line.listener.picture(unit)
        line.mark(1)
        await line.until(lambda line: bool(line.said))
        desk.on_event(Up())
        desk.on_event(over(ONE))
    assert stage.vault.manifest(ONE).closing is Closing.ENDED


async def test_a_fault_in_one_session_touches_no_other(stage: Stage) -> None:
    async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as group:
        desk = stage.desk(group)
        desk.on_event(Record(ONE))
        desk.on_event(Record(TWO))
        desk.on_event(offer(ONE))
        await until(lambda: len(stage.lines) == 1)
        stage.breaks = True
        for attempt in range(FAULTS):
            desk.on_event(offer(TWO, attempt + 1))
            await until(lambda made=3 + attempt: stage.sessions == made)
        await until(lambda: desk.sessions == {ONE})
        assert not stage.lines[0].closed
        desk.on_event(over(ONE))


async def test_after_a_fault_the_customer_may_offer_again(stage: Stage) -> None:
    async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as group:
        desk = stage.desk(group)
        desk.on_event(Record(ONE, [link.IceServer(["stun:own.example"])]))
        desk.on_event(offer(ONE))
        await until(lambda: len(stage.lines) == 1)
        for unit in units(coded(2)):
            stage.lines[0].listener.picture(unit)
        stage.breaks = True
        desk.on_event(offer(ONE, 2))
        await until(lambda: stage.lines[0].closed and stage.broken == 1)
        stage.breaks = False
        stage.clock.seconds = 5
        await until(lambda: stage.sessions == 2)
        desk.on_event(offer(ONE, 3))
        await until(lambda: len(stage.lines) == 2)
        assert [server.urls for server in stage.lines[1].ice_servers] == [["stun:own.example"]]
        desk.on_event(over(ONE))
    assert stage.vault.manifest(ONE).segments[0].pictures == 2


async def test_a_recorder_that_stops_closes_files_not_sessions(stage: Stage) -> None:
    async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as group:
        desk = stage.desk(group)
        desk.on_event(Record(ONE))
        desk.on_event(offer(ONE))
        await until(lambda: len(stage.lines) == 1)
        stage.lines[0].connect()
        for unit in units(coded(2)):
            stage.lines[0].listener.picture(unit)
        desk.pause()
    manifest = stage.vault.manifest(ONE)
    assert (manifest.ended_at, manifest.segments[0].pictures) == (None, 2)
    assert stage.lines[0].closed


async def test_the_server_hears_which_customers_are_connected(stage: Stage) -> None:
    async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as group:
        desk = stage.desk(group)
        desk.on_event(Record(ONE))
        desk.on_event(Record(TWO))
        desk.on_event(offer(ONE))
        await until(lambda: bool(stage.lines) and bool(stage.lines[0].offers))
        stage.lines[0].connect()
        desk.on_event(Up())
        assert stage.sent[-1] == replace(HELLO, sessions=(ONE,))
        desk.on_event(over(ONE))
        desk.on_event(over(TWO))


async def test_a_session_that_goes_on_elsewhere_is_let_go_and_not_closed(stage: Stage) -> None:
    async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as group:
        desk = stage.desk(group)
        desk.on_event(Record(ONE))
        desk.on_event(offer(ONE))
        await until(lambda: bool(stage.lines) and bool(stage.lines[0].offers))
        stage.lines[0].connect()
        for unit in units(coded(2)):
            stage.lines[0].listener.picture(unit)
        desk.on_event(LetGo(ONE))
        assert desk.sessions == frozenset()
    manifest = stage.vault.manifest(ONE)
    assert (len(manifest.segments), manifest.ended_at) == (1, None)
    assert stage.lines[0].closed
