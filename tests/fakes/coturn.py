"""A real coturn with the configuration that operators are given, in the middle of networks of its own."""

import asyncio
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.fakes import tls
from tests.fakes.networks import ALSO_MIDDLE, MIDDLE, Place
from tests.fakes.source import ROOT

SECRET = "a secret of which two programs know"
PORT = 443
CONFIGURATION = ROOT / "deploy" / "coturn" / "turnserver.conf"
_TALKATIVE = {"log-file=/dev/null": "log-file=stdout", "no-stdout-log": "verbose"}
"""So that a test can read what coturn did; operators get no log at all."""


@dataclass(frozen=True)
class Identity:
    """How it proves itself, and whom it believes."""

    certificates: Path = field(default_factory=tls.folder)
    secret: str = SECRET


@dataclass
class Coturn:
    """One that runs."""

    log: Path
    process: subprocess.Popen[bytes]

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    async def says(self, pattern: str, *, times: int = 1) -> list[str]:
        """Returns when its log has so many lines like this; what the pattern captured."""
        async with asyncio.timeout(10):
            while len(found := re.findall(pattern, self.said(), re.MULTILINE)) < times:  # noqa: ASYNC110  # a file tells nobody
                await asyncio.sleep(0.02)
        return found


def configuration(folder: Path, own: str, other: str, identity: "Identity", changes: dict[str, str]) -> Path:
    """The operator's file, filled in; `other` is the second address that may be reached through the relay."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    filled = {
        "RELAY_ADDRESS": own,
        "RECORDER_ADDRESS": other,
        "RELAY_NAME": "relay.example",
        "=SECRET": f"={identity.secret}",
        "CERTIFICATE_FILE": str(identity.certificates / "server.pem"),
        "KEY_FILE": str(identity.certificates / "server.key"),
    }
    for placeholder, value in {**filled, **changes}.items():
        assert placeholder in text, f"{placeholder} is no longer in the operator's file"
        text = text.replace(placeholder, value)
    path = folder / "turnserver.conf"
    path.write_text(text, encoding="utf-8")
    return path


@contextmanager
def running(
    place: Place,
    own: str = MIDDLE,
    other: str = ALSO_MIDDLE,
    *,
    identity: Identity | None = None,
    talkative: bool = True,
    changes: Mapping[str, str] | None = None,
) -> Iterator[Coturn]:
    """coturn, ready. `changes`: what stands instead of what in the operator's file."""
    program = shutil.which("turnserver")
    assert program, "coturn is not installed: `make setup` does so on Debian"
    folder = Path(tempfile.mkdtemp(prefix="coturn-"))
    config = configuration(
        folder, own, other, identity or Identity(), (_TALKATIVE if talkative else {}) | dict(changes or {})
    )
    log = folder / "log"
    with log.open("wb") as output, place.inside():
        process = subprocess.Popen(
            [program, "-c", config, f"--pidfile={folder / 'pid'}"], cwd=folder, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _until_it_listens(place, own, process)
        yield Coturn(log, process)
    finally:
        process.kill()
        process.wait(10)
        shutil.rmtree(folder)


def _until_it_listens(place: Place, own: str, process: subprocess.Popen[bytes]) -> None:
    for kind in ("tcp", "udp"):
        listening = ["ip", "netns", "exec", place.name, "ss", "-Hln", "-A", kind, f"src {own}:{PORT}"]
        while not subprocess.run(listening, check=True, capture_output=True).stdout:
            assert process.poll() is None, "coturn did not start"
