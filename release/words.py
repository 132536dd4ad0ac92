"""`make words`: puts new texts into the catalogues, takes out those that are gone, and makes what the programs read.

`python -m release.words --compile` makes only that. It says what a person has to fill in or to look at, and fails then.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from typing import Final

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
SOURCES: Final = ("customer_client/**/*.py", "signaling/**/*.py", "protocol/problems.py")
KEYWORDS: Final = {"Text": None, "german": None}
"""What marks a text, with the German as its first argument."""
COMMENT: Final = "For translators:"
"""How a comment begins that stands over a text and goes into the catalogue with it."""
_ALWAYS = datetime(2026, 11, 1, tzinfo=UTC)
"""No date of ours changes from run to run: each would be a line that two people have changed."""


def texts(root: Path = ROOT) -> Catalog:
    """Every text in the source, with the file that it stands in and what translators should know."""
    found = Catalog(creation_date=_ALWAYS)
    for path in sorted({path for pattern in SOURCES for path in root.glob(pattern)}):
        if not any(f"{mark}(" in path.read_text(encoding="utf-8") for mark in KEYWORDS):
            continue
        options = {"strip_comment_tags": True, "comment_tags": (COMMENT,), "keywords": KEYWORDS}
        for _, message, comments, _ in extract_from_file("python", path, **options):  # type: ignore[arg-type]  # the options' types differ
            if isinstance(message, str) and message:
                where = (path.relative_to(root).as_posix(), 0)
                found.add(message, locations=[where], auto_comments=[" ".join(comments)] if comments else [])
    return found


def update(file: Path, source: Catalog) -> Catalog:
    """The catalogue in the file, with the texts of the source. What resembles an old text is marked fuzzy."""
    catalogue = read(file)
    catalogue.update(source, update_creation_date=False)
    catalogue.obsolete.clear()
    with file.open("wb") as written:
        write_po(written, catalogue, width=120, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return catalogue


def read(file: Path) -> Catalog:
    """A catalogue as a person left it."""
    with file.open("rb") as content:
        return read_po(content, locale=file.stem)


def faults(catalogue: Catalog, source: Catalog) -> Iterator[str]:
    """What is missing, unsure, too much, or has other gaps to fill than the German."""
    wanted = {str(message.id) for message in source if message.id}
    known = {str(message.id): message for message in catalogue if message.id}
    for german, message in known.items():
        yield from (f"{fault}: {german}" for fault in _of(german, message, wanted))
    yield from (f"not in the catalogue: {german}" for german in sorted(wanted - known.keys()))


def _of(german: str, message: Message, wanted: set[str]) -> Iterator[str]:
    if german not in wanted:
        yield "used nowhere"
    if not message.string:
        yield "not translated"
    elif gaps(german) != gaps(str(message.string)):
        yield "other gaps"
    if message.fuzzy:
        yield "unsure (fuzzy)"


def gaps(text: str) -> list[str]:
    """The names in braces."""
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def compiled(file: Path) -> Path:
    """What the programs read, made anew if the catalogue is younger."""
    made = file.with_suffix(".mo")
    if not made.exists() or made.stat().st_mtime < file.stat().st_mtime:
        begun = made.with_suffix(f".{os.getpid()}")  # several may do this at a time, and programs read it meanwhile
        with begun.open("wb") as written:
            write_mo(written, read(file))
        begun.replace(made)
    return made


def catalogues(root: Path = ROOT) -> list[Path]:
    """The files that people edit."""
    return sorted((root / "words").glob("*.po"))


def main() -> int:
    """Updates and compiles; what a person has to do is said, and is its status."""
    parser = argparse.ArgumentParser(prog="make words", description="Collects texts into the catalogues, and compiles.")
    parser.add_argument("--compile", action="store_true", help="only make what the programs read")
    todo: list[str] = []
    if not parser.parse_args().compile:
        source = texts()
        todo = [f"{file.name}: {fault}" for file in catalogues() for fault in faults(update(file, source), source)]
    for file in catalogues():
        compiled(file)
    sys.stdout.writelines(f"{line}\n" for line in todo)
    return 1 if todo else 0


if __name__ == "__main__":
    sys.exit(main())
