"""Several recorders of one machine, as real processes: one is killed in mid-session, and another goes on."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from customer_client import status as s
from protocol import recording
from protocol.recording import Cause, Manifest
from tests.end_to_end.recorded import until_there
from tests.end_to_end.service import Service, serving
from tests.end_to_end.test_customer_session import GREEN, RED, encounter, paint
from tests.fakes.x_display import x_display

pytestmark = pytest.mark.end_to_end

LOST_AT_MOST = timedelta(seconds=2)
"""Of picture, when a recorder is killed."""
PAINT_EVERY = 0.1


def recorders(service: Service) -> list[psutil.Process]:
    children = psutil.Process(service.process.pid).children()
    return [child for child in children if child.cmdline()[2:3] == ["recorder"]]


def writer_of(service: Service) -> tuple[str, psutil.Process]:
    """The one session that is being recorded, and the process that claims it."""
    for process in recorders(service):
        for file in process.open_files():
            if Path(file.path).parent.name == ".claims":
                return Path(file.path).name, process
    raise AssertionError("nobody records anything")


def manifest_of(service: Service, session: str) -> Manifest | None:
    """Wherever it lies just now: in the spool or in the store."""
    found = [path for path in service.state.rglob("recording.json") if path.parent.name == session]
    manifests = [recording.read(path.read_bytes()) for path in found]
    return max(manifests, key=lambda one: (one.ended_at is not None, len(one.segments)), default=None)


@contextmanager
def motion(name: str) -> Iterator[None]:
    """Something moves on the screen all the time."""
    over = threading.Event()

    def move() -> None:
        colours = [RED, GREEN]
        while not over.wait(PAINT_EVERY):
            colours.reverse()
            paint(name, colours[0])

    thread = threading.Thread(target=move)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.mark.promise("P18")
async def test_a_recorder_that_is_killed_costs_two_seconds_of_picture_and_the_session_goes_on_at_another(
    tmp_path: Path,
) -> None:
    two = {"FERNDIAGNOSE_SERVE_RECORDERS": "2"}
    with x_display(size="1280x720x24") as name:
        async with serving(tmp_path, environ=two) as service:
            await service.add_agent()
            async with encounter(service, name) as met:
                await met.until_helped()
                with motion(name):
                    session, killed = writer_of(service)
                    await asyncio.sleep(1)  # some seconds of pictures, so that there is a before and an after
                    killed.kill()
                    await asyncio.to_thread(met.customer.sees, lambda status: not status.recording)
                    await asyncio.to_thread(met.customer.sees, lambda status: status.recording and not status.hold)
                    await asyncio.to_thread(met.agent.sees, lambda status: status.pause is None)
                    again, other = writer_of(service)
                    assert (again, met.customer.status.step) == (session, s.Step.HELPED), "the same consent and code"
                    assert other.pid != killed.pid
                    await asyncio.sleep(1)  # the same
                met.customer.does(s.End())
                await until_there(lambda: bool((done := manifest_of(service, session)) and done.ended_at))
            manifest = manifest_of(service, session)
    assert manifest
    (gap,) = [gap for gap in manifest.gaps if gap.cause is Cause.RECORDER_STOPPED]
    assert gap.ended_at
    assert gap.ended_at - gap.started_at <= LOST_AT_MOST, "measured: 0.3 s"
    assert len({segment.take for segment in manifest.segments}) == 2
