import re
from dataclasses import asdict

from signaling.pages.words import ENGLISH, GERMAN, WORDS


def test_both_languages_say_everything() -> None:
    assert all(asdict(GERMAN).values())
    assert all(asdict(ENGLISH).values())


def test_both_languages_are_told_the_same_facts() -> None:
    for (name, german), english in zip(asdict(GERMAN).items(), asdict(ENGLISH).values(), strict=True):
        assert sorted(re.findall(r"{\w+}", german)) == sorted(re.findall(r"{\w+}", english)), name
        assert german != english, name


def test_each_language_leads_to_the_other() -> None:
    for language, words in WORDS.items():
        assert words.language == language
        assert WORDS[words.other_language] is not words
