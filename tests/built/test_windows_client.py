"""The built Windows file in wine: from its start to its absence, against the real server."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

import av
import numpy as np
import psutil
import pytest
import pytest_asyncio

from agent_client.viewing import status as a
from bench.desktop import Desktop, wait_for
from bench.removal.helped import click_on_the_end
from bench.removal.registry import exported
from protocol import peer_messages as m
from protocol.client_file import named
from protocol.grants import Grant
from protocol.session import EndReason
from release import sizes
from release.windows import __main__ as windows
from release.windows.wine import DESKTOP as DESKTOP_SIZE
from release.windows.wine import Wine, windows_path
from tests.built.customer_at_keyboard import Meeting, since
from tests.built.test_linux_client import agent_of, at, closes, presses, presses_the_lowest
from tests.built.wine_here import CACHE, ONLY_WITH_TOOLS
from tests.end_to_end.recorded import joined_with_officers, until_entered
from tests.end_to_end.service import OFFICERS, Service, serving
from tests.fakes.people import AgentPerson

pytestmark = [pytest.mark.wine, pytest.mark.timeout(400), ONLY_WITH_TOOLS]
BUTTONS: Final = "AppData/Local/Ferndiagnose"
LINK: Final = re.compile(r"EasySupport.*\.lnk")
"""A button's shortcut."""
THROUGH_PIPES: Final = 'wine "$@" </dev/null 2>&1 | cat >/dev/null; exit "${PIPESTATUS[0]}"'
"""Python in wine bears no other standard streams."""
SWEPT_WITHIN = 60.0
STARTS_WITHIN, SHOWS_WITHIN = 60.0, 60.0
"""Seconds, where 6 and 3 are asked for: ten others may use the machine. How long it took is printed."""
SEEN_WITHIN = 20.0
IN_THE_EDITOR: Final = (300, 440)
"""A place on the screen, in pixels, where an editor opens, below what stands in it."""
STOOD_THERE, TYPED = "note: ", "äöüß€@\\{}"
BESIDE_IT: Final = (1000, 600)
IN_THE_MIDDLE: Final = (640, 360)
DESKTOP, PAPER = (37, 111, 149), (255, 255, 255)
"""The colours of wine's desktop and of the editor."""
WRITTEN: Final = slice(40, 70), slice(0, 240)
"""Rows and columns of the screen where the editor's first line is."""
ALIKE: Final = 4.0
"""How far a lossy picture's pixels may be from the screen's there, of 255. Without what was typed it is 9."""


@pytest.fixture(scope="module")
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packed fast; `FERNDIAGNOSE_BUILT_WINDOWS_CLIENT` names one that was built before."""
    if built := os.environ.get("FERNDIAGNOSE_BUILT_WINDOWS_CLIENT"):
        return Path(built)
    app: Path = request.getfixturevalue("windows_folder")
    return windows.packed(app, tmp_path_factory.mktemp("dist"), cache=CACHE, fast=True)


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    """As large as wine's, which fills it then. In a frame and narrowed by that, wine copies windows black (0168)."""
    width, height = (int(part) for part in DESKTOP_SIZE.split("x"))
    with Desktop(width, height, log_folder=tmp_path_factory.mktemp("logs")) as desktop:
        yield desktop


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with serving(tmp_path_factory.mktemp("service")) as service:
        await service.add_agent()
        yield service


