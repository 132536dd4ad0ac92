"""Builds the Linux client: `python -m release.linux --server https://help.example.org --ca FILE --recorders FILE`.

It needs gcc, binutils and liblzma-dev. What goes in is pinned in `requirements.txt` beside this file, with digests. The
file runs on systems whose glibc is at least this machine's: build on the oldest that is to be supported.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Final

from release import carried, sizes, stubs, words
from release.linux import packing

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LEFT_OUT: Final = (
    "numpy", "PySide6", "PIL", "pynput", "evdev", "setuptools", "pkg_resources", "pip", "test",
    "unittest", "pydoc", "doctest", "sqlite3", "multiprocessing.popen_spawn_win32", "curses", "lib2to3", "xmlrpc",
)  # fmt: skip
"""What PyInstaller would find by following imports, and nothing of ours needs. `pynput` is for the other systems."""
NAME: Final = "fernhilfe-linux"
PROGRAM: Final = "ferndiagnose"
"""What the launcher runs."""
STARTS_WITHIN = 60.0
"""Seconds for the self-test of the built file; generous, for a busy machine."""


def build(server: str, recorders: Path, ca: Path, out: Path, *, fast: bool = False) -> Path:
    """The built and tested file; `fast` packs it in seconds, and larger.

    Raises `CalledProcessError` of whatever failed, and what `carried.write` raises.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="release-") as work:
        file = packing.pack(_collected(Path(work), server, recorders, ca), Path(work) / NAME, fast=fast)
        subprocess.run([file, "--self-test"], check=True, timeout=STARTS_WITHIN)
        return Path(shutil.move(file, out / NAME))


def _collected(work: Path, server: str, recorders: Path, ca: Path) -> Path:
    """The folder that the launcher unpacks: interpreter, modules, libraries, and what runs them."""
    python = _environment(work / "venv")
    packages = next((work / "venv" / "lib").glob("python*/site-packages"))
    saved = stubs.replace_elf(packages / "av.libs", [*packages.rglob("*.so"), *packages.rglob("*.so.*")])
    sys.stderr.write(f"{len(saved)} libraries are stubs: {sum(saved.values()) / 1e6:.1f} MB less\n")
    # A packed client carries no source to compare: what we rely on in the libraries' is checked now.
    subprocess.run([python, "-c", "import peer.connection"], check=True, cwd=ROOT)
    files = carried.write(work, server, recorders, ca)
    catalogues = [words.compiled(file) for file in words.catalogues()]
    command = [
        python, "-m", "PyInstaller", "--onedir", "--contents-directory", ".", "--name", PROGRAM,
        "--strip", "--log-level", "ERROR",
        "--hidden-import", "customer_client.__main__",  # it looks for no module of this name by itself
        "--paths", ROOT, "--distpath", work / "dist", "--workpath", work / "work", "--specpath", work,
        *(part for file in files for part in ("--add-data", f"{file}:.")),
        *(part for file in catalogues for part in ("--add-data", f"{file}:words")),
        *(part for module in LEFT_OUT for part in ("--exclude-module", module)),
        HERE / "entry.py",
    ]  # fmt: skip
    subprocess.run([str(part) for part in command], check=True, cwd=work)
    return work / "dist" / PROGRAM


def _environment(folder: Path) -> Path:
    """A virtual environment with exactly what the client needs; its Python."""
    venv.create(folder, with_pip=True, symlinks=True)
    python = folder / "bin" / "python"
    install = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    subprocess.run([python, *install, "-r", HERE / "requirements.txt"], check=True)
    return python


def main() -> int:
    """Builds, and says how large the file is."""
    parser = argparse.ArgumentParser(prog="release.linux", description="Builds the Linux client, one file.")
    parser.add_argument("--server", required=True, help="the service's address, https")
    parser.add_argument("--recorders", type=Path, required=True, help="public keys of the operator's recorders, PEM")
    parser.add_argument("--ca", type=Path, required=True, help="the only authorities to trust, PEM")
    parser.add_argument("--out", type=Path, default=Path("dist"), help="the folder for the file")
    given = parser.parse_args()
    file = build(given.server, given.recorders, given.ca, given.out)
    sys.stdout.write(f"{file}: {sizes.of(file)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
