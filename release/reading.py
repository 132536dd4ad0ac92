"""How hard a text is to read, as the school grade in which one can: `python -m release.reading` lists the hardest.

German by the first *Wiener Sachtextformel* (Bamberger and Vanecek, *Lesen – Verstehen – Lernen – Schreiben*, 1984),
made for factual texts; English by the *Flesch-Kincaid grade level* (1975). Syllables are counted by their vowels.
"""

import re
import sys
from collections.abc import Callable, Iterator
from typing import Final

from protocol.link import Language
from release import words

_SENTENCE_END = re.compile(r"(?<=[.!?:;…])\s+|\n")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_GERMAN_VOWELS = re.compile(r"aa|ee|oo|ie|ei|ai|au|eu|äu|[aeiouyäöüé]")
_ENGLISH_VOWELS = re.compile(r"[aeiouy]+")
_GAP = re.compile(r"\{(\w+)\}")
_QUOTED = re.compile("[„“][^„“”]*[“”]")
"""What a button or a menu of another program says: nobody here can put it in other words."""
_FILLINGS: Final = {"agent": "Anna Weber", "operator": "Musterdienst"}
"""What stands in a gap, where it is more than a word."""
JUDGED_FROM: Final = 8
"""Words. Both formulas are for whole pages, and say nothing of a heading."""


def sentences(text: str) -> list[str]:
    """Also what stands before a colon."""
    return [part for part in _SENTENCE_END.split(text) if _WORD.search(part)]


def words_of(text: str) -> list[str]:
    """Without numbers."""
    return _WORD.findall(text)


def longest_sentence(text: str) -> int:
    """Words."""
    return max((len(words_of(sentence)) for sentence in sentences(text)), default=0)


def german(text: str) -> float:
    """The Wiener Sachtextformel: 4 is very easy, 15 very hard."""
    said, count = words_of(text), [len(_GERMAN_VOWELS.findall(word.lower())) for word in words_of(text)]
    many, one = sum(n >= 3 for n in count), sum(n <= 1 for n in count)  # noqa: PLR2004 - the formula's own numbers
    long = sum(len(word) > 6 for word in said)  # noqa: PLR2004 - as above
    length = len(said) / len(sentences(text))
    return 0.1672 * length - 0.875 + (19.35 * many + 12.97 * long - 3.27 * one) / len(said)


def english(text: str) -> float:
    """The Flesch-Kincaid grade."""
    said = words_of(text)
    return 0.39 * len(said) / len(sentences(text)) + 11.8 * sum(map(_english_syllables, said)) / len(said) - 15.59


def _english_syllables(word: str) -> int:
    word = re.sub(r"(?<=[^l])e$|(?<=[^td])ed$", "", word.lower())
    return max(1, len(_ENGLISH_VOWELS.findall(word)))


GRADES: Final[dict[Language, Callable[[str], float]]] = {"de": german, "en": english}


def filled(text: str) -> str:
    """With something in its gaps, and a short word for what is quoted."""
    return _GAP.sub(lambda gap: _FILLINGS.get(gap[1], "dies"), _QUOTED.sub("dies", text))


def texts(language: Language) -> Iterator[tuple[str, str]]:
    """Each file that says something to customers, with each of its texts. What is not translated yet is left out."""
    catalogue = words.read(words.ROOT / "words" / f"{language}.po") if language != "de" else None
    for message in words.texts():
        translated = catalogue.get(str(message.id)) if catalogue else None
        said = translated.string if translated else message.id if catalogue is None else ""
        yield from ((file, filled(str(said))) for file, _ in message.locations if said)


def main() -> int:
    """Lists the twenty hardest of each language."""
    for language, grade in GRADES.items():
        said = {text for _, text in texts(language) if len(words_of(text)) >= JUDGED_FROM}
        for text in sorted(said, key=grade, reverse=True)[:20]:
            sys.stdout.write(f"{language} {grade(text):5.1f}  {text}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