class WindowsMachine:
    """A Windows, seen from outside: files of its user and its temporary folder, registry, processes."""

    def __init__(self, wine: Wine, desktop: Desktop, downloads: Path) -> None:
        self.wine, self.desktop, self.downloads = wine, desktop, downloads
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, client: Path, *flags: str, ticket: str = "") -> Path:
        file = self.downloads / (named(client.name, ticket) if ticket else client.name)
        shutil.copy(client, file)
        environ = self.wine.environment({"DISPLAY": self.desktop.name})
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._started.append(
            subprocess.Popen(["bash", "-c", THROUGH_PIPES, "client", str(file), *flags], env=environ, **quiet)
        )  # type: ignore[call-overload]  # a dict's types
        return file

    def wakes(self) -> None:
        """This Windows runs, as a customer's does before anything is downloaded, and goes on until it is ended."""
        subprocess.run(["wineserver", "-p"], env=self.wine.environment(), check=True, timeout=20)
        environ = self.wine.environment({"DISPLAY": self.desktop.name})
        command = ["bash", "-c", THROUGH_PIPES, "notepad", "notepad"]
        self._started.append(subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL))
        self.desktop.wait_for_window("Notepad", 60)
        self.wine.run("taskkill", "/F", "/IM", "notepad.exe")

    def programs(self) -> list[psutil.Process]:
        """The client itself, without launcher and broom."""
        return [each for each in psutil.process_iter() if self._is_here(each, "pythonw.exe")]

    def processes(self) -> list[psutil.Process]:
        return [each for each in psutil.process_iter() if self._is_here(each, "pythonw.exe", "cmd.exe", "fernhilfe-")]

    def _is_here(self, process: psutil.Process, *names: str) -> bool:
        try:
            mine = process.environ().get("WINEPREFIX") == str(self.wine.prefix)
            return mine and any(name in part for name in names for part in process.cmdline()[:1])
        except psutil.Error:
            return False

    def left(self) -> list[str]:
        """What a start of the client adds: files and folders in downloads and home, and processes."""
        places = [self.downloads, self.wine.drive / "users"]
        found = [
            os.path.join(at, name)  # noqa: PTH118  # os.walk bears what goes away
            for place in places
            for at, folders, files in os.walk(place)
            for name in (*folders, *files)
        ]
        return sorted([*found, *(str(each.pid) for each in self.processes())])

    def gone(self, before: list[str]) -> None:
        """Waits until nothing is there that was not there before."""
        until = time.monotonic() + SWEPT_WITHIN
        while (now := self.left()) != before:
            assert time.monotonic() < until, set(now) ^ set(before)
            self.desktop.xdotool("getmouselocation")

    def edits(self, note: Path) -> None:
        """Something is written, and open in an editor of this Windows."""
        note.write_text(STOOD_THERE, encoding="utf-16")
        environ = self.wine.environment({"DISPLAY": self.desktop.name})
        command = ["bash", "-c", THROUGH_PIPES, "notepad", "notepad", windows_path(note)]
        self._started.append(subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL))

    def links(self) -> list[Path]:
        """The shortcuts of a button."""
        inside = os.walk(self.wine.drive / "users")  # in no folder but wine's own; it bears what goes away
        return sorted(Path(at, name) for at, _, files in inside for name in files if LINK.fullmatch(name))

    def button(self) -> list[Path]:
        """All files and folders of it."""
        (home,) = (self.wine.drive / "users").glob(f"*/{BUTTONS}")
        return [*self.links(), home, *home.rglob("*")]

    def opens(self, link: Path) -> None:
        """As a double click does."""
        environ = self.wine.environment({"DISPLAY": self.desktop.name})
        command = ["bash", "-c", THROUGH_PIPES, "start", "start", "/unix", str(link)]
        self._started.append(subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL))

    def registry(self) -> frozenset[str]:
        """All keys and values of user and machine, once this Windows has written what it writes by itself."""
        return exported(self.wine.run, self.wine.prefix / "all.reg")

    def fills_the_screen(self) -> None:
        """Opens a program, maximised."""
        environ = self.wine.environment({"DISPLAY": self.desktop.name})
        command = ["bash", "-c", THROUGH_PIPES, "notepad", "start", "/max", "notepad"]
        self._started.append(subprocess.Popen(command, env=environ, stdin=subprocess.DEVNULL))
        self.desktop.wait_for_window("Notepad", 60)
        wait_for(lambda: self.desktop.pixel(*IN_THE_MIDDLE) == PAPER, "a full screen")

    def settle(self) -> None:
        """Ends everything, and removes what a failed test may have left."""
        self.wine.end()
        homes = self.wine.drive / "users"
        for folder in (*homes.glob("*/Temp/*"), *homes.glob(f"*/{BUTTONS}")):
            shutil.rmtree(folder, ignore_errors=True)
        for link in self.links():
            link.unlink()
        for process in self._started:
            process.wait(20)
        self._started.clear()


@pytest.fixture
def machine(client: Path, desktop: Desktop, tmp_path: Path) -> Iterator[WindowsMachine]:
    machine = WindowsMachine(windows.prepared(CACHE), desktop, tmp_path)
    machine.settle()
    yield machine
    machine.settle()


