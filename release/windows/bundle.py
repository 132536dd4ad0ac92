"""The folder that the launcher unpacks: interpreter, modules compiled by the interpreter itself, libraries."""

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from release import stubs, words
from release.windows.executable import imports
from release.windows.interpreter import Interpreter
from release.windows.wine import Wine, windows_path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OURS: Final = ("customer_client", "peer", "protocol", "words", "logs")
"""Our packages that are in it."""
_NOT_PACKED: Final = ("bin", "cffi", "pycparser", "google_crc32c.libs")
_NOT_PACKED_OF_A_PACKAGE: Final = shutil.ignore_patterns(
    "*.pxd", "*.pyi", "*.pyx", "*.h", "*.c", "py.typed", "__pycache__", "tests", "_darwin*", "_xorg*", "_uinput*",
    "linux", "darwin", "*.po",
)  # fmt: skip
_NOT_PACKED_OF_THE_TOOLKIT: Final = ("demos", "tzdata", "images", "http1.0", "*.lib", "*.sh")
_OF_WINDOWS: Final = (
    "kernel32", "user32", "gdi32", "advapi32", "shell32", "ole32", "oleaut32", "ws2_32", "crypt32", "bcrypt",
    "bcryptprimitives", "ncrypt", "secur32", "version", "winmm", "shlwapi", "comctl32", "comdlg32", "imm32",
    "uxtheme", "netapi32", "userenv", "iphlpapi", "rpcrt4", "msvcrt", "ntdll", "setupapi", "wtsapi32", "powrprof",
    "dwmapi", "d3d9", "d3d11", "dxgi", "opengl32", "avicap32", "psapi", "winspool.drv", "mpr", "pdh", "dbghelp",
    "ucrtbase", "propsys", "wldap32", "msi", "shcore", "mfplat", "mf", "mfreadwrite",
)  # fmt: skip
"""Libraries that Windows 10 has."""


class NotWhole(Exception):
    """A library in the bundle wants another one that is neither in it nor part of Windows."""


def make(
    folder: Path, interpreter: Interpreter, wine: Wine, carried: Iterable[Path], ours: Iterable[str] = OURS
) -> None:
    """Fills `folder`. Raises `CalledProcessError`, `NotGenuine` and `NotWhole`.

    Without all of `ours` it is for tests of these modules' sources.
    """
    library, standard = folder / "lib", folder.with_name("standard")
    library.mkdir(parents=True)
    for path in interpreter.binaries():
        shutil.copy(path, folder)
    _copy_toolkit(interpreter.with_toolkit / "tcl", folder / "tcl")
    _install(library, folder.with_name("site"), ours)
    for path in carried:
        shutil.copy(path, folder)
    _replace_stubs(library)
    for name, path in interpreter.modules():
        (standard / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, standard / name)
    _compile(interpreter, wine, standard, library)
    _zip(standard, folder / "python313.zip")
    (folder / "python313._pth").write_text("python313.zip\nlib\n.\n", encoding="ascii")
    for path in (*standard.rglob("*.py"), *library.rglob("*.py")):
        path.unlink()
    check_whole(folder)


def _copy_toolkit(tcl: Path, to: Path) -> None:
    for name in ("tcl8", "tcl8.6", "tk8.6"):
        messages = () if name == "tk8.6" else ("msgs",)
        shutil.copytree(tcl / name, to / name, ignore=shutil.ignore_patterns(*_NOT_PACKED_OF_THE_TOOLKIT, *messages))


def installed(requirements: Path, site: Path) -> None:
    """Puts packages into `site`, as they are for Windows, pinned by digest. Raises `CalledProcessError`."""
    target: list[str | Path] = [
        "--platform",
        "win_amd64",
        "--python-version",
        "3.13",
        "--only-binary",
        ":all:",
        "--target",
        site,
    ]
    options = ["-q", "--disable-pip-version-check", "--no-deps", "--require-hashes", "--no-compile"]
    # It would ask for the Python that it runs in itself.
    options.append("--ignore-requires-python")
    command: list[str | Path] = [sys.executable, "-m", "pip", "install", *options, *target, "-r", requirements]
    subprocess.run(command, check=True)


def _install(library: Path, site: Path, ours: Iterable[str]) -> None:
    """The packages, and our own."""
    installed(HERE / "requirements.txt", site)
    for path in site.iterdir():
        if path.name in _NOT_PACKED or path.name.endswith(".dist-info"):
            continue
        if path.is_dir():
            shutil.copytree(path, library / path.name, ignore=_NOT_PACKED_OF_A_PACKAGE)
        else:
            shutil.copy(path, library)
    for catalogue in words.catalogues():
        words.compiled(catalogue)
    for name in ours:
        shutil.copytree(ROOT / name, library / name, ignore=_NOT_PACKED_OF_A_PACKAGE)
    shutil.copy(HERE / "entry.py", library / "start.py")
    for path in (library / "av").rglob("*.py"):
        if path.with_suffix(".pyd").exists():
            path.unlink()


def _replace_stubs(library: Path) -> None:
    wanted: dict[str, set[str]] = {}
    for path in [*(library / "av").rglob("*.pyd"), *(library / "av.libs").glob("*.dll")]:
        for dll, names in imports(path.read_bytes()).items():
            wanted.setdefault(dll, set()).update(names)
    saved = stubs.replace_dlls(library / "av.libs", wanted)
    sys.stderr.write(f"{len(saved)} libraries are stubs: {sum(saved.values()) / 1e6:.1f} MB less\n")
    used = {dll for path in _binaries(library) for dll in imports(path.read_bytes())}
    for path in (library / "av.libs").glob("*.dll"):
        if path.name not in used and not re.match("avutil", path.name):
            path.unlink()


def _compile(interpreter: Interpreter, wine: Wine, *folders: Path) -> None:
    """By the interpreter that will run it."""
    places = ", ".join(f"r'{windows_path(folder)}'" for folder in folders)
    code = (
        "import compileall, py_compile, sys; mode = py_compile.PycInvalidationMode.UNCHECKED_HASH; "
        "sys.exit(not all([compileall.compile_dir(place, quiet=2, legacy=True, optimize=0, ddir='', "
        f"invalidation_mode=mode) for place in [{places}]]))"
    )
    wine.run(windows_path(interpreter.python), "-c", code)


def _zip(standard: Path, to: Path) -> None:
    """Stored, not compressed: the launcher's solid compression does it better."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_STORED) as packed:
        for path in sorted(standard.rglob("*.pyc")):
            packed.write(path, path.relative_to(standard))


def _binaries(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix.lower() in {".dll", ".pyd", ".exe"})


def check_whole(folder: Path) -> None:
    """Raises `NotWhole`, naming what is missing."""
    there = {path.name.lower() for path in _binaries(folder)}
    missing = {
        f"{dll} for {path.name}"
        for path in _binaries(folder)
        for dll in map(str.lower, imports(path.read_bytes()))
        if dll not in there and not dll.startswith("api-ms-win-") and dll.removesuffix(".dll") not in _OF_WINDOWS
    }
    if missing:
        raise NotWhole(", ".join(sorted(missing)))
