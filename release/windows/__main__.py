"""Builds the Windows client: `python -m release.windows --server https://help.example.org --ca FILE --recorders FILE`.

On Debian it needs wine, nsis, gcc-mingw-w64-x86-64 and osslsigncode. Everything that goes in is pinned or checked. With
`--certificate` and `--key` (PEM, for code signing) the file is signed.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Final

from release import carried, sizes
from release.windows import bundle, interpreter
from release.windows.wine import Wine, windows_path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CACHE: Final = ROOT / "build" / "windows"
"""What was downloaded, and wine's prefix: made once."""
NAME: Final = "fernhilfe-windows.exe"


def build(
    server: str,
    recorders: Path,
    ca: Path,
    out: Path,
    *,
    cache: Path = CACHE,
    signed_with: tuple[Path, Path] | None = None,
    fast: bool = False,
) -> Path:
    """The built and tested file; `fast` packs it in seconds, and larger. Raises what its parts raise."""
    with tempfile.TemporaryDirectory(prefix="release-") as temporary:
        work = Path(temporary)
        app = unpacked(server, recorders, ca, work, cache=cache)
        return packed(app, out, cache=cache, signed_with=signed_with, fast=fast)


def unpacked(server: str, recorders: Path, ca: Path, work: Path, *, cache: Path = CACHE) -> Path:
    """What the file will unpack, in a folder in `work`, tested. Raises what its parts raise."""
    app, wine = work / "app", prepared(cache)
    (work / "carried").mkdir()
    bundle.make(app, interpreter.fetch(cache), wine, carried.write(work / "carried", server, recorders, ca))
    wine.run(windows_path(app / "python.exe"), "-X", "utf8", "-m", "start", "-", "-", "--self-test")
    return app


def packed(
    app: Path, out: Path, *, cache: Path = CACHE, signed_with: tuple[Path, Path] | None = None, fast: bool = False
) -> Path:
    """That folder as the tested file. Raises what its parts raise."""
    with tempfile.TemporaryDirectory(prefix="release-") as temporary:
        file = pack(app, Path(temporary) / NAME, fast=fast)
        if signed_with:
            file = sign(file, *signed_with)
        prepared(cache).run(windows_path(file), "--self-test")
        out.mkdir(parents=True, exist_ok=True)
        return Path(shutil.move(file, out / NAME))


def prepared(cache: Path) -> Wine:
    """Wine with its prefix, made if there is none."""
    wine = Wine(cache / "prefix")
    if not wine.drive.is_dir():
        wine.make()
    wine.stay_inside()
    return wine


def pack(app: Path, to: Path, *, fast: bool = False) -> Path:
    """The folder as one file that unpacks and runs it."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    facts = {"OUT": to, "SRC": app, "NAME": "Ferndiagnose", "VERSION": f"{version}.0"}
    defined = [f"-D{name}={value}" for name, value in facts.items()]
    quick = ["-DFAST"] if fast else []
    subprocess.run(
        ["makensis", "-V2", "-NOCD", "-INPUTCHARSET", "UTF8", *quick, *defined, HERE / "oneshot.nsi"],
        check=True,
        cwd=to.parent,
    )
    return to


def sign(file: Path, certificate: Path, key: Path) -> Path:
    """Another file, with the operator's signature, checked. It has no time stamp: that would ask a third party."""
    signed = file.with_name("signed-" + file.name)
    command: list[str | Path] = [
        "osslsigncode",
        "sign",
        "-certs",
        certificate,
        "-key",
        key,
        "-h",
        "sha256",
        "-n",
        "Ferndiagnose",
    ]
    subprocess.run([*command, "-in", file, "-out", signed], check=True, stdout=subprocess.DEVNULL)
    checks: list[str | Path] = ["osslsigncode", "verify", "-CAfile", certificate, "-in", signed]
    subprocess.run(checks, check=True, stdout=subprocess.DEVNULL)
    return signed


def main() -> int:
    """Builds, and says how large the file is."""
    parser = argparse.ArgumentParser(prog="release.windows", description="Builds the Windows client, one file.")
    parser.add_argument("--server", required=True, help="the service's address, https")
    parser.add_argument("--recorders", type=Path, required=True, help="public keys of the operator's recorders, PEM")
    parser.add_argument("--ca", type=Path, required=True, help="the only authorities to trust, PEM")
    parser.add_argument("--out", type=Path, default=Path("dist"), help="the folder for the file")
    parser.add_argument("--cache", type=Path, default=CACHE, help="the folder for downloads and wine's prefix")
    parser.add_argument("--certificate", type=Path, help="a code-signing certificate with its chain, PEM")
    parser.add_argument("--key", type=Path, help="its key, PEM")
    parser.add_argument("--fast", action="store_true", help="pack in seconds, and larger: for tests")
    given = parser.parse_args()
    if bool(given.certificate) != bool(given.key):
        parser.error("--certificate and --key belong together")
    pair = (given.certificate, given.key) if given.key else None
    options = {"cache": given.cache, "signed_with": pair, "fast": given.fast}
    file = build(given.server, given.recorders, given.ca, given.out, **options)
    sys.stdout.write(f"{file}: {sizes.of(file)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
