"""The texts in a language, read once. German is what stands in the source, and needs no catalogue."""

from collections.abc import Callable
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from protocol.link import Language
from words import po_file

_HERE = Path(__file__).parent


class CatalogueMissing(FileNotFoundError):
    """The catalogue was not packed."""


def said(german: str, language: Language) -> str:
    """What stands for the German text in this language. Raises `CatalogueMissing`."""
    return german if language == "de" else _read(_HERE / f"{language}.mo")(german)


@cache
def _read(made: Path) -> Callable[[str], str]:
    """What is made of a catalogue; in a checkout where that was not done since it was edited, the catalogue itself."""
    edited = made.with_suffix(".po")
    if not _is_up_to_date(made, edited):
        with edited.open(encoding="utf-8") as lines:
            texts = po_file.texts(lines)
        return lambda german: texts.get(german, german)
    try:
        with made.open("rb") as catalogue:
            return GNUTranslations(catalogue).gettext
    except FileNotFoundError:
        raise CatalogueMissing(f"{made} is missing: it was not packed with the program") from None


def _is_up_to_date(made: Path, edited: Path) -> bool:
    try:
        return made.stat().st_mtime >= edited.stat().st_mtime
    except FileNotFoundError:
        return not edited.exists()
