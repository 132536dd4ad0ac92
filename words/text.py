"""One thing said to a customer."""

from dataclasses import dataclass
from typing import Any, Protocol, overload

from protocol.link import Language
from protocol.problems import Problem
from words import catalogue


class InALanguage(Protocol):
    """Something that is said in one language."""

    @property
    def language(self) -> Language:
        """Which."""
        ...


@dataclass(frozen=True)
class Text:
    """A text, in German. `TEXT["en"]` is what the English catalogue has for it.

    As an attribute of a class whose objects have a language it reads as a string in that language.
    """

    german: str

    def __getitem__(self, language: Language) -> str:
        return catalogue.said(self.german, language)

    @overload
    def __get__(self, reader: None, owner: type[Any]) -> "Text": ...
    @overload
    def __get__(self, reader: InALanguage, owner: type[Any]) -> str: ...
    def __get__(self, reader: InALanguage | None, owner: type[Any]) -> "Text | str":
        return self if reader is None else self[reader.language]


def of_problem(problem: Problem | type[Problem], language: Language) -> str:
    """The problem's text for a person."""
    return catalogue.said(problem.de, language)
