from collections.abc import Mapping
from dataclasses import fields
from string import Formatter

import pytest

from agent_client.viewing.key_names import Combination
from agent_client.viewing.quality import Quality, Word
from agent_client.viewing.status import Status
from agent_client.viewing.steps import Step
from agent_client.viewing.words import DE, EN, LANGUAGES, Words, control, key_left, numbers
from protocol.gate import Hold
from protocol.grants import Grant


@pytest.mark.parametrize("words", LANGUAGES.values())
def test_every_combination_and_every_quality_has_words(words: Words) -> None:
    assert set(words.combinations) == set(Combination)
    assert set(words.quality) == set(Word)


def test_both_languages_have_the_same_words_with_the_same_places() -> None:
    for field in fields(Words):
        german, english = getattr(DE, field.name), getattr(EN, field.name)
        if isinstance(german, Mapping):
            assert set(german) == set(english), field.name
        else:
            assert german, field.name
            assert english, field.name
            assert _places(german) == _places(english), field.name


def test_numbers_are_written_as_the_language_does() -> None:
    quality = Quality(23, 30, 1.84, 1.26, Word.GOOD)
    assert numbers(quality, DE) == "23 ms · 30 Bilder/s · 1,8 Mbit/s · 1,3 % Verlust"
    assert numbers(quality, EN) == "23 ms · 30 pictures/s · 1.8 Mbit/s · 1.3 % loss"
    assert numbers(Quality(23, 30, 1.84, 0.0, Word.GOOD), EN) == "23 ms · 30 pictures/s · 1.8 Mbit/s"
    assert numbers(Quality(), DE) == "–"


def test_the_countdown_is_minutes_and_seconds() -> None:
    assert key_left(65, DE) == "Gültig noch 1:05 Minuten"


def test_control_in_words() -> None:
    assert control(Status(step=Step.VIEWING), DE) == "Nur Ansicht"
    granted = Status(step=Step.VIEWING, grants=frozenset({Grant.CONTROL}))
    assert control(granted, DE) == "Vollzugriff"
    held = Status(step=Step.VIEWING, grants=frozenset({Grant.CONTROL}), input_hold=Hold.LOCAL_INPUT)
    assert control(held, DE) == "Eingabe ruht: Kunde arbeitet selbst"


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
