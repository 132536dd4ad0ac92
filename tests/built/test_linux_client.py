"""The built Linux file: from its start to its absence, on a real display, with a real server."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from agent_client.settings import Settings as AgentSettings
from agent_client.viewing import status as a
from bench import reading
from bench.desktop import Desktop, DidNotComeUp, stop, wait_for
from bench.removal.customers_machine import CustomersMachine, Snapshot
from bench.removal.started import LISTENS, holds
from protocol.client_file import named
from protocol.session import EndReason
from release import sizes
from release.linux import __main__ as linux
from tests.built.customer_at_keyboard import DRAWN_WITHIN, SEEN_AFTER, Meeting, bottom, ring
from tests.end_to_end.service import Service, serving
from tests.fakes.identities import AUTHORITY, FILE
from tests.fakes.people import AgentPerson

pytestmark = [pytest.mark.built, pytest.mark.timeout(300)]
GONE_WITHIN = 10.0
SWEPT_WITHIN = 60.0
"""Seconds: what was promised, after an end and after a crash."""
PATIENCE = 4.0
"""Seconds after which a person tries once more."""
STOPS_AT_MOST = 8
"""Places in a window to which the keyboard comes."""
NO_SUCH_ADDRESS = "https://localhost:9"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As an operator builds it; `FERNDIAGNOSE_BUILT_CLIENT` names one that was built before."""
    if built := os.environ.get("FERNDIAGNOSE_BUILT_CLIENT"):
        return Path(built)
    return linux.build(NO_SUCH_ADDRESS, Path(FILE), Path(AUTHORITY), tmp_path_factory.mktemp("dist"), fast=True)


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    with Desktop(1280, 800, log_folder=tmp_path_factory.mktemp("logs")) as desktop:
        holds(desktop, "CLIPBOARD", "PRIMARY")
        yield desktop


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with serving(tmp_path_factory.mktemp("service")) as service:
        await service.add_agent()
        yield service


@pytest.fixture
def machine(tmp_path: Path, desktop: Desktop) -> Iterator[CustomersMachine]:
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    for folder in (home / "Downloads", home / ".config" / "autostart", temporary):
        folder.mkdir(parents=True)
    machine = CustomersMachine(home, temporary, desktop.name)
    yield machine
    left = machine.processes()
    for process in left:
        process.kill()
    psutil.wait_procs(left, 10)


