"""Small libraries in place of large ones that FFmpeg links to and the customer's client never calls.

The system's loader wants each of them to be there, with the names that are asked for; nobody calls them, as nobody asks
FFmpeg for these codecs. The self-test of the built file shows that it still loads and encodes.
"""

import re
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

UNUSED: Final = re.compile(
    r"(lib)?(x265|vpx|SvtAv1Enc|vmaf|dav1d|webp|webpmux|sharpyuv|mp3lame|opencore-amr[nw]b|opus|vpl"
    r"|avfilter|avformat|avdevice|gnutls|asound|iconv)[-.]"
)
"""Encoders and decoders for what we neither send nor receive: H.265, VP8, AV1, WebP, MP3, AMR, Opus, and those of
graphics cards; and FFmpeg's filters, containers and devices, with what these alone want: we open no file and make no
sound."""
_SAYS_TEXT: Final = re.compile(r"licen[sc]e|configuration|version_info|dav1d_version$")
"""Functions that are called when the library is loaded, and whose text is read."""


def source(names: Iterable[str], *, windows: bool) -> str:
    """C that has functions of these names: most give zero, those that are asked for a text give an empty one."""
    export = "__declspec(dllexport) " if windows else ""
    lines = [
        f'{export}const char *{name}(void) {{ return ""; }}'
        if _SAYS_TEXT.search(name)
        else f"{export}long long {name}(void) {{ return 0; }}"
        for name in sorted(set(names))
    ]
    if windows:
        lines.append("int __stdcall DllMainCRTStartup(void *h, unsigned r, void *x) { return 1; }")
    return "\n".join(lines) + "\n"


def undefined(listing: str) -> set[str]:
    """The names that a library wants from others: from `nm -D --undefined-only`, versions left out."""
    return {line.split()[-1].partition("@")[0] for line in listing.splitlines() if line.split()}


def replace_elf(libraries: Path, users: Iterable[Path], unused: re.Pattern[str] = UNUSED) -> dict[str, int]:
    """Puts stubs in place of a folder's unused libraries. The bytes each saves, by its name.

    A stub has the names that `users` want from anybody and the library has. Raises `CalledProcessError`.
    """
    large = [path for path in libraries.iterdir() if unused.match(path.name)]
    rest = [path for path in users if path not in large]
    wanted = undefined(_said("nm", "-D", "--undefined-only", "--no-demangle", *map(str, rest)))
    saved = {}
    for path in large:
        defined = versions(_said("nm", "-D", "--defined-only", str(path)))
        before = path.stat().st_size
        names = wanted & defined.keys()
        script = version_script({name: defined[name] for name in names})
        with tempfile.NamedTemporaryFile("w", suffix=".map") as file:
            file.write(script)
            file.flush()
            versioned = [f"-Wl,--version-script={file.name}"] if script else []
            _compile(path, source(names, windows=False), "gcc", f"-Wl,-soname,{path.name}", *versioned)
        saved[path.name] = before - path.stat().st_size
    return saved


def versions(listing: str) -> dict[str, str]:
    """The names that a library has, each with its version, or none: from `nm -D --defined-only`."""
    found = (line.split()[-1].partition("@") for line in listing.splitlines() if line.split())
    return {name: version.lstrip("@") for name, _, version in found}


def version_script(names: Mapping[str, str]) -> str:
    """What tells the linker the version of each name. Whoever was linked with one wants that very one."""
    by_version: dict[str, list[str]] = {}
    for name, version in sorted(names.items()):
        by_version.setdefault(version, []).append(name)
    return "".join(f"{version} {{ global: {'; '.join(each)}; }};\n" for version, each in by_version.items() if version)


def replace_dlls(
    libraries: Path, wanted: Mapping[str, Iterable[str]], unused: re.Pattern[str] = UNUSED
) -> dict[str, int]:
    """The same for Windows. `wanted` has the names that are imported from each library. Raises `CalledProcessError`."""
    saved = {}
    for path in [path for path in libraries.iterdir() if unused.match(path.name)]:
        before = path.stat().st_size
        text = source(wanted.get(path.name, ()), windows=True)
        _compile(path, text, "x86_64-w64-mingw32-gcc", "-Wl,--entry,DllMainCRTStartup", "-Wl,--no-insert-timestamp")
        saved[path.name] = before - path.stat().st_size
    return saved


def _compile(path: Path, text: str, compiler: str, *options: str) -> None:
    path.unlink()
    command = [compiler, "-Os", "-s", "-shared", "-fPIC", "-nostdlib", "-fno-builtin", "-w", *options]
    subprocess.run([*command, "-o", str(path), "-x", "c", "-"], input=text, text=True, check=True)


def _said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
