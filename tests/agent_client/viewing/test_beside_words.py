from dataclasses import fields

from agent_client.viewing.beside_words import BESIDE_WORDS
from protocol.peer_messages import Fact


def test_each_language_says_everything() -> None:
    for words in BESIDE_WORDS.values():
        assert all(getattr(words, field.name) for field in fields(words))
        assert words.fact.keys() == set(Fact)
