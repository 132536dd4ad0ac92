import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from archive.control import Refused
from archive.opening.door import Bring, Close, Fetch, Look, Watch
from archive.opening.messages import Describe, Join, Show, Shown
from archive.opening.projection import ProjectorGone
from ledger.archive_facts import OpeningAsked, OpeningRefused, RecordingExported, RecordingOpened
from ledger.rows import LedgerUnavailable
from sealing.request import Act
from tests.fakes.opening_archive import FakeProjection, OpeningArchive

HALF_AN_HOUR = 1800.0


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[OpeningArchive]:
    archive, stop = OpeningArchive(folder), asyncio.Event()
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(archive.openings.run(stop), name="openings")
            await asyncio.sleep(0)
            try:
                yield archive
            finally:
                stop.set()
    finally:
        archive.close()


async def refused(archive: OpeningArchive, bring: Bring) -> None:
    """It is refused, and nobody sees anything."""
    with pytest.raises((Refused, OSError)):
        await archive.openings.open(bring, archive.wall)
    assert archive.projections == []


@pytest.mark.promise("P20")
async def test_ledger_and_mailbox_know_of_it_before_there_is_a_picture(tmp_path: Path) -> None:
    async with running(tmp_path) as archive:
        bring = archive.released(archive.ask())
        opened = await archive.openings.open(bring, archive.wall)
        asked, entry = archive.ledger
        assert isinstance(asked, OpeningAsked)
        assert isinstance(entry, RecordingOpened)
        assert entry.officers == opened.officers == ("Dora Datenschutz", "Sepp Sicherheit")
        assert entry.until == archive.wall + timedelta(minutes=30)
        assert [letter.request.number for letter in archive.mailbox.letters] == [opened.number]
        assert opened.seconds == HALF_AN_HOUR
        shown = await archive.openings.look(Look(opened.token, Show(0)))
        assert isinstance(shown, Shown)


@pytest.mark.promise("P20")
async def test_if_the_ledger_cannot_be_written_there_is_no_picture(tmp_path: Path) -> None:
    async with running(tmp_path) as archive:
        bring = archive.released(archive.ask())
        archive.rows.is_gone = True
        with pytest.raises(LedgerUnavailable):
            await archive.openings.open(bring, archive.wall)
        assert archive.projections == []
        assert archive.mailbox.letters == []


@pytest.mark.promise("P20")
async def test_if_the_mailbox_cannot_be_told_there_is_no_picture(tmp_path: Path) -> None:
    async with running(tmp_path) as archive:
        bring = archive.released(archive.ask())
        archive.mailbox.broken = True
        await refused(archive, bring)
        archive.mailbox.broken = False
        assert await archive.openings.open(bring, archive.wall), "the officers need not release it again"


@pytest.mark.promise("P20")
async def test_a_request_opens_once_even_if_it_is_brought_twice_at_the_same_moment(tmp_path: Path) -> None:
    async with running(tmp_path) as archive:
        bring = archive.released(archive.ask())
        done = await asyncio.gather(
            *(archive.openings.open(bring, archive.wall) for _ in range(3)), return_exceptions=True
        )
        assert sum(isinstance(one, Refused) for one in done) == 2
        assert len(archive.projections) == 1


@pytest.mark.promise("P20")
async def test_one_officer_with_every_server_opens_nothing(tmp_path: Path) -> None:
    async with running(tmp_path) as archive:
        whole = archive.released(archive.ask())
        for releases in ((), whole.releases[:1], whole.releases[1:], (whole.releases[0],) * 2):
            await refused(archive, Bring(Act.OPEN, whole.request, releases))
        assert sum(isinstance(one, OpeningRefused) for one in archive.ledger) == 4
        assert archive.mailbox.letters == []


@pytest.mark.promise("P19")
async def test_what_the_archive_has_destroyed_is_opened_by_nobody(tmp_path: Path) -> None:
    async with running(tmp_path) as archive:
        bring = archive.released(archive.ask())
        archive.stock.cabinet.destroy(archive.asking.key_file.epoch)
        await refused(archive, bring)


@pytest.mark.promise("P20")
async def test_after_half_an_hour_nothing_more_is_shown(tmp_path: Path) -> None:
    async with running(tmp_path) as archive:
        opened = await archive.openings.open(archive.released(archive.ask()), archive.wall)
        for _ in range(29):
            archive.steady += 60 - 1
            await archive.openings.look(Look(opened.token, Show(0)))
        archive.steady += HALF_AN_HOUR - 29 * 59
        with pytest.raises(Refused, match="half hour is over"):
            await archive.openings.look(Look(opened.token, Show(0)))
        archive.openings.sweep()
        assert archive.projections[0].killed


@pytest.mark.promise("P20")
async def test_what_was_released_to_be_looked_at_does_not_leave_as_a_file(tmp_path: Path) -> None:
    async with running(tmp_path) as archive:
        opened = await archive.openings.open(archive.released(archive.ask()), archive.wall)
        with pytest.raises(Refused):
            await archive.openings.fetch(Fetch(opened.token))
        assert archive.projections[0].said == []


async def test_an_export_is_a_decision_of_its_own(tmp_path: Path) -> None:
    async with running(tmp_path) as archive:
        opened = await archive.openings.open(archive.released(archive.ask(Act.EXPORT)), archive.wall)
        assert isinstance(archive.ledger[-1], RecordingExported)
        assert archive.projections[0].said == [Join()]
        assert await archive.openings.fetch(Fetch(opened.token))
        for question in (
            archive.openings.look(Look(opened.token, Show(0))),
            archive.openings.watch(Watch(opened.token, Describe())),
        ):
            with pytest.raises(Refused):
                await question


async def test_whoever_closes_it_ends_it_at_once(tmp_path: Path) -> None:
    async with running(tmp_path) as archive:
        opened = await archive.openings.open(archive.released(archive.ask()), archive.wall)
        await archive.openings.close(Close(opened.token))
        assert archive.projections[0].killed
        with pytest.raises(Refused):
            await archive.openings.look(Look(opened.token, Show(0)))


async def test_a_projector_that_broke_down_is_no_fault_of_the_archive(tmp_path: Path) -> None:
    async with running(tmp_path) as archive:
        opened = await archive.openings.open(archive.released(archive.ask()), archive.wall)
        archive.projections[0].killed = True
        with pytest.raises(Refused):
            await archive.openings.look(Look(opened.token, Show(0)))
        assert await archive.openings.open(archive.released(archive.ask()), archive.wall)


@pytest.mark.promise("P20")
async def test_when_the_archive_stops_nothing_stays_open(tmp_path: Path) -> None:
    async with running(tmp_path) as archive:
        await archive.openings.open(archive.released(archive.ask()), archive.wall)
    assert archive.projections[0].killed


async def test_the_projector_is_told_one_recordings_keys_and_nothing_else(tmp_path: Path) -> None:
    async with running(tmp_path) as archive:
        await archive.openings.open(archive.released(archive.ask()), archive.wall)
        (projection,) = archive.projections
        assert projection.project.keys == {1: archive.sealed.data_key}
        assert projection.fetch(1) == archive.store.objects[f"recordings/{archive.session}/1.sealed"]
        with pytest.raises(FileNotFoundError):
            projection.fetch(2)


async def test_a_projector_that_does_not_start_is_said(tmp_path: Path) -> None:
    async with running(tmp_path) as archive:

        async def broken(*_: object) -> FakeProjection:
            raise ProjectorGone

        archive.openings._start = broken
        with pytest.raises(Refused, match="does not start"):
            await archive.openings.open(archive.released(archive.ask()), archive.wall)
