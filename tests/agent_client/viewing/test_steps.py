import pytest

from agent_client.viewing.steps import IN_SESSION, TRANSITIONS, TURN_OF_STATE, Step, Turn, advance, leads
from protocol.problems import OutOfOrder
from protocol.session import State


def test_viewing_is_reached_by_comparing_the_code_and_in_no_other_way() -> None:
    assert [row for row, to in TRANSITIONS.items() if to is Step.VIEWING] == [(Step.COMPARING, Turn.CODE_MATCHED)]


def test_a_session_can_end_at_each_of_its_steps_and_stays_ended() -> None:
    assert {step for step in Step if leads(step, Turn.ENDED)} == IN_SESSION
    assert {turn for turn in Turn if leads(Step.ENDED, turn)} == {Turn.DISMISSED, Turn.SIGNED_OUT}


def test_what_the_table_does_not_name_is_out_of_order() -> None:
    with pytest.raises(OutOfOrder):
        advance(Step.IDLE, Turn.CODE_MATCHED)


def test_every_state_of_a_session_but_waiting_means_something_here() -> None:
    assert set(State) - set(TURN_OF_STATE) == {State.WAITING}
