"""The client's unit tests in Windows' Python, in wine: `make wine`, or `make wine ARGS="tests/peer -k encoder"`.

* The **client** is the folder that the launcher unpacks at a customer's. In CI it is the one that is packed and tried
  as a whole, too. `make wine` makes one without our own modules, which then are the tree's: what was edited is tried
  in seconds.
* The **equipment** is what tests need beside it: pytest, and a part of Python that the client leaves out. It is pinned
  and checked like the client, and lies in a folder of its own.
* The **tests** are those of each package that the client is made of.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from bench.desktop import Desktop
from release.windows import __main__ as windows
from release.windows import bundle, interpreter
from release.windows.wine import DESKTOP, Wine, windows_path
from tests.built.wine_here import CACHE

HERE = Path(__file__).parent
TREE = HERE.parents[2]
TESTS: Final = tuple(f"tests/{name}" for name in bundle.OURS)
STANDARD: Final = "unittest"
"""The part of Python's library that the client leaves out and pytest wants."""
_OPTIONS: Final = (
    *("-o", "pythonpath="),  # the tree would come before the client
    *("-p", "no:cacheprovider"),
    *("-p", "no:promises"),  # what this machine's own Python has proven stays
    *("-o", "timeout=240"),  # wine on a busy machine
)


def equipment(cache: Path) -> Path:
    """The folder of what tests need. Raises what `bundle` raises."""
    pinned = HERE / "requirements.txt"

    def fill(folder: Path) -> None:
        bundle.installed(pinned, folder / "site")
        for name, path in interpreter.fetch(cache).modules(interpreter.LEFT_OUT - {STANDARD}):
            if name.startswith(f"{STANDARD}/"):
                (folder / "standard" / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, folder / "standard" / name)

    return _made(cache / "equipment", [pinned], fill)


def bare_client(cache: Path, wine: Wine) -> Path:
    """A client whose own modules are the tree's. Raises what `bundle` raises."""
    parts = [path for path in Path(bundle.__file__).parent.iterdir() if path.is_file()]

    def fill(folder: Path) -> None:
        bundle.make(folder / "app", interpreter.fetch(cache), wine, (), ours=())
        with (folder / "app" / "python313._pth").open("a", encoding="utf-8") as path:
            path.write(windows_path(TREE) + "\n")

    return _made(cache / "client-without-ours", parts, fill) / "app"


def _made(folder: Path, of: Iterable[Path], fill: Callable[[Path], None]) -> Path:
    """The folder, made anew when what it is made of has changed."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(of))).hexdigest()
    stamp = folder / "made-of"
    if not stamp.exists() or stamp.read_text() != digest:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        fill(folder)
        stamp.write_text(digest)
    return folder


def started(client: Path, needed: Path, environ: dict[str, str], arguments: Sequence[str]) -> "subprocess.Popen[bytes]":
    """Pytest, with these arguments, in the client's Python. What it says comes out of a pipe, all that wine bears."""
    python, within = windows_path(client / "python.exe"), windows_path(HERE / "within.py")
    command = ["wine", python, "-X", "utf8", within, windows_path(TREE), windows_path(needed)]
    return subprocess.Popen(
        [*command, *_OPTIONS, *arguments],
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def desktop_for(logs: Path) -> Desktop:
    """As large as wine's, which fills it then (0168)."""
    width, height = (int(part) for part in DESKTOP.split("x"))
    return Desktop(width, height, log_folder=logs)


def main() -> int:
    """Runs them against the tree's modules, and says what pytest says."""
    wine = windows.prepared(CACHE)
    client, needed = bare_client(CACHE, wine), equipment(CACHE)
    given = sys.argv[1:]
    arguments = given if any(each.startswith("tests") for each in given) else [*TESTS, *given]
    with tempfile.TemporaryDirectory() as logs, desktop_for(Path(logs)) as desktop:
        running = started(client, needed, wine.environment({"DISPLAY": desktop.name}), arguments)
        assert running.stdout
        for line in running.stdout:
            sys.stdout.buffer.write(line)
            sys.stdout.flush()
        wine.end()
        return running.wait()


if __name__ == "__main__":
    os.chdir(TREE)
    sys.exit(main())
