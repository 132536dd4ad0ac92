"""The texts in a language, read once. German is what stands in the source, and needs no catalogue."""

from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from protocol.link import Language

_HERE = Path(__file__).parent


class CatalogueMissing(FileNotFoundError):
    """The catalogue was not made, or not packed."""


def said(german: str, language: Language) -> str:
    """What stands for the German text in this language. Raises `CatalogueMissing`."""
    return german if language == "de" else _read(_HERE / f"{language}.mo").gettext(german)


@cache
def _read(file: Path) -> GNUTranslations:
    try:
        with file.open("rb") as catalogue:
            return GNUTranslations(catalogue)
    except FileNotFoundError:
        raise CatalogueMissing(f"{file} is missing: make it with `make words`") from None
