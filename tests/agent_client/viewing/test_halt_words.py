import pytest

from agent_client.viewing.halt_words import HALT_WORDS, HaltWords
from agent_client.viewing.status import Pause
from protocol.gate import Hold
from protocol.session import EndReason


@pytest.mark.parametrize("words", HALT_WORDS.values())
def test_every_reason_and_every_pause_has_words(words: HaltWords) -> None:
    assert set(words.pauses) == set(Pause)
    assert set(words.reasons) == set(EndReason)
    assert set(words.input_held) == set(Hold)
    assert all(headline and explained for headline, explained in words.pauses.values())
    assert all((*words.reasons.values(), *words.input_held.values()))


def test_every_hold_of_the_gate_that_hides_the_picture_is_a_pause() -> None:
    holds = set(Hold) - {Hold.DIALOG_OPEN, Hold.LOCAL_INPUT}
    assert {hold.value for hold in holds} <= {pause.value for pause in Pause}
