import pytest

from agent_client.viewing import commands as c
from agent_client.viewing.customers_pointer import CustomersPointer, PointerNews
from protocol import peer_messages as m
from protocol.gate import Hold
from protocol.pointer_shape import messages
from protocol.problems import MessageRefused
from tests.fakes.agent_play import Play
from tests.fakes.sight import shape

ARROW = shape()


def at(number: int, x: int = 5, y: int = 6, *, slot: int | None = 0, injected: bool = False) -> m.PointerAt:
    return m.PointerAt(number, x, y, slot, injected)


def after(*news: m.PointerShape | m.PointerAt | m.PointerAway) -> CustomersPointer:
    heard = PointerNews()
    for each in news:
        heard.take(each)
    return heard.pointer


def test_it_is_drawn_where_the_customer_moves_it_with_its_shape() -> None:
    assert after(*messages(0, ARROW), at(1)) == CustomersPointer(ARROW, (5, 6))


def test_where_the_agent_moved_it_the_agents_own_pointer_takes_its_shape() -> None:
    assert after(*messages(0, ARROW), at(1, injected=True)) == CustomersPointer(ARROW, None)


def test_before_its_shape_has_come_it_is_an_arrow() -> None:
    assert after(at(1)) == CustomersPointer(None, (5, 6))
    assert after(at(1), *messages(0, ARROW)) == CustomersPointer(ARROW, (5, 6))


def test_old_news_that_come_late_are_none() -> None:
    assert after(at(2, 7, 8), at(1), m.PointerAway(0)).at == (7, 8)


def test_away_it_is_not_drawn() -> None:
    assert after(*messages(0, ARROW), at(1), m.PointerAway(2)) == CustomersPointer()


def test_what_is_no_shape_is_refused() -> None:
    with pytest.raises(MessageRefused):
        after(m.PointerShape(0, 1, 1, 0, 0, 0, 1, b"nonsense"))


def shown(commands: list[c.Command]) -> list[CustomersPointer]:
    return [command.pointer for command in commands if isinstance(command, c.ShowPointer)]


def test_during_a_session_it_is_shown_as_soon_as_it_is_news() -> None:
    play = Play().viewing()
    play.says(*messages(0, ARROW))
    assert shown(play.says(at(1), channel=m.POINTER)) == [CustomersPointer(ARROW, (5, 6))]
    assert shown(play.says(at(2), channel=m.POINTER)) == []


def test_it_vanishes_with_the_picture_and_is_not_shown_without_one() -> None:
    play = Play().viewing()
    play.says(at(1), channel=m.POINTER)
    assert shown(play.says(m.GateChanged(picture=Hold.NOT_GRANTED, input=Hold.NOT_GRANTED))) == [CustomersPointer()]
    assert shown(play.says(at(2, 9, 9), channel=m.POINTER)) == []
    assert shown(play.says(m.GateChanged(picture=None, input=None))) == [CustomersPointer(None, (9, 9))]


def test_another_connection_begins_to_count_anew() -> None:
    play = Play().viewing()
    play.says(at(50), channel=m.POINTER)
    assert shown(play.offer(2)) == [CustomersPointer()]
    play.connects()
    play.says(m.GateChanged(picture=None, input=None))
    assert shown(play.says(at(1, 1, 1), channel=m.POINTER)) == [CustomersPointer(None, (1, 1))]


def test_on_another_channel_it_is_refused() -> None:
    play = Play().viewing()
    play.says(at(1))
    assert play.status.problem is MessageRefused
