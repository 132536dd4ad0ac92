"""All doors, tried with input that is guided by what of our code it reached: `python -m bench.hostile.decoders`.

What is found stays in `out/fuzz`, with its door in the first byte; `--again FILE` opens it once more.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import atheris  # type: ignore[import-untyped]  # it has no types

from bench.hostile.examples import damaged

if TYPE_CHECKING:
    from bench.hostile.doors import Door

_OURS = ["archive", "ledger", "peer", "protocol", "recorder", "sealing", "signaling"]
_SEEDS = 6
"""Of each door, to begin with."""
_LONGEST = 8192
"""Bytes of an input."""
_SECONDS_EACH = 5
"""For one input, beyond which it counts as found."""
_MEMORY = 1024
"""MiB, of the whole process."""
_FOUND = Path("out/fuzz")


def _doors() -> "tuple[Door, ...]":
    """The doors, with our code made so that what of it runs can be seen."""
    with atheris.instrument_imports(include=_OURS):
        from bench.hostile.doors import DOORS  # noqa: PLC0415 - see above

    return DOORS


def corpus(doors: "tuple[Door, ...]", folder: Path) -> None:
    """Writes what to begin with: of each door something right, and something nearly right."""
    for number, door in enumerate(doors):
        for seed in range(_SEEDS):
            chance = Random(seed)  # noqa: S311 - what is tried, no secret
            data = door.sample(chance) if seed else door.example(chance)
            (folder / f"{number}-{seed}").write_bytes(bytes((number,)) + data)


def opened(doors: "tuple[Door, ...]", data: bytes) -> None:
    """Opens the door that the first byte names. Raises what leaves it."""
    if data:
        doors[data[0] % len(doors)].open(data[1:])


def mutated(data: bytes, longest: int, seed: int) -> bytes:
    """The next input: the library's way, or ours, which knows JSON and keeps the door."""
    if seed % 2 or len(data) < 2:
        return bytes(atheris.Mutate(data, longest))
    return (data[:1] + damaged(data[1:], Random(seed)))[:longest]  # noqa: S311 - what is tried, no secret


def fuzz(seconds: int, folder: str) -> None:
    """Tries them for so long, and ends the process: not with 0 when something was found."""
    doors = _doors()
    corpus(doors, Path(folder))
    options = [f"-max_total_time={seconds}", f"-max_len={_LONGEST}", f"-timeout={_SECONDS_EACH}"]
    options += [f"-rss_limit_mb={_MEMORY}", f"-artifact_prefix={_FOUND}/", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options, folder], lambda data: opened(doors, data), custom_mutator=mutated)
    atheris.Fuzz()


def again(file: Path) -> None:
    """Opens the door in a file that was kept. Raises what leaves it."""
    doors, data = _doors(), file.read_bytes()
    print(f"door {doors[data[0] % len(doors)].name!r}, {len(data) - 1} bytes", flush=True)
    opened(doors, data)


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(prog="bench.hostile.decoders", description=__doc__)
    parser.add_argument("--seconds", type=int, default=300, help="how long (%(default)s)")
    parser.add_argument("--again", type=Path, metavar="FILE", help="open what was found, once, and say what happens")
    parser.add_argument("--here", metavar="FOLDER", help=argparse.SUPPRESS)  # the process that does it
    given = parser.parse_args()
    if given.again:
        again(given.again)
    elif given.here:
        fuzz(given.seconds, given.here)
    else:
        return _watched(given.seconds)
    return 0


def _watched(seconds: int) -> int:
    """Does it in a process of its own, whose many words go into a file; says what came of it."""
    _FOUND.mkdir(parents=True, exist_ok=True)
    log = _FOUND / "log"
    with tempfile.TemporaryDirectory(prefix="corpus-") as folder, log.open("w") as words:
        command = [sys.executable, "-m", "bench.hostile.decoders", "--seconds", str(seconds), "--here", folder]
        status = subprocess.run(command, stderr=words, stdout=words, check=False).returncode
    said = log.read_text(errors="replace").splitlines()
    figures = dict(line.removeprefix("stat::").split(":") for line in said if line.startswith("stat::"))
    tried, memory = figures.get("number_of_executed_units", "?").strip(), figures.get("peak_rss_mb", "?").strip()
    found = "SOMETHING" if status else "nothing"
    print(f"decoders: {tried} inputs in {seconds} s, {memory} MiB at most, {found} found")
    if status:
        print("\n".join(said[-40:]))
    return 1 if status else 0


if __name__ == "__main__":
    sys.exit(main())
