"""The operator's service for a measurement: `ferndiagnose serve` in a folder of its own, with one agent's account."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.authenticator import enrolled
from bench.desktop import DidNotComeUp
from sealing import officers, release
from sealing.keyring import read_verifying
from sealing.officers import Group, OfficerKey
from sealing.request import read

AGENT, PASSWORD = "anna", "a long enough password 7"
DISPLAY_NAME = "Anna Schmidt"
CUSTOMER = "4711"
"""The number by which the operator knows the customer."""
TRYING_OUT = {"FERNDIAGNOSE_RECORDER_SWAP_ALLOWED": "true", "FERNDIAGNOSE_ARCHIVE_SWAP_ALLOWED": "true"}
"""These recordings are of nobody: they may be made on a machine with swap."""


class Service:
    """Server, recorder and archive as three real processes. A context manager."""

    def __init__(self, folder: Path, address: str = "", where: Sequence[str] = ()) -> None:
        """It listens on `address`, or on this machine alone; `where` goes before its command, as `nsenter` does."""
        self._address, self._where = address, where
        self.state = folder / "state"
        self._log = folder / "serve.log"
        self.port = free_port()
        self.url = f"https://{address or 'localhost'}:{self.port}"
        self.ca = self.state / "tls" / "ca.pem"
        self.recorders = self.state / "tls" / "recorders.pem"
        self._process: subprocess.Popen[str] | None = None
        self.officers = (
            OfficerKey.make("Dora Datenschutz", Group.DATA_PROTECTION),
            OfficerKey.make("Sepp Sicherheit", Group.SECURITY),
        )
        """Without them nothing may be recorded, and so no session runs."""

    def __enter__(self) -> Self:
        self.state.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "ferndiagnose"]
        host = ["--host", self._address] if self._address else []
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self._where, *command, "serve", "--state", str(self.state), "--port", str(self.port), *host],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, **TRYING_OUT},
                text=True,
                start_new_session=True,
            )
        assert self._process.stdout is not None
        if "ready on" not in self._process.stdout.readline():
            raise DidNotComeUp(f"the service did not start; {self._log} says why")
        self._enrol(command)
        added = subprocess.run(
            [*command, "agent", "add", AGENT, "--display-name", DISPLAY_NAME, "--state", str(self.state)],
            input=PASSWORD + "\n",
            capture_output=True,
            text=True,
            check=False,
        )
        if added.returncode:
            raise DidNotComeUp(f"the agent's account could not be made: {added.stderr}")
        self.authenticator = enrolled([*command, "agent", "enrol", AGENT, "--state", str(self.state)], PASSWORD)
        return self

    def _enrol(self, command: Sequence[str]) -> None:
        cards = []
        for key in self.officers:
            cards.append(self.state.parent / f"{key.card.group}.card")
            cards[-1].write_bytes(officers.encode_card(key.card))
        enrolling = [*command, "officer", "add", *map(str, cards), "--state", str(self.state)]
        said = subprocess.run(enrolling, input="yes\nyes\n", capture_output=True, text=True, check=False)
        if said.returncode:
            raise DidNotComeUp(f"the officers could not be enrolled: {said.stderr}")

    def export(self, session: str, to: Path) -> None:
        """The session's recording as a file, as operator and officers get it: asked for, released by both, written."""
        folder = self.state.parent
        request = folder / "export.request"
        why = ("--reason", "To look at the demonstration", "--reference", "demo")
        self._run("recording", "ask", session, "--for", "export", *why, "--to", str(request))
        releases = []
        for key in self.officers:
            releases.append(folder / f"{key.card.group}.release")
            asked = read(request.read_bytes(), read_verifying((self.state / "public" / "archive.pub").read_bytes()))
            releases[-1].write_bytes(release.make(asked, key, datetime.now(UTC), _nobody_says, _nobody_asks))
        self._run("recording", "export", str(request), *map(str, releases), "--to", str(to))

    def _run(self, *words: str) -> None:
        command = [sys.executable, "-m", "ferndiagnose", *words, "--state", str(self.state)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise DidNotComeUp(f"{' '.join(words[:2])}: {done.stderr}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def kill(self) -> None:
        """All its programs, at once: nobody can say farewell."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    @property
    def pid(self) -> int:
        """Of `ferndiagnose serve`, whose children are server, recorder and archive."""
        assert self._process is not None
        return self._process.pid

    def arguments(self) -> list[str]:
        """How a client finds and trusts this service."""
        return ["--server", self.url, "--ca", str(self.ca), "--recorders", str(self.recorders)]


def _nobody_says(_: str) -> None:
    """These keys are no hardware."""


def _nobody_asks(_: str) -> str:
    return ""


def free_port() -> int:
    """A TCP port of this machine that nobody listens on just now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
