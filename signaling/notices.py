"""The versioned texts that a customer can read, and consents to.

A folder of versions, named so that the newest sorts last; in each, one file for each kind and language. A file's
blocks are separated by an empty line; a block's first line is its heading, and the first block is the title alone.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import Literal, get_args

from protocol.link import Language, Operator

Kind = Literal["privacy", "terms", "enrolment"]

LONGEST = 24_000
"""Bytes of one text: two of them go to a customer's program in one message."""
SHIPPED = Path(__file__).parent / "notices"


class NoticesWrong(ValueError):
    """The folder lacks a text, or a text names something we cannot fill in. The text says which file."""


@dataclass(frozen=True)
class Notice:
    """One text, exactly as it is shown, and what a consent to it refers to."""

    version: str
    text: str
    sha256: str
    """Of the text's UTF-8 bytes, in hexadecimal."""

    def blocks(self) -> list[tuple[str, str]]:
        """Each block's heading and the text under it; the first is the title, with nothing under it."""
        parts = (block.partition("\n") for block in self.text.strip().split("\n\n"))
        return [(heading.strip(), text.strip()) for heading, _, text in parts]


@dataclass(frozen=True)
class TextInForce:
    """The text that has to be the one agreed to: this version, or the very same words under an earlier name."""

    version: str
    digests: frozenset[str]
    """SHA-256 of the text in each language, in hexadecimal."""

    def is_meant(self, version: str, sha256: str) -> bool:
        """Whether what was said to that text counts for this one."""
        return version == self.version or sha256 in self.digests


class Notices:
    """The texts in force: those of the newest version."""

    def __init__(self, notices: dict[tuple[Kind, Language], Notice]) -> None:
        self._notices = notices

    @classmethod
    def read(cls, folder: Path, operator: Operator) -> "Notices":
        """The newest version in `folder`, with the operator's name and contacts filled in. Raises `NoticesWrong`."""
        versions = sorted(entry.name for entry in folder.iterdir() if entry.is_dir()) if folder.is_dir() else []
        if not versions:
            raise NoticesWrong(f"no version of the notices in {folder}")
        names = {
            "operator": operator.name,
            "support": operator.support,
            "data_protection": operator.data_protection,
        }
        return cls(
            {
                (kind, language): _notice(versions[-1], folder / versions[-1] / f"{kind}.{language}.txt", names)
                for kind in get_args(Kind)
                for language in get_args(Language)
            }
        )

    def notice(self, kind: Kind, language: Language) -> Notice:
        return self._notices[kind, language]

    def enrolment(self) -> TextInForce:
        """What a customer has to have agreed to before a session is offered."""
        texts = [self._notices["enrolment", language] for language in get_args(Language)]
        return TextInForce(texts[0].version, frozenset(text.sha256 for text in texts))


def _notice(version: str, file: Path, names: dict[str, str]) -> Notice:
    try:
        text = Template(file.read_text(encoding="utf-8")).substitute(names)
    except FileNotFoundError:
        raise NoticesWrong(f"{file} is missing") from None
    except (KeyError, ValueError) as error:
        raise NoticesWrong(f"{file} cannot be filled in: {error}") from None
    if len(text.encode()) > LONGEST:
        raise NoticesWrong(f"{file} is longer than {LONGEST} bytes, which nobody would read")
    return Notice(version, text, sha256(text.encode()).hexdigest())
