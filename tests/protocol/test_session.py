from itertools import product

import pytest

from protocol.problems import OutOfOrder
from protocol.session import Event, State, advance


def test_a_session_runs_from_key_to_end() -> None:
    state = State.WAITING
    for event in (
        Event.CLAIMED,
        Event.CONSENTED,
        Event.ALLOWED,
        Event.RELEASED,
        Event.HELD,
        Event.RELEASED,
        Event.ENDED,
    ):
        state = advance(state, event)
    assert state is State.ENDED


@pytest.mark.promise("P12")
def test_access_is_never_allowed_before_consent() -> None:
    reached_by_access = {state for state in State if _goes(state, Event.ALLOWED)}
    assert reached_by_access == {State.CONSENTED}


@pytest.mark.promise("P07")
def test_nothing_runs_without_consent_and_access() -> None:
    assert {state for state in State if _goes(state, Event.RELEASED)} == {State.ALLOWED, State.RUNNING, State.PAUSED}


def test_an_ended_session_stays_ended() -> None:
    assert advance(State.ENDED, Event.ENDED) is State.ENDED
    assert not any(_goes(State.ENDED, event) for event in Event if event is not Event.ENDED)


def test_every_session_can_be_ended_from_anywhere() -> None:
    assert all(advance(state, Event.ENDED) is State.ENDED for state in State)


def test_a_row_that_is_not_in_the_table_is_out_of_order() -> None:
    refused = [pair for pair in product(State, Event) if not _goes(*pair)]
    assert (State.WAITING, Event.CONSENTED) in refused
    assert (State.CLAIMED, Event.CLAIMED) in refused


def _goes(state: State, event: Event) -> bool:
    try:
        advance(state, event)
    except OutOfOrder:
        return False
    return True
