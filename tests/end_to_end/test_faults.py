"""Real faults of the recorder's machine in real sessions: a few rounds. `python -m bench.faults` plays any number."""

import os
from pathlib import Path

import pytest

from bench.faults.__main__ import run
from bench.faults.machine import LIBRARY
from bench.faults.plans import Kind, plan
from protocol.peer_messages import NotStored, Stored
from protocol.recording import Cause, read
from tests.end_to_end.recorded import Customer, kept, recorder, server, until_there

pytestmark = pytest.mark.end_to_end
KINDS = (Kind.STOPPED, Kind.READ_ONLY)
"""Killed: test_customer_session.py. Full disk: test_recorder_stores.py. Store gone: test_recorder_ships.py."""
with_a_clock = pytest.mark.skipif(not Path(LIBRARY).exists(), reason="libfaketime is not installed")
with_a_disk = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a disk that fails"),
    pytest.mark.skipif(not Path("/dev/loop-control").exists(), reason="this machine has no loop devices"),
]


def round_with(kind: Kind, *, long: bool) -> int:
    """A round in a session that runs and goes on afterwards, long enough to shut the gate or not."""
    for number in range(KINDS.index(kind), 1000, len(KINDS)):
        drawn = plan(1, number, KINDS)
        if (drawn.lasts > 5.5) is long and not drawn.early and not drawn.ends_during:
            return number
    raise AssertionError(kind)


@pytest.mark.promise("P18")
@with_a_clock
@with_a_disk[0]
@with_a_disk[1]
def test_with_a_fault_the_agent_sees_nothing_new_and_the_recording_says_so(tmp_path: Path) -> None:
    numbers = [round_with(Kind.STOPPED, long=False), round_with(Kind.READ_ONLY, long=True)]
    (short, long), bad = run(tmp_path, 1, numbers, KINDS)
    assert not bad
    assert short.manifest
    assert long.manifest
    assert [gap.cause for gap in long.manifest.gaps] == [Cause.DISK_FAILED]
    assert long.back


@pytest.mark.promise("P18")
@with_a_clock
async def test_a_recorder_whose_clock_jumps_stores_nothing_until_it_is_back(tmp_path: Path) -> None:
    state, clock, one = tmp_path / "state", tmp_path / "clock", "1" * 32
    clock.write_text("+0\n")
    environ = {
        "LD_PRELOAD": LIBRARY,
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_NO_CACHE": "1",
    }
    async with server() as played, recorder(state, played.port, environ):
        await played.hellos(1)
        customer = Customer(one, played)
        await customer.connect()
        assert isinstance(await customer.watch(50), Stored)
        clock.write_text("-86400\n")
        assert await customer.not_stored() == NotStored("recording-stopped")
        clock.write_text("+0\n")
        customer.show(200)
        await customer.stored()
        await customer.end()
        file = kept(state, one) / "recording.json"
        await until_there(lambda: file.exists() and read(file.read_bytes()).ended_at is not None)
    manifest = read(file.read_bytes())
    (gap,) = [gap for gap in manifest.gaps if gap.cause is Cause.CLOCK_JUMPED]
    assert gap.ended_at
    assert manifest.ended_at
    assert manifest.started_at <= gap.started_at <= gap.ended_at <= manifest.ended_at
