from dataclasses import fields

from agent_client.viewing.account_words import ACCOUNT_WORDS, AccountWords
from agent_client.viewing.words import LANGUAGES


def test_nothing_is_left_untranslated() -> None:
    assert set(ACCOUNT_WORDS) == set(LANGUAGES)
    german, english = ACCOUNT_WORDS["de"], ACCOUNT_WORDS["en"]
    assert all(getattr(german, field.name) != getattr(english, field.name) for field in fields(AccountWords))
