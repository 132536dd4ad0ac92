"""Who is measured: each brings the customer's display to the viewer's and takes the viewer's input back."""

import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Protocol

from bench.desktop import Desktop, DidNotComeUp, stop, wait_for
from bench.lines import LOOPBACK, Line


class Contestant(Protocol):
    """Carries a picture from one display to another, full screen and 1:1, and input back. Used once."""

    name: str

    def start(self, host: Desktop, viewer: Desktop, line: Line) -> None:
        """Returns once the picture is on the viewer's display and its window has the keyboard."""

    def customer_pids(self) -> list[int]:
        """The processes on the customer's side, whose effort is counted."""

    def stop(self) -> None:
        """Ends everything it started."""


class Ours:
    """The real programs, brought to a session with full access by `bench.pair`."""

    name = "ours"

    def __init__(self) -> None:
        self._pair: subprocess.Popen[str] | None = None
        self._customer = 0

    def start(self, host: Desktop, viewer: Desktop, line: Line) -> None:
        command = [sys.executable, "-m", "bench.pair", "--host-display", host.name, "--viewer-display", viewer.name]
        command += ["--address", line.address, "--at-customer", shlex.join(line.at_customer())]
        command += ["--at-agent", shlex.join(line.at_agent())]
        log = host.logs / "pair.log"
        with log.open("ab") as said:
            self._pair = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True
            )
        assert self._pair.stdout is not None
        for word in self._pair.stdout:
            if word.startswith("customer "):
                self._customer = int(word.split()[1])
            if word.strip() == "ready":
                return
        raise DidNotComeUp(f"bench.pair ended before it was ready:\n{log.read_text(encoding='utf-8')[-2000:]}")

    def customer_pids(self) -> list[int]:
        return [self._customer]

    def record(self, *, recording: bool) -> None:
        """Lets pictures go to the recorder, or to the agent alone."""
        assert self._pair is not None
        assert self._pair.stdin is not None
        self._pair.stdin.write("with-recorder\n" if recording else "without-recorder\n")
        self._pair.stdin.flush()

    def stop(self) -> None:
        if self._pair is not None and self._pair.stdin is not None and self._pair.stdout is not None:
            self._pair.stdin.close()
            self._pair.wait(30)
            self._pair.stdout.close()


class Two:
    """A program on the customer's side that listens, and a viewer that connects to it."""

    name: str
    title: str
    """Of the viewer's window, as a pattern."""

    def __init__(self) -> None:
        self._programs: list[subprocess.Popen[bytes]] = []

    def host_command(self, display: str, address: str, port: int) -> list[str]:
        raise NotImplementedError

    def viewer_command(self, address: str, port: int) -> list[str]:
        raise NotImplementedError

    def start(self, host: Desktop, viewer: Desktop, line: Line) -> None:
        port = _free_port()
        command = self.host_command(host.name, line.address, port)
        self._programs.append(host.run(f"{self.name}-host", [*line.at_customer(), *command]))
        wait_for(lambda: listens(self._programs[0].pid, port), f"the {self.name} host")
        command = self.viewer_command(line.address, port)
        self._programs.append(viewer.run(f"{self.name}-viewer", [*line.at_agent(), *command]))
        viewer.focus(viewer.wait_for_window(self.title))

    def customer_pids(self) -> list[int]:
        return [self._programs[0].pid]

    def stop(self) -> None:
        for program in self._programs:
            stop(program)


class Naive(Two):
    """mss and plain aiortc."""

    name = "naive"
    title = "naive viewer"

    def host_command(self, display: str, address: str, port: int) -> list[str]:  # noqa: ARG002  # it is in DISPLAY
        return [sys.executable, "-m", "bench.naive.host", address, str(port)]

    def viewer_command(self, address: str, port: int) -> list[str]:
        return [sys.executable, "-m", "bench.naive.viewer", address, str(port)]


class TigerVNC(Two):
    """The program that looks at an existing screen, as ours does, and its viewer; with their own defaults."""

    name = "tigervnc"
    title = "TigerVNC"
    packages = ("tigervnc-scraping-server", "tigervnc-viewer")

    def host_command(self, display: str, address: str, port: int) -> list[str]:
        # Nobody else can reach it: the line has no other end, and the loopback is this machine's own.
        outside = f"-localhost={int(address == LOOPBACK)}"
        return ["X0tigervnc", "-display", display, "-rfbport", str(port), "-SecurityTypes", "None", outside]

    def viewer_command(self, address: str, port: int) -> list[str]:
        options = ["-FullScreen=1", "-RemoteResize=0", "-MenuKey=", "-AlertOnFatalError=0", "-SecurityTypes=None"]
        return ["xtigervncviewer", *options, f"{address}::{port}"]


CONTESTANTS: dict[str, Callable[[], Contestant]] = {"ours": Ours, "naive": Naive, "tigervnc": TigerVNC}


def missing(name: str) -> str:
    """Why a contestant cannot be measured on this machine; empty when it can."""
    programs = ("X0tigervnc", "xtigervncviewer") if name == "tigervnc" else ()
    if absent := [program for program in programs if shutil.which(program) is None]:
        return f"{', '.join(absent)} not installed (on Debian: apt install {' '.join(TigerVNC.packages)})"
    return ""


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(pid: int, port: int) -> bool:
    """Whether somebody listens on a TCP port where that process lives."""
    listening = "0A"
    tables = (Path(f"/proc/{pid}/net/{name}") for name in ("tcp", "tcp6"))
    rows = (row.split() for table in tables if table.exists() for row in table.read_text("ascii").splitlines()[1:])
    return any(row[1].endswith(f":{port:04X}") and row[3] == listening for row in rows)
