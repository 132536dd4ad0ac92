"""A real PostgreSQL, in a folder of its own, for as long as a test needs it."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_QUICK = ("-c", "fsync=off")  # survives a kill, though not a power cut


@dataclass
class Cluster:
    """A cluster with one database, which everybody on this machine's loopback may use."""

    programs: Path
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql+asyncpg://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Runs it, until it answers."""
        places = ("-D", self.folder / "data", "-k", self.folder, "-h", "127.0.0.1", "-p", str(self.port))
        command = [self.programs / "postgres", *places, *_QUICK]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log, **_as_somebody())
        ready = [self.programs / "pg_isready", "-q", "-t", "1", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ready, check=False).returncode:
            assert self.process.poll() is None, (self.folder / "log").read_text()

    def kill(self) -> None:
        """Ends it at once."""
        assert self.process is not None
        self.process.send_signal(3)  # SIGQUIT: at once, without writing anything down; its children end as well
        self.process.wait(10)


@contextmanager
def running() -> Iterator[Cluster]:
    """A cluster, started; gone with all its files afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))  # short: the path of its socket has a limit
    if os.getuid() == 0:
        shutil.chown(folder, "nobody")
    cluster = Cluster(_programs(), folder, _free_port())
    try:
        subprocess.run(
            [cluster.programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8"],
            check=True,
            stdout=subprocess.DEVNULL,
            **_as_somebody(),
        )
        cluster.start()
        yield cluster
    finally:
        if cluster.process and cluster.process.poll() is None:
            cluster.kill()
        with suppress(FileNotFoundError):
            shutil.rmtree(folder)


def _programs() -> Path:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    assert found, "PostgreSQL is not installed: `make setup` does so on Debian"
    return Path(found).resolve().parent


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


def _as_somebody() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {"cwd": "/"}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": [], "cwd": "/"}