def window(desktop: Desktop) -> None:
    desktop.wait_for_window("^Ferndiagnose$", 90)


async def has_control(agent: AgentPerson, desktop: Desktop) -> None:
    """The agent asks for it, if need be, and the customer gives it with keys."""
    if Grant.CONTROL not in agent.status.grants:
        agent.does(a.AskControl())
        await asyncio.to_thread(presses, desktop, lambda: Grant.CONTROL in agent.status.grants, "Tab")
    await asyncio.to_thread(agent.sees, lambda status: Grant.CONTROL in status.grants and status.input_hold is None)


async def writes_a_note(agent: AgentPerson, machine: WindowsMachine, note: Path) -> np.ndarray:
    """Sees the customer's desktop, clicks into an editor, below what stands in it, types, and saves with keys.

    All that while the customer's hand is still: nothing holds the agent up. What is on the customer's screen at last.
    """
    x, y = IN_THE_EDITOR
    await asyncio.to_thread(agent.sees_color, *BESIDE_IT, DESKTOP, SEEN_WITHIN)
    await asyncio.to_thread(machine.edits, note)
    await asyncio.to_thread(machine.desktop.wait_for_window, note.name, 30)
    await has_control(agent, machine.desktop)
    await asyncio.to_thread(agent.sees_color, x, y, PAPER, SEEN_WITHIN)
    blank = on_the_screen(machine.desktop, note)
    agent.before.clear()
    agent.does(a.Use((m.PointerMove(x, y), m.PointerDown(0, x, y), m.PointerUp(0, x, y))))
    agent.does(a.Use((m.TypeText(TYPED),)))
    agent.does(a.Use((m.KeyDown("Control"), m.KeyDown("s"), m.KeyUp("s"), m.KeyUp("Control"))))

    def saved() -> bool:
        return note.read_bytes().decode("utf-16", "replace") == STOOD_THERE + TYPED

    def seen() -> tuple[np.ndarray] | None:
        """By the agent, and it is more than before. Wine may still be drawing."""
        picture, screen = agent.picture(), on_the_screen(machine.desktop, note)
        is_same = picture is not None and shows_the_same(picture, screen)
        return (screen,) if is_same and not shows_the_same(blank, screen) else None

    await asyncio.to_thread(wait_for, saved, "what was typed", 15)
    (screen,) = await asyncio.to_thread(wait_for, seen, "what was typed, at the agent", SEEN_WITHIN)
    assert all(status.input_hold is None for status in agent.before)
    return screen


def on_the_screen(desktop: Desktop, beside: Path) -> np.ndarray:
    """What the X server shows, past wine and the client."""
    file = beside.with_suffix(".png")
    desktop.screenshot(file)
    with av.open(str(file)) as image:
        (frame,) = image.decode(video=0)
    file.unlink()
    return frame.to_ndarray(format="rgb24")


def shows_the_same(picture: np.ndarray, screen: np.ndarray) -> bool:
    """Whether the line that was typed can be read in it as on the screen."""
    return bool(abs(picture[WRITTEN].astype(int) - screen[WRITTEN]).mean() < ALIKE)


def was_recorded(service: Service, session: str, file: Path, screen: np.ndarray) -> bool:
    """Whether a picture of the recording shows what was on the screen."""
    joined_with_officers(service.state, session, file, OFFICERS)
    with av.open(str(file)) as container:
        return any(shows_the_same(frame.to_ndarray(format="rgb24"), screen) for frame in container.decode(video=0))


def test_it_has_not_grown_unnoticed(client: Path, capsys: pytest.CaptureFixture[str]) -> None:
    size = sizes.of(client, fast=True)
    with capsys.disabled():
        sys.stdout.write(f" {size} ")
    assert size.fits


