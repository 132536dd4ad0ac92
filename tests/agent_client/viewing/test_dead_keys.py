import pytest

from agent_client.viewing.dead_keys import ALONE, joined


@pytest.mark.parametrize(
    ("accent", "text", "typed"),
    [
        ("\u0302", "a", "â"),
        ("\u0301", "E", "É"),
        ("\u0303", "n", "ñ"),
        ("\u0327", "c", "ç"),
        ("\u0302", " ", "^"),
        ("\u0302", "^", "^"),
        ("\u0302", "x", "^x"),
        ("\u0300", "7", "`7"),
        ("\u0302", "ä", "^ä"),
    ],
)
def test_an_accent_goes_onto_its_letter_or_stands_before_what_cannot_carry_it(
    accent: str, text: str, typed: str
) -> None:
    assert joined(accent, text) == typed


@pytest.mark.parametrize("accent", ALONE)
def test_the_space_bar_or_the_key_once_more_gives_the_accent_alone(accent: str) -> None:
    assert joined(accent, " ") == joined(accent, ALONE[accent]) == ALONE[accent]
    assert ALONE[accent].isprintable()
