"""The machine that has the faults: a small disk for the spool, an S3 server, a clock, and the service's programs.

Everything is real, and everything can be done again and again: the disk is a file system in a file, whose error the
kernel itself is told of; the clock is the recorder's alone (libfaketime).
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from bench.desktop import DidNotComeUp, wait_for
from bench.service import Service, free_port

DISK = 24 * 1024 * 1024
"""Bytes of the spool's disk."""
SPOOL_LIMIT = 1_500_000
"""Bytes that may wait for the store: what a session of a minute does not reach, and a minute of noise does."""
GONE_AFTER = 8.0
"""Seconds without the customer until the recorder closes the recording."""
ENTERED_WITHIN = 60.0
"""Seconds that the archive has for what came last."""
KEY, SECRET, BUCKET = "faults", "faults-secret", "recordings"
LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"


class Disk:
    """The disk of the spool. Needs root, loop devices and ext4."""

    def __init__(self, folder: Path, spool: Path) -> None:
        self._folder = folder
        self._spool = spool
        self._count = 0
        spool.mkdir(parents=True)
        self._mounted = self._another()
        _do("mount", "--bind", str(self._mounted), str(spool))

    def fill(self) -> None:
        """Takes every byte that is left."""
        with (self._mounted / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
            while ballast.write(bytes(4096)):
                pass

    def free(self) -> None:
        """Gives them back."""
        (self._mounted / "ballast").unlink()

    def fail(self) -> None:
        """The kernel finds an error; from now on this disk can only be read."""
        device = Path(_do("findmnt", "-no", "SOURCE", str(self._mounted)).strip()).name
        Path(f"/sys/fs/ext4/{device}/trigger_fs_error").write_text("1", encoding="ascii")

    def replace(self) -> None:
        """Copies it to another one, which takes its place."""
        old, self._mounted = self._mounted, self._another()
        shutil.copytree(old, self._mounted, dirs_exist_ok=True)
        _do("umount", "--lazy", str(self._spool))
        _do("mount", "--bind", str(self._mounted), str(self._spool))
        _do("umount", "--lazy", str(old))

    def close(self) -> None:
        _do("umount", "--lazy", str(self._spool))
        _do("umount", "--lazy", str(self._mounted))

    def _another(self) -> Path:
        self._count += 1
        image, mounted = self._folder / f"disk-{self._count}.img", self._folder / f"disk-{self._count}"
        with image.open("wb") as file:
            file.truncate(DISK)
        mounted.mkdir()
        _do("mkfs.ext4", "-q", "-O", "^has_journal", "-m", "0", str(image))
        _do("mount", "-o", "loop,errors=remount-ro", str(image), str(mounted))
        return mounted


class Bucket:
    """An S3 server in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.recordings = folder / BUCKET / "recordings"
        self.incoming = folder / BUCKET / "incoming"
        (folder / BUCKET).mkdir(parents=True)
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environ(self) -> dict[str, str]:
        """What a program needs to use it."""
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self._port}",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
        }

    def start(self) -> None:
        program = shutil.which("rclone", path=str(Path(sys.executable).parent)) or "rclone"
        self._process = process = subprocess.Popen(
            [program, "serve", "s3", "--addr", f"127.0.0.1:{self._port}", str(self._folder)],
            env={"PATH": os.defpath, "RCLONE_CONFIG": os.devnull, "RCLONE_AUTH_KEY": f'"{KEY},{SECRET}"'},
            stderr=subprocess.DEVNULL,
        )
        wait_for(lambda: psutil.Process(process.pid).net_connections("tcp"), "the S3 server")

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


class Machine:
    """A service on such a machine. A context manager."""

    def __init__(self, folder: Path, *, clock: bool) -> None:
        """With a `clock` of its own the recorder's machine is slower: each look at the time reads a file."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._own_clock = clock
        self.service = Service(folder)
        self._clock = folder / "clock"

    def __enter__(self) -> Self:
        if os.geteuid() != 0 or not Path(LIBRARY).exists():
            raise DidNotComeUp("Faults need root, for the disk, and libfaketime, for the clock.")
        self.jump(0)
        self.bucket = Bucket(self._folder / "s3")
        self.bucket.start()
        self.disk = Disk(self._folder, self.service.state / "spool")
        with _environment(self._environ()):
            self.service.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.service.__exit__(kind, error, trace)
        self.bucket.kill()
        self.disk.close()

    def recorders(self) -> list[psutil.Process]:
        """The recorder's processes that are running."""
        found = []
        for child in psutil.Process(self.service.pid).children(recursive=True):
            with suppress(psutil.Error, IndexError):
                if child.cmdline()[1:3] == ["-m", "recorder"]:
                    found.append(child)
        return found

    def jump(self, hours: int) -> None:
        """Sets the recorder's wall clock; 0 is right."""
        beside = self._clock.with_suffix(".new")
        beside.write_text(f"{hours * 3600:+d}\n", encoding="ascii")
        beside.replace(self._clock)

    def waits(self) -> int:
        """Bytes of segments that wait for the store."""
        return sum(path.stat().st_size for path in (self.service.state / "spool").rglob("[0-9]*.sealed"))

    def not_entered(self) -> list[str]:
        """The sessions that the archive has not entered into its ledger, after it has had its time."""
        with suppress(DidNotComeUp):
            wait_for(lambda: not list(self.bucket.incoming.glob("*")), "the archive", ENTERED_WITHIN)
        return [path.name for path in self.bucket.incoming.glob("*")]

    def _environ(self) -> dict[str, str]:
        settings = {"STORE": f"s3://{BUCKET}", "SPOOL_LIMIT": str(SPOOL_LIMIT), "GONE_AFTER": str(GONE_AFTER)}
        return {
            **self.bucket.environ,
            **{f"FERNDIAGNOSE_RECORDER_{name}": value for name, value in settings.items()},
            "FERNDIAGNOSE_ARCHIVE_STORE": settings["STORE"],
            "FERNDIAGNOSE_ARCHIVE_LOOK_EVERY": "1",
            "PYTHONPATH": os.pathsep.join((str(Path(__file__).parent / "preload"), str(Path.cwd()))),
            "FAULTS_CLOCK": str(self._clock) if self._own_clock else "",
            "FAULTS_LIBRARY": LIBRARY,
        }


@contextmanager
def _environment(more: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(more)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _do(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DidNotComeUp(f"{command[0]} failed: {' '.join(done.stderr.split())}")
    return done.stdout
