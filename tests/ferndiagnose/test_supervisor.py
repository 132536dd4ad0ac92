"""The supervisor with real processes, which tell the test when they start and end."""

import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ferndiagnose import supervisor
from ferndiagnose.problems import CannotServe
from ferndiagnose.restarts import MISCONFIGURED
from logs import Dialogue
from tests.fakes.programs import Home, Running, home

pytestmark = pytest.mark.end_to_end

BACK_WITHIN = 2.0
"""Seconds after which a session would notice that its recorder is missing for good."""

A_PARENT = """
import asyncio, sys
from ferndiagnose.supervisor import Program, run
from logs import Dialogue
async def ready(): pass
asyncio.run(run([Program("child", tuple(sys.argv[1:]))], Dialogue("test"), ready, asyncio.Event()))
"""


@pytest.fixture
async def place() -> AsyncIterator[Home]:
    async with home() as place:
        yield place


class Supervised:
    def __init__(self) -> None:
        self.stop = asyncio.Event()
        self.ready = asyncio.Event()


@asynccontextmanager
async def running(*programs: supervisor.Program) -> AsyncIterator[Supervised]:
    supervised = Supervised()

    async def ready() -> None:
        supervised.ready.set()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(supervisor.run(programs, Dialogue("test"), ready, supervised.stop), name="supervisor")
        yield supervised
        supervised.stop.set()


async def test_programs_start_and_all_of_them_stop(place: Home) -> None:
    async with running(place.program("one"), place.program("two")) as supervised:
        programs = [await place.started.get(), await place.started.get()]
        await supervised.ready.wait()
    for program in programs:
        await program.gone()
    assert {program.name for program in programs} == {"one", "two"}


async def test_programs_stop_in_reverse_order(place: Home) -> None:
    ended: list[str] = []

    async def note(program: Running) -> None:
        await program.gone()
        ended.append(program.name)

    async with asyncio.TaskGroup() as notes, running(place.program("first"), place.program("last")) as supervised:
        for _ in range(2):
            program = await place.started.get()
            notes.create_task(note(program), name=program.name)
        supervised.stop.set()
    assert ended == ["last", "first"]


async def test_a_program_that_died_is_started_again(place: Home) -> None:
    async with running(place.program("steady"), place.program("frail")):
        programs = {program.name: program for program in (await place.started.get(), await place.started.get())}
        programs["frail"].end(status=1)
        async with asyncio.timeout(BACK_WITHIN):
            again = await place.started.get()
    assert again.name == "frail"


async def test_a_program_that_ignores_the_request_to_stop_is_ended(
    place: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STOPS_WITHIN", 0.1)
    async with running(place.program("stubborn", stubborn=True)):
        program = await place.started.get()
    await program.gone()


async def test_a_program_that_cannot_run_ends_the_service_and_says_where_to_look(place: Home) -> None:
    stop = asyncio.Event()

    async def ready() -> None: ...

    async with asyncio.TaskGroup() as tasks:
        service = supervisor.run([place.program("one"), place.program("two")], Dialogue("test"), ready, stop)
        running = tasks.create_task(_refusal(service), name="service")
        programs = {program.name: program for program in (await place.started.get(), await place.started.get())}
        programs["two"].end(status=MISCONFIGURED)
        await programs["one"].gone()
    assert "two cannot run with these settings" in await running


async def _refusal(service: Coroutine[None, None, None]) -> str:
    with pytest.raises(CannotServe) as refusal:
        await service
    return str(refusal.value)


async def test_a_program_that_cannot_be_started_leaves_none_behind(place: Home) -> None:
    async def ready() -> None: ...

    missing = supervisor.Program("missing", ("/nonexistent/program",))
    with pytest.raises(ExceptionGroup) as failed:
        await supervisor.run([place.program("one"), missing], Dialogue("test"), ready, asyncio.Event())
    assert failed.group_contains(FileNotFoundError)


class Watched(Dialogue):
    """A dialogue that says when something failed."""

    def __init__(self) -> None:
        super().__init__("test")
        self.failed = asyncio.Event()

    def fault(self, fault: BaseException, session: str = "-") -> None:
        self.failed.set()


async def test_a_program_that_cannot_be_started_just_now_is_tried_again(place: Home, tmp_path: Path) -> None:
    python, (_, *arguments) = tmp_path / "python", place.program("one").command
    python.symlink_to(sys.executable)
    dialogue, stop = Watched(), asyncio.Event()

    async def ready() -> None: ...

    async with asyncio.TaskGroup() as tasks:
        programs = [supervisor.Program("one", (str(python), *arguments))]
        tasks.create_task(supervisor.run(programs, dialogue, ready, stop), name="service")
        first = await place.started.get()
        python.unlink()
        first.end(status=1)
        await dialogue.failed.wait()
        python.symlink_to(sys.executable)
        assert (await place.started.get()).name == "one"
        stop.set()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
async def test_no_child_outlives_a_supervisor_that_was_killed(place: Home) -> None:
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", A_PARENT, *place.program("child").command)
    child = await place.started.get()
    parent.kill()
    await parent.wait()
    async with asyncio.timeout(BACK_WITHIN):
        await child.gone()
