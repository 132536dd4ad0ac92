"""The projector as a process of its own, as the archive starts it."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psutil
import pytest
from PIL import Image

from archive.opening.messages import Describe, Described, Project, Show, Shown
from archive.opening.projection import Projection, ProjectorGone
from protocol.peer_messages import Clicked
from tests.fakes.coded import FIRST, STEP
from tests.fakes.recorded_takes import Recorded
from tests.fakes.sealed_recording import SealedRecording

pytestmark = pytest.mark.end_to_end
SEALED = SealedRecording(
    Recorded().take(20, segments=2, size=(320, 240), events=((100, Clicked(0, 5, 6)), (1500, Clicked(0, 7, 8)))).ended()
)


@asynccontextmanager
async def projection() -> AsyncIterator[tuple[Projection, psutil.Process]]:
    project = Project(SEALED.manifest, {1: SEALED.data_key}, ("Dora", "Sepp"), "7K3M-9QF2")
    one = await Projection.start(project, SEALED.sealed)
    process = psutil.Process(one._process.pid)
    async with asyncio.TaskGroup() as group:
        group.create_task(one.run(), name="projection")
        yield one, process
        one.kill()


async def test_it_shows_what_was_recorded() -> None:
    async with projection() as (one, _):
        shown = await one.ask(Show(1250))
        assert isinstance(shown, Shown)
        level = Image.open(io.BytesIO(shown.picture)).convert("YCbCr").getpixel((3, 40))
        assert isinstance(level, tuple)
        assert round((level[0] * 219 / 255 + 16 - FIRST) / STEP) == 12


async def test_it_looks_for_events_while_nobody_asks() -> None:
    async with projection() as (one, _):
        described = await one.ask(Describe())
        while isinstance(described, Described) and described.read < described.segments:
            described = await one.ask(Describe())
        assert isinstance(described, Described)
        assert [event.at for event in described.events] == [100, 1500]


@pytest.mark.promise("P20")
async def test_it_gets_no_credentials_and_can_be_dumped_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary")
    monkeypatch.setenv("FERNDIAGNOSE_ARCHIVE_MAIL_PASSWORD", "canary")
    async with projection() as (one, process):
        await one.ask(Show(0))
        assert "canary" not in process.environ().values()
        assert process.rlimit(psutil.RLIMIT_CORE) == (0, 0)
        assert process.net_connections() == []


@pytest.mark.promise("P20")
async def test_when_it_is_killed_nothing_answers_any_more() -> None:
    async with projection() as (one, process):
        await one.ask(Show(0))
        one.kill()
        await asyncio.to_thread(process.wait, 10)
        with pytest.raises(ProjectorGone):
            await one.ask(Show(0))
        with pytest.raises(ProjectorGone):
            await one.next()


@pytest.mark.promise("P20")
async def test_when_the_archive_dies_it_dies_too() -> None:
    async with projection() as (one, process):
        await one.ask(Show(0))
        assert one._process.stdin
        one._process.stdin.close()
        await asyncio.to_thread(process.wait, 10)
