import pytest

from agent_client.viewing.second_words import SECOND_WORDS, told
from agent_client.viewing.seconding import Second, Stage
from protocol.grants import Office


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_stage_that_is_shown_has_its_words(language: str) -> None:
    words = SECOND_WORDS[language]  # type: ignore[index]  # one of the two
    assert words.stages.keys() == set(Stage) - {Stage.NONE}
    assert words.offices.keys() == set(Office)
    assert told(Second(), words) == ""


def test_code_and_number_are_told_in_groups() -> None:
    words = SECOND_WORDS["en"]
    assert "482 913" in told(Second(Stage.NUMBER, number="482913"), words)
    assert told(Second(Stage.CODE, name="Berta", code="012345"), words).endswith("to Berta on the phone: 012 345")
    assert told(Second(Stage.HERE, name="Berta", office=Office.SUPERVISOR), words) == (
        "Berta (supervisor) is watching too."
    )
