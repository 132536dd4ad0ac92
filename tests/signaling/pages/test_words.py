from signaling.pages.words import WORDS, Words
from words import Text


def test_each_language_leads_to_the_other() -> None:
    for language, words in WORDS.items():
        assert words.language == language
        assert WORDS[words.other_language] is not words


def test_what_is_said_is_in_the_language_of_the_page() -> None:
    assert WORDS["de"].terms == "Nutzungsbedingungen"
    assert WORDS["en"].terms == "Terms of use"


def test_a_page_says_something_else_in_each_language() -> None:
    names = [name for name, value in vars(Words).items() if isinstance(value, Text)]
    assert len(names) > 40
    assert not [name for name in names if getattr(WORDS["de"], name) == getattr(WORDS["en"], name)]
