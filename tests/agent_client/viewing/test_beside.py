import pytest

from agent_client.viewing.beside import LINES_AT_MOST, Beside, plain
from protocol import peer_messages as m
from protocol.peer_messages import Ability


def test_a_program_that_says_nothing_of_it_can_be_operated_and_cannot_write() -> None:
    assert Ability.CONTROL in Beside().can
    assert Ability.CHAT not in Beside().can


def test_each_piece_of_news_changes_its_own_and_nothing_else() -> None:
    camera = m.CameraIs(torch=None, zoom=200, zoom_most=400, still=False)
    facts = (m.DeviceFact(m.Fact.SYSTEM, "Example 1"),)
    can = frozenset({Ability.CAMERA})
    beside = Beside()
    for news in (m.Capabilities(can), camera, m.DeviceFacts(facts), m.Chat("Hallo")):
        beside = beside.heard(news)
    assert (beside.can, beside.camera, beside.facts) == (can, camera, facts)
    assert beside.heard(m.CameraAway()) == Beside(can, None, beside.said, facts)


def test_the_oldest_of_what_was_said_is_forgotten() -> None:
    beside = Beside()
    for number in range(LINES_AT_MOST + 1):
        beside = beside.says(str(number))
    assert len(beside.said) == LINES_AT_MOST
    assert (beside.said[0].text, beside.said[0].own) == ("1", True)


@pytest.mark.parametrize(
    ("typed", "text"),
    [("  Grüß Gott \n", "Grüß Gott"), ("a\x00b\u202ec", "a b c"), ("x" * 600, "x" * 500), ("\t", ""), ("👋", "👋")],
)
def test_what_is_typed_is_made_plain(typed: str, text: str) -> None:
    assert plain(typed) == text
    if text:
        assert m.Chat(text)
