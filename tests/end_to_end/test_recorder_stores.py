"""A real recorder: what it says is stored is on the disk, whatever happens to it."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from protocol.peer_messages import NotStored, Stored
from protocol.recording import Cause, Closing
from tests.end_to_end.recorded import (
    Customer,
    greys,
    joined,
    kept,
    manifest_in,
    recorder,
    server,
    unsealed,
    until_there,
)

pytestmark = pytest.mark.end_to_end
ONE, TWO = "1" * 32, "2" * 32


@pytest.mark.promise("P18")
async def test_a_session_is_recorded_from_the_first_picture_to_the_end(tmp_path: Path) -> None:
    state = tmp_path / "state"
    folder = kept(state, ONE)
    async with server() as played, recorder(state, played.port):
        await played.hellos(1)
        customer = Customer(ONE, played)
        await customer.connect()
        await customer.watch(50, 100, 150, 200)
        await customer.end()
        await until_there(lambda: bool((manifest := manifest_in(folder)) and manifest.ended_at))
    manifest = manifest_in(folder)
    assert manifest
    assert (manifest.closing, manifest.gaps, len(manifest.segments)) == (Closing.ENDED, (), 1)
    assert manifest.ended_at
    assert manifest.delete_at == manifest.ended_at + timedelta(days=90)
    assert greys(unsealed(folder, 1)) == [50, 100, 150, 200]
    exported = joined(folder, tmp_path / "joined.mkv")
    assert exported.milliseconds / 1000 == pytest.approx(
        (manifest.ended_at - manifest.started_at).total_seconds(), abs=0.5
    )


@pytest.mark.promise("P18")
async def test_a_recorder_that_is_killed_leaves_what_it_said_was_stored(tmp_path: Path) -> None:
    state = tmp_path / "state"
    folder = kept(state, ONE)
    async with server() as played:
        customer = Customer(ONE, played)
        async with recorder(state, played.port) as process:
            await played.hellos(1)
            await customer.connect()
            stored = await customer.watch(50, 100, 150)
            process.kill()
            killed_at = datetime.now(UTC)
        left = state / "spool" / ONE
        assert greys(unsealed(left, 1)) == [50, 100, 150]
        assert (left / "1.sealed").stat().st_size >= stored.size
        async with recorder(state, played.port):
            await played.hellos(2)
            await customer.connect()
            await customer.watch(200)
            await customer.end()
            await until_there(lambda: bool((manifest := manifest_in(folder)) and manifest.ended_at))
    manifest = manifest_in(folder)
    assert manifest
    assert greys(unsealed(folder, 2))[-1] == 200
    (gap,) = manifest.gaps
    assert gap.cause is Cause.RECORDER_STOPPED
    assert abs(killed_at - gap.started_at) < timedelta(seconds=2)
    joined(folder, tmp_path / "joined.mkv")
    assert greys(tmp_path / "joined.mkv")[:3] == [50, 100, 150]
    assert greys(tmp_path / "joined.mkv")[-1] == 200


async def test_recording_goes_on_without_the_server_and_a_new_size_is_a_new_file(tmp_path: Path) -> None:
    state = tmp_path / "state"
    async with server() as played, recorder(state, played.port):
        await played.hellos(1)
        customer = Customer(ONE, played)
        await customer.connect()
        await customer.watch(50)
        await played.hang_up()
        await customer.watch(100)
        await played.hellos(2)
        customer._size = (400, 304)
        await asyncio.sleep(1)  # a new file at most once a second
        await customer.watch(150)
        await customer.end()
        folder = kept(state, ONE)
        await until_there(lambda: bool((manifest := manifest_in(folder)) and manifest.ended_at))
    assert greys(unsealed(folder, 1)) == [50, 100]
    assert greys(unsealed(folder, 2)) == [150]


async def test_a_hostile_customer_costs_its_own_session_only(tmp_path: Path) -> None:
    state = tmp_path / "state"
    async with server() as played, recorder(state, played.port) as process:
        await played.hellos(1)
        honest, hostile = Customer(ONE, played), Customer(TWO, played)
        await honest.connect()
        await hostile.connect()
        await honest.watch(50)
        assert hostile._connection
        for _ in range(200):
            hostile._connection.send("recording", b'{"type":"mark","number":1}')
        hostile._connection.send("recording", b"\xff" * 4000)
        await honest.watch(100, 150)
        assert process.returncode is None
        await hostile.close()
        await honest.end()
        folder = kept(state, ONE)
        await until_there(lambda: bool((manifest := manifest_in(folder)) and manifest.ended_at))
    manifest = manifest_in(folder)
    assert manifest
    assert (manifest.gaps, greys(unsealed(folder, 1))) == ((), [50, 100, 150])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system with twelve megabytes."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "none", disk], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine does not let root mount a file system")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.mark.promise("P18")
async def test_a_full_disk_is_said_at_once_and_recording_goes_on_when_there_is_space(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(10 * 1024 * 1024))
    state = small_disk / "state"
    folder = kept(state, ONE)
    async with server() as played, recorder(state, played.port):
        await played.hellos(1)
        customer = Customer(ONE, played)
        await customer.connect()
        assert isinstance(await customer.watch(50), Stored)
        refused = await customer.not_stored()
        assert refused == NotStored("recording-disk-full")
        await until_there((folder / "1.sealed").exists)
        assert greys(unsealed(folder, 1))[0] == 50
        ballast.unlink()
        customer.show(200)
        await customer.stored()
        await customer.watch(100)
        await customer.end()
        await until_there(lambda: bool((manifest := manifest_in(folder)) and manifest.ended_at))
    manifest = manifest_in(folder)
    assert manifest
    assert Cause.DISK_FULL in {gap.cause for gap in manifest.gaps}
    assert greys(unsealed(folder, manifest.segments[-1].number))[-1] == 100


async def test_a_recorder_that_is_stopped_leaves_no_open_file_and_no_process(tmp_path: Path) -> None:
    state = tmp_path / "state"
    async with server() as played:
        async with recorder(state, played.port) as process:
            await played.hellos(1)
            customer = Customer(ONE, played)
            await customer.connect()
            await customer.watch(50)
            process.terminate()
            async with asyncio.timeout(10):
                assert await process.wait() == 0
        await customer.close()
        assert not psutil.pid_exists(process.pid)
    manifest = manifest_in(state / "spool" / ONE)
    assert manifest
    assert manifest.segments[0].ended_at
    assert manifest.ended_at is None