@pytest.mark.promise("P04")
@pytest.mark.promise("P15")
@pytest.mark.promise("P18")
@pytest.mark.asyncio(loop_scope="module")
async def test_a_whole_session_in_wine_leaves_nothing(
    client: Path,
    machine: WindowsMachine,
    desktop: Desktop,
    service: Service,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await asyncio.to_thread(machine.wakes)
    registry, before = await asyncio.to_thread(machine.registry), machine.left()
    flags = [windows_path(Path(part)) if part.startswith("/") else part for part in at(service)]
    async with agent_of(service) as agent:
        begun = time.monotonic()
        await asyncio.to_thread(machine.start, client, *flags)
        await asyncio.to_thread(window, desktop)
        started = since(begun)
        meeting = Meeting(service, agent, desktop, machine.downloads)
        waits = await meeting.until_the_picture(await meeting.key())
        with capsys.disabled():
            sys.stdout.write(f"\nWindows client in wine: start to key {started:.1f} s, key to first picture {waits}\n")
        assert started < STARTS_WITHIN
        assert waits.whole < SHOWS_WITHIN
        screen = await writes_a_note(agent, machine, machine.downloads / "note.txt")
        machine.wine.run("taskkill", "/F", "/IM", "notepad.exe")
        agent.does(a.End())
        await asyncio.to_thread(agent.sees, lambda status: status.reason is EndReason.AGENT)

        def closed() -> bool:
            desktop.xdotool("key", "Escape")
            return not machine.programs()

        await asyncio.to_thread(wait_for, closed, "the end", 30)
        (session,) = (path.name for path in (service.state / "store" / "recordings").iterdir())
        await until_entered(service.state, session)
        assert await asyncio.to_thread(was_recorded, service, session, machine.downloads / "recording.mkv", screen)
        (machine.downloads / "note.txt").unlink()
        (machine.downloads / "recording.mkv").unlink()
        await asyncio.to_thread(machine.gone, before)
        assert await asyncio.to_thread(machine.registry) == registry


@pytest.mark.promise("P11")
@pytest.mark.promise("P15")
@pytest.mark.asyncio(loop_scope="module")
async def test_under_a_full_screen_the_bar_ends_and_a_kept_button_is_all_that_stays_and_goes_with_one_click(
    client: Path, machine: WindowsMachine, desktop: Desktop, service: Service, tmp_path: Path
) -> None:
    await asyncio.to_thread(machine.wakes)
    registry, before = await asyncio.to_thread(machine.registry), machine.left()
    flags = [windows_path(Path(part)) if part.startswith("/") else part for part in at(service)]
    async with agent_of(service) as agent:
        await asyncio.to_thread(machine.start, client, *flags)
        await asyncio.to_thread(window, desktop)
        meeting = Meeting(service, agent, desktop, tmp_path)
        await meeting.until_the_picture(await meeting.key())
        await asyncio.to_thread(machine.fills_the_screen)
        await asyncio.to_thread(click_on_the_end, desktop)
        await asyncio.to_thread(agent.sees, lambda status: status.reason is EndReason.CUSTOMER)
    machine.wine.run("taskkill", "/F", "/IM", "notepad.exe")
    await asyncio.to_thread(presses, desktop, lambda: len(machine.links()) == 2, "Tab", "Tab")
    await asyncio.to_thread(closes, desktop, lambda: not machine.programs(), "Escape")
    await asyncio.to_thread(machine.gone, sorted([*before, *map(str, machine.button())]))

    machine.opens(next(link for link in machine.links() if "Desktop" in link.parts))
    await asyncio.to_thread(wait_for, lambda: bool(machine.programs()), "the kept program", 60)
    await asyncio.to_thread(window, desktop)
    await asyncio.to_thread(presses_the_lowest, desktop, lambda: not machine.links())
    machine.wine.run("taskkill", "/IM", "pythonw.exe")  # without force it is the window that is told
    await asyncio.to_thread(machine.gone, before)
    assert await asyncio.to_thread(machine.registry) == registry


@pytest.mark.promise("P15")
def test_a_client_that_is_killed_leaves_nothing(client: Path, machine: WindowsMachine, desktop: Desktop) -> None:
    before = machine.left()
    machine.start(client, ticket="T" * 43)
    window(desktop)
    (program,) = machine.programs()
    program.send_signal(signal.SIGKILL)
    machine.gone(before)


@pytest.mark.promise("P15")
def test_nothing_is_left_in_the_registry(client: Path, machine: WindowsMachine) -> None:
    machine.wakes()
    before = machine.registry()
    file = machine.start(client, "--display", "unused", "--server", "http://no.tls.example")
    wait_for(lambda: not file.exists() and not machine.processes(), "the end", SWEPT_WITHIN)
    assert machine.registry() == before
