import re
from typing import Literal

import pytest

from agent_client.viewing.account_words import ACCOUNT_WORDS
from agent_client.viewing.own_factors import OwnFactors, called
from agent_client.viewing.status import RemoveFactor
from protocol.link import Factors, SecondFactor

KEY = SecondFactor("3f9a12c4", 1795356000)


@pytest.mark.parametrize(
    ("language", "when"), [("de", r"am \d\d\.11\.2026 um \d\d:\d\d Uhr"), ("en", r"2026-11-\d\d at .*")]
)
def test_a_key_is_called_by_the_moment_when_it_was_added(language: Literal["de", "en"], when: str) -> None:
    assert re.search(when, called(KEY, ACCOUNT_WORDS[language]))


def test_the_app_is_called_what_it_is() -> None:
    assert called(SecondFactor("app"), ACCOUNT_WORDS["en"]) == "Authenticator app"


def test_what_nobody_asked_for_is_not_shown_and_what_is_not_shown_is_not_removed() -> None:
    own = OwnFactors()
    own.told(Factors([KEY]))
    assert own.listed is None
    assert list(own.acted(RemoveFactor(KEY.name))) == []
