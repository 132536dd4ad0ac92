"""How large the client files are, beside what was recorded last: `python -m release.sizes FOLDER` prints the growth."""

import argparse
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).with_name("sizes.toml")
_MEGABYTE: Final = 1e6


@dataclass(frozen=True)
class Size:
    """Of one file, in megabytes: now, when it was last written down, and what was promised."""

    name: str
    now: float
    recorded: float
    at_most: float
    tolerance: float

    @property
    def fits(self) -> bool:
        """Whether it is within the promise, and has not grown unnoticed."""
        return self.now <= self.at_most and self.now - self.recorded <= self.tolerance

    def __str__(self) -> str:
        change = f"{self.now - self.recorded:+.1f} MB since it was last written down"
        return (
            f"{self.name} {self.now:.1f} MB, {change}, at most {self.at_most:.1f}{'' if self.fits else ': TOO LARGE'}"
        )


def of(file: Path, table: Path = TABLE, *, fast: bool = False) -> Size:
    """The size of a built file. Raises `KeyError` for one that is not in the table, and `OSError`.

    Of one that was packed `fast` the bar lies higher by as much as that packing added when both were written down.
    """
    written = tomllib.loads(table.read_text(encoding="utf-8"))
    row = written["files"][file.name]
    recorded = row["fast" if fast else "size"]
    at_most = row["at_most"] + recorded - row["size"]
    return Size(file.name, file.stat().st_size / _MEGABYTE, recorded, at_most, written["tolerance"])


def main() -> int:
    """Prints all, and says by its exit status whether they fit."""
    parser = argparse.ArgumentParser(prog="release.sizes", description="Sizes of the client files, and their growth.")
    parser.add_argument("folder", type=Path, help="the folder with the client files")
    known = tomllib.loads(TABLE.read_text(encoding="utf-8"))["files"]
    sizes = [of(path) for path in sorted(parser.parse_args().folder.iterdir()) if path.name in known]
    for size in sizes:
        sys.stdout.write(f"{size}\n")
    return 0 if all(size.fits for size in sizes) else 1


if __name__ == "__main__":
    sys.exit(main())
