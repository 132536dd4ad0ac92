"""Who is measured: each brings the customer's display to the viewer's and takes the viewer's input back."""

import socket
import subprocess
import sys
from contextlib import closing
from typing import Protocol

from bench.desktop import Desktop, stop, wait_for


class Contestant(Protocol):
    """Carries a picture from one display to another, full screen and 1:1, and input back."""

    name: str

    def start(self, host: Desktop, viewer: Desktop) -> None:
        """Returns once the picture is on the viewer's display and its window has the keyboard."""

    def customer_pids(self) -> list[int]:
        """The processes on the customer's side, whose effort is counted."""

    def stop(self) -> None:
        """Ends everything it started."""


class Naive:
    """mss and plain aiortc."""

    name = "naive"

    def __init__(self) -> None:
        self._programs: list[subprocess.Popen[bytes]] = []

    def start(self, host: Desktop, viewer: Desktop) -> None:
        port = str(_free_port())
        python = sys.executable
        self._programs.append(host.run("naive-host", [python, "-m", "bench.naive.host", port]))
        wait_for(lambda: _listening(int(port)), "the naive host")
        self._programs.append(viewer.run("naive-viewer", [python, "-m", "bench.naive.viewer", port]))
        viewer.focus(viewer.wait_for_window("naive viewer"))

    def customer_pids(self) -> list[int]:
        return [self._programs[0].pid]

    def stop(self) -> None:
        for program in self._programs:
            stop(program)


class Ours:
    """The real programs, brought to a session with full access by `bench.pair`."""

    name = "ferndiagnose"

    def __init__(self) -> None:
        self._pair: subprocess.Popen[str] | None = None
        self._customer = 0

    def start(self, host: Desktop, viewer: Desktop) -> None:
        command = [sys.executable, "-m", "bench.pair", "--host-display", host.name, "--viewer-display", viewer.name]
        self._pair = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._pair.stdout is not None
        for line in self._pair.stdout:
            if line.startswith("customer "):
                self._customer = int(line.split()[1])
            if line.strip() == "ready":
                return
        raise RuntimeError("bench.pair ended before it was ready; its output says why")

    def customer_pids(self) -> list[int]:
        return [self._customer]

    def stop(self) -> None:
        if self._pair is not None and self._pair.stdin is not None:
            self._pair.stdin.close()
            self._pair.wait(30)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listening(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
