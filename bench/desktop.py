"""An X display for a measurement, a test or the demo: Xvfb, a window manager, and what runs on it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import mss
import mss.tools
import psutil

Found = TypeVar("Found")

_GIVE_UP = 20.0
"""Seconds after which something that should have come up did not; generous, because machines are shared."""


class DidNotComeUp(RuntimeError):
    """Something that a desktop needs did not come up; the text says what."""


class Desktop:
    """An Xvfb of its own with openbox on it. A context manager; everything started on it ends with it."""

    def __init__(self, width: int = 1920, height: int = 1080, *, log_folder: Path, layout: str = "us") -> None:
        self.size = (width, height)
        self.name = ""
        self._layout = layout
        self.logs = log_folder
        self._stack = ExitStack()
        self._programs: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        read, write = os.pipe()
        geometry = f"{self.size[0]}x{self.size[1]}x24"
        xvfb = self._start(
            "xvfb",
            ["Xvfb", "-displayfd", str(write), "-screen", "0", geometry, "-nolisten", "tcp", "-noreset", "-dpi", "96"],
            pass_fds=(write,),
        )
        os.close(write)
        with os.fdopen(read) as number:
            self.name = f":{number.readline().strip()}"
        if self.name == ":" or xvfb.poll() is not None:
            raise DidNotComeUp("Xvfb did not start; is it installed?")
        subprocess.run(["setxkbmap", self._layout], env=self.environment(), check=True)
        self.run("openbox", ["openbox", "--sm-disable"])
        self._wait_for_window_manager()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
        for program in reversed(self._programs):
            stop(program)

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment for a program on this desktop."""
        return {**os.environ, "DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb", **(extra or {})}

    def run(
        self, name: str, command: Sequence[str], *, extra: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Starts a program here; what it prints goes into the log folder under its name."""
        return self._start(name, command, env=self.environment(extra))

    def xdotool(self, *arguments: str | int) -> str:
        """What a person at this desktop does, or sees of its windows."""
        command = ["xdotool", *(str(argument) for argument in arguments)]
        done = subprocess.run(command, env=self.environment(), capture_output=True, text=True, check=False, timeout=30)
        return done.stdout.strip()

    def wait_for_window(self, title: str, limit: float = _GIVE_UP) -> str:
        """The id of a visible window whose title matches."""
        return wait_for(lambda: self._newest_window(title), f"a window titled {title!r}", limit)

    def focus(self, window: str) -> None:
        """Brings a window to the front with the keyboard on it."""
        self.xdotool("windowactivate", "--sync", window)

    def screenshot(self, path: Path) -> None:
        """Writes what is on the screen as a PNG."""
        with mss.MSS(display=self.name) as screen:
            shot = screen.grab(screen.monitors[0])
        mss.tools.to_png(shot.rgb, shot.size, output=str(path))

    def pixel(self, x: int, y: int) -> tuple[int, int, int]:
        """Red, green, blue of one pixel."""
        with mss.MSS(display=self.name) as screen:
            shot = screen.grab({"left": x, "top": y, "width": 1, "height": 1})
        red, green, blue = shot.pixel(0, 0)
        return red, green, blue

    def pointer(self) -> tuple[int, int]:
        """Where the mouse pointer is."""
        location = dict(part.split(":") for part in self.xdotool("getmouselocation").split())
        return int(location["x"]), int(location["y"])

    def _newest_window(self, title: str) -> str | None:
        found = self.xdotool("search", "--onlyvisible", "--name", title).split()
        return found[-1] if found else None

    def _wait_for_window_manager(self) -> None:
        def is_there() -> bool:
            asked = subprocess.run(
                ["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"],
                env=self.environment(),
                capture_output=True,
                text=True,
                check=False,
            )
            return "window id" in asked.stdout

        wait_for(is_there, "the window manager")

    def _start(
        self,
        name: str,
        command: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        pass_fds: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        if shutil.which(command[0]) is None:
            raise DidNotComeUp(f"{command[0]} is not installed")
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self._stack.enter_context((self.logs / f"{name}.log").open("ab"))
        program = subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=pass_fds,
            start_new_session=True,
        )
        self._programs.append(program)
        return program


class UsersDesktop(Desktop):
    """The display that the user sits at; what runs on it ends, the display stays."""

    def __init__(self, name: str, *, log_folder: Path) -> None:
        with mss.MSS(display=name) as screen:
            whole = screen.monitors[0]
        super().__init__(whole["width"], whole["height"], log_folder=log_folder)
        self.name = name

    def __enter__(self) -> Self:
        return self


def stop(program: subprocess.Popen[Any], patience: float = 5.0) -> None:
    """Ends a program and whatever it started: politely at first."""
    if program.poll() is not None:
        return
    family = [psutil.Process(program.pid), *psutil.Process(program.pid).children(recursive=True)]
    program.send_signal(signal.SIGTERM)
    try:
        program.wait(patience)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()
    for process in family:
        if process.is_running():
            process.kill()


def end_in_order() -> None:
    """From now on this program ends on SIGTERM as it does by itself: with all that it started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def wait_for(condition: Callable[[], Found | None], what: str, limit: float = _GIVE_UP) -> Found:
    """The first true answer of `condition`. Raises `DidNotComeUp`, naming `what`, after `limit` seconds."""
    until = time.monotonic() + limit
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.02)
    raise DidNotComeUp(f"{what} did not come up within {limit:.0f} s")