class Run:
    """One start of the downloaded file."""

    def __init__(self, machine: CustomersMachine, client: Path, *flags: str, ticket: str = "T" * 43) -> None:
        self.machine = machine
        self.before = machine.snapshot()
        self.file = machine.home / "Downloads" / (named(client.name, ticket) if ticket else client.name)
        shutil.copy(client, self.file)
        self.process = subprocess.Popen(
            [self.file, *flags], env=machine.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def program(self) -> psutil.Process:
        """The launcher's child that is unpacked and runs."""
        return self._child(runs_program=True)

    def broom(self) -> psutil.Process:
        """The launcher's child that waits to sweep."""
        return self._child(runs_program=False)

    def _child(self, *, runs_program: bool) -> psutil.Process:
        def found() -> psutil.Process | None:
            for child in psutil.Process(self.process.pid).children():
                with suppress(psutil.Error):  # of one that has ended nothing can be asked
                    if child.exe().endswith(f"/{linux.PROGRAM}") is runs_program:
                        return child
            return None

        return wait_for(found, "the program" if runs_program else "the broom")

    def gone(self, within: float) -> float:
        """Seconds until nothing of it is left."""
        begun = time.monotonic()
        wait_for(lambda: not self.left(), f"the end of {self.left()}", within)
        took = time.monotonic() - begun
        self.process.wait(10)
        return took

    def left(self) -> list[str]:
        self.process.poll()
        return self.machine.snapshot().since(self.before)


def at(service: Service) -> tuple[str, ...]:
    tls = service.state / "tls"
    return "--server", service.address, "--ca", str(tls / "ca.pem"), "--recorders", str(tls / "recorders.pem")


def shows_a_window(desktop: Desktop) -> float:
    begun = time.monotonic()
    desktop.wait_for_window("Ferndiagnose", 40)
    return time.monotonic() - begun


@asynccontextmanager
async def agent_of(service: Service) -> AsyncIterator[AgentPerson]:
    ca, recorders = (str(service.state / "tls" / name) for name in ("ca.pem", "recorders.pem"))
    agent = AgentPerson(AgentSettings(server=service.address, ca=ca, recorders=recorders))
    agent.start()
    try:
        yield agent
    finally:
        await asyncio.to_thread(agent.quits)


def test_it_has_not_grown_unnoticed(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    size = sizes.of(client, fast=True)
    with capsys.disabled():
        sys.stdout.write(f" {size} ")
    assert size.fits


@pytest.mark.promise("P15")
@pytest.mark.asyncio(loop_scope="module")
async def test_after_a_whole_session_nothing_is_left(
    client: Path, machine: CustomersMachine, desktop: Desktop, service: Service, tmp_path: Path
) -> None:
    async with agent_of(service) as agent:
        run = await asyncio.to_thread(Run, machine, client, *at(service), ticket="")
        await asyncio.to_thread(shows_a_window, desktop)
        meeting = Meeting(service, agent, desktop, tmp_path)
        await meeting.until_the_picture(await meeting.key())
        agent.does(a.End())
        await asyncio.to_thread(agent.sees, lambda status: status.reason is EndReason.AGENT)

        def closed() -> bool:
            desktop.xdotool("key", "Escape")
            return run.process.poll() is not None

        await asyncio.to_thread(wait_for, closed, "the end", 20)
        assert run.process.returncode == 0
        await asyncio.to_thread(run.gone, GONE_WITHIN)


def test_what_carries_a_ticket_that_nobody_knows_leaves_nothing_either(
    client: Path, machine: CustomersMachine, desktop: Desktop
) -> None:
    run = Run(machine, client)
    shows_a_window(desktop)
    run.program().terminate()
    assert run.process.wait(20) == 0
    run.gone(GONE_WITHIN)


def test_after_an_error_nothing_is_left(client: Path, machine: CustomersMachine) -> None:
    run = Run(machine, client, "--display", ":987")
    assert run.process.wait(40) == 3
    run.gone(GONE_WITHIN)


def kill_program(run: Run) -> None:
    run.program().kill()


def kill_launcher(run: Run) -> None:
    program = run.program()
    run.process.kill()
    run.process.wait()
    program.terminate()


def kill_broom(run: Run) -> None:
    run.broom().kill()
    run.program().terminate()


def kill_launcher_and_broom(run: Run) -> None:
    program = run.program()
    for process in (psutil.Process(run.process.pid), run.broom()):
        process.kill()
    program.terminate()


def kill_both(run: Run) -> None:
    program = run.program()
    for process in (psutil.Process(run.process.pid), program):
        process.kill()


@pytest.mark.promise("P15")
@pytest.mark.parametrize("kill", [kill_program, kill_launcher, kill_broom, kill_launcher_and_broom, kill_both])
def test_whatever_is_killed_nothing_is_left(
    client: Path, machine: CustomersMachine, desktop: Desktop, kill: Callable[[Run], None]
) -> None:
    run = Run(machine, client)
    shows_a_window(desktop)
    kill(run)
    run.gone(SWEPT_WITHIN)


@pytest.mark.promise("P15")
def test_after_a_pulled_plug_the_next_start_removes_what_was_left(
    client: Path, machine: CustomersMachine, desktop: Desktop
) -> None:
    before = machine.snapshot()
    cut_off = Run(machine, client)
    shows_a_window(desktop)
    program = cut_off.program()
    for process in (cut_off.broom(), psutil.Process(cut_off.process.pid), program):
        process.send_signal(signal.SIGKILL)
    cut_off.process.wait()
    assert cut_off.file.exists()

    again = machine.home / "Downloads" / "again-linux"
    shutil.copy(client, again)
    second = subprocess.Popen([again, "--display", ":987"], env=machine.environment(), stderr=subprocess.DEVNULL)
    assert second.wait(40) == 3
    wait_for(lambda: not machine.snapshot().since(before), "an empty difference", GONE_WITHIN)


def test_a_customer_may_keep_the_file(client: Path, machine: CustomersMachine) -> None:
    run = Run(machine, client, "--keep", "--display", ":987")
    run.process.wait(40)
    wait_for(lambda: run.left() == [str(run.file)], "the file alone", GONE_WITHIN)


def test_nothing_was_compared_that_was_not_there(machine: CustomersMachine, desktop: Desktop) -> None:
    """The comparison can fail: a file, a process of that home with its port, a clipboard."""
    before: Snapshot = machine.snapshot()
    (machine.home / ".config" / "autostart" / "x.desktop").touch()
    taken = holds(desktop, "SECONDARY")
    with subprocess.Popen(LISTENS, env=machine.environment()) as process:
        wait_for(lambda: len(machine.snapshot().since(before)) == 4, "all four")
        process.kill()
    stop(taken)


@pytest.mark.promise("P11")
@pytest.mark.promise("P15")
@pytest.mark.skipif(shutil.which("gio") is None, reason="gio, which starts it as a desktop does, is not installed")
@pytest.mark.asyncio(loop_scope="module")
async def test_a_button_that_was_kept_leads_to_the_key_and_one_click_removes_all_of_it(
    client: Path, machine: CustomersMachine, desktop: Desktop, service: Service, tmp_path: Path
) -> None:
    applications = machine.home / ".local" / "share" / "applications"
    for folder in (machine.home / "Desktop", applications):
        folder.mkdir(parents=True)
    async with agent_of(service) as agent:
        run = await asyncio.to_thread(Run, machine, client, *at(service), ticket="")
        await asyncio.to_thread(shows_a_window, desktop)
        meeting = Meeting(service, agent, desktop, tmp_path)
        await meeting.until_the_picture(await meeting.key())
        agent.does(a.End())
        await asyncio.to_thread(agent.sees, lambda status: status.reason is EndReason.AGENT)
    await asyncio.to_thread(presses, desktop, lambda: bool(list(applications.iterdir())), "Tab", "Tab")
    await asyncio.to_thread(closes, desktop, lambda: run.process.poll() is not None)

    await asyncio.to_thread(_only_the_button_is_left, run, applications, client)
    await asyncio.to_thread(_start_and_remove, run, applications, desktop)


def _only_the_button_is_left(run: Run, applications: Path, client: Path) -> None:
    place = applications.parent / "ferndiagnose"
    (shortcut,), (folder,) = applications.iterdir(), place.iterdir()
    kept = [place, folder, folder / "fernhilfe", folder / "ferndiagnose-button.json", shortcut]
    kept.append(run.machine.home / "Desktop" / shortcut.name)
    wait_for(lambda: set(run.left()) == {str(path) for path in kept}, "the button alone", GONE_WITHIN)
    assert (folder / "fernhilfe").read_bytes() == client.read_bytes()


def _start_and_remove(run: Run, applications: Path, desktop: Desktop) -> None:
    (shortcut,) = applications.iterdir()
    # Without an address gio would start a message bus of its own, which stays.
    environ = run.machine.environment() | {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
    subprocess.run(["gio", "launch", shortcut], env=environ, check=True, timeout=20)
    shows_a_window(desktop)
    presses_the_lowest(desktop, lambda: not shortcut.exists())
    closes(desktop, lambda: not run.machine.processes())
    run.gone(GONE_WITHIN)


def presses(desktop: Desktop, done: Callable[[], bool], *keys: str) -> None:
    """Goes to a button with these, and presses it until that has happened: it may still be asleep.

    As a person does, it looks for the ring round what has the keyboard, and at where that went.
    """
    reading.pause(SEEN_AFTER)
    for key in keys:
        _moves_the_ring(desktop, key)
    again(lambda: desktop.xdotool("key", "Return"), done)


def presses_the_lowest(desktop: Desktop, done: Callable[[], bool]) -> None:
    """The same with the lowest of all that the keyboard comes to, wherever it is at first."""
    reading.pause(SEEN_AFTER)
    stops = []
    for _ in range(STOPS_AT_MOST):
        _moves_the_ring(desktop, "Tab")
        stops.append(bottom(_where_it_stands(desktop)))
    for _ in range(STOPS_AT_MOST):
        if bottom(_where_it_stands(desktop)) == max(stops):
            break
        _moves_the_ring(desktop, "Tab")
    again(lambda: desktop.xdotool("key", "Return"), done)


def _moves_the_ring(desktop: Desktop, key: str) -> None:
    before = _where_it_stands(desktop)
    desktop.xdotool("key", key)
    with suppress(DidNotComeUp):
        wait_for(lambda: ring(desktop) != before, "another ring", PATIENCE)
        return
    desktop.xdotool("key", key)  # a window that is not drawn yet takes no keys


def _where_it_stands(desktop: Desktop) -> bytes:
    def stands() -> bytes:
        first = ring(desktop)
        reading.pause(DRAWN_WITHIN)
        return first if first == ring(desktop) else b""

    with suppress(DidNotComeUp):
        return wait_for(stands, "a ring that stands", 2 * PATIENCE)
    return b""


def closes(desktop: Desktop, closed: Callable[[], bool], key: str = "alt+F4") -> None:
    """Until it is closed."""
    again(lambda: desktop.xdotool("key", key), closed)


def again(does: Callable[[], object], done: Callable[[], bool]) -> None:
    """Does it, and once more when nothing came of it for a while."""

    def worked() -> bool:
        does()
        with suppress(DidNotComeUp):
            return wait_for(done, "what it leads to", PATIENCE)
        return False

    wait_for(worked, "what it leads to", 10 * PATIENCE)
