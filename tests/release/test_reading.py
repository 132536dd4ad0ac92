"""That customers can read what we say: measured, with bars.

The bars. What a program says, taken together, is to be read after six years of school in German and five in
English: very easy to easy on either scale, where newspapers stand at ten to twelve, and people here are worried. A
single text may be harder by the words that it cannot do without (Sitzungsschlüssel, Aufzeichnung), up to the ninth
year. Twenty words are the most that guides to plain writing allow a sentence. The legal texts have to name what the
law names: ninth year, and sentences of 25 words.
"""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from protocol.link import Language
from protocol.problems import Fault, Problem
from release import reading
from signaling.notices import SHIPPED
from signaling.pages.words import Words

WHOLE: dict[Language, float] = {"de": 6, "en": 5}
SINGLE: dict[Language, float] = {"de": 9.5, "en": 9}
LEGAL: dict[Language, float] = {"de": 9, "en": 8}
SENTENCE, LEGAL_SENTENCE = 20, 25
FOR_AGENTS = {
    problem.de
    for problem in Problem.__subclasses__()
    if problem.fault is Fault.AGENT or problem.code in {"enrolment-missing", "provider-unavailable"}
} | {text.german for name, text in vars(Words).items() if name.startswith("security_key_")}
"""Said to people who know their desk."""
NO_SENTENCES = ("Januar ", "Symbol auf dem Startbildschirm – ")
"""A table of names; a list of what to press on each system, in the words of that system."""
UNEXPLAINED = (
    r"Server|Browser|Client|Terminal|Prüfsumme|SHA|Wayland|TURN|Zwischenablage|Router|Zertifikat|Cookie|Cloud|URL|"
    r"User-Agent|Token|Ticket|Peer|Relay|Update|Desktop|Konfiguration|Protokollversion|Datenkanal"
)
"""Words of our trade that a person of 80 may not know."""
EXPLAINED = {
    "(der Browser)": "said of the program in which one sees the page",
    "Für Fachleute": "folded away, and says for whom it is",
    "Prüfsumme": "stands below *Für Fachleute*",
    "Linux (mit Wayland)": "who runs Linux may know; what to do needs no knowledge of it",
    "Menü ⋮ des Browsers": "names where to press, beside the sign that is there",
}
"""What stands in a text that uses one of them all the same, and why that is no harm."""


@cache
def said(language: Language) -> list[tuple[str, str]]:
    """Each file and text that is for customers and made of sentences."""
    return [
        (file, text)
        for (file, text), (_, german) in zip(reading.texts(language), reading.texts("de"), strict=True)
        if german not in FOR_AGENTS and not german.startswith(NO_SENTENCES)
    ]


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_each_program_says_can_be_read_after_few_years_of_school(language: Language) -> None:
    together = defaultdict(list)
    for file, text in said(language):
        if len(reading.words_of(text)) > 4:
            together[tuple(file.split("/")[: 1 + file.startswith("signaling")])].append(text)
    grades = {program: reading.GRADES[language]("\n".join(texts)) for program, texts in together.items()}
    assert len(grades) >= 4
    assert {program: grade for program, grade in grades.items() if grade > WHOLE[language]} == {}


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_text_is_hard_and_no_sentence_long(language: Language) -> None:
    texts = [text for _, text in said(language) if len(reading.words_of(text)) >= reading.JUDGED_FROM]
    assert [text for text in texts if reading.GRADES[language](text) > SINGLE[language]] == []
    assert [text for text in texts if reading.longest_sentence(text) > SENTENCE] == []


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*/*.txt")), ids=lambda file: file.name)
def test_the_legal_texts_can_be_read_too(file: Path) -> None:
    text, language = file.read_text(encoding="utf-8"), file.suffixes[0][1:]
    assert reading.GRADES[language](text) <= LEGAL[language]  # type: ignore[index]  # both are languages
    assert reading.longest_sentence(text) <= LEGAL_SENTENCE


def test_nothing_technical_is_said_without_an_explanation() -> None:
    technical = [text for _, text in said("de") if re.search(rf"\b({UNEXPLAINED})", text)]
    heading = {"Browser", "Terminal"}  # the name of a fact that an agent asked for; a button of its own
    left = [text for text in technical if not any(why in text for why in EXPLAINED) and text not in heading]
    assert left == []


@pytest.mark.parametrize(
    ("text", "syllables"),
    [("Aufzeichnung", 3), ("Sitzungsschlüssel", 5), ("Räume", 2), ("See", 1), ("Computer", 3), ("Zusammenarbeit", 5)],
)
def test_german_syllables_are_counted_by_their_vowels(text: str, syllables: int) -> None:
    many, long = syllables >= 3, len(text) > 6
    expected = 0.1672 - 0.875 + 19.35 * many + 12.97 * long - 3.27 * (syllables == 1)
    assert reading.german(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "syllables"), [("recording", 3), ("type", 1), ("asked", 1), ("ended", 2), ("table", 2)]
)
def test_english_syllables_are_counted_by_their_vowels(text: str, syllables: int) -> None:
    assert reading.english(text) == pytest.approx(0.39 + 11.8 * syllables - 15.59)


def test_easy_is_told_from_hard() -> None:
    easy = "Der Hund ist alt. Er mag den Ball. Das Kind wirft ihn weit."
    hard = (
        "Die datenschutzrechtliche Einwilligungserklärung bedarf gemäß den einschlägigen Bestimmungen der "
        "ausdrücklichen Zustimmung der betroffenen Personengruppen hinsichtlich der Verarbeitungszwecke."
    )
    assert reading.german(easy) < 4
    assert reading.german(hard) > 15
    assert reading.longest_sentence(easy) == 5


def test_what_stands_in_a_gap_is_read_with_the_text() -> None:
    assert reading.filled("{agent} ruft an.") == "Anna Weber ruft an."
    assert reading.filled("Wählen Sie „Bedienungshilfen“ und “Screen Recording”.") == "Wählen Sie dies und dies."
    assert reading.sentences("Ja. Nein? 481 92 03") == ["Ja.", "Nein?"]
