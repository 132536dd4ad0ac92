import pytest

from customer_client.rights import ANSWER_WITHIN, ASK_AGAIN_AFTER, Rights
from protocol.grants import Grant, Level

BOTH = frozenset({Grant.VIEW, Grant.CONTROL})


def chosen(level: Level) -> Rights:
    rights = Rights()
    rights.choose(level)
    return rights


@pytest.mark.promise("P03")
def test_a_level_gives_its_grants_and_nothing_before_it() -> None:
    assert Rights().grants == frozenset()
    assert chosen(Level.VIEW).grants == frozenset({Grant.VIEW})
    assert chosen(Level.FULL).grants == BOTH


@pytest.mark.promise("P03")
def test_a_right_is_taken_back_and_given_again_alone() -> None:
    rights = chosen(Level.FULL)
    assert rights.take_back(Grant.CONTROL)
    assert not rights.take_back(Grant.CONTROL)
    assert rights.grants == frozenset({Grant.VIEW})
    assert rights.give_again(Grant.CONTROL)
    assert rights.grants == BOTH


@pytest.mark.promise("P03")
def test_asking_gives_nothing_and_only_the_answer_to_that_question_does() -> None:
    rights = chosen(Level.VIEW)
    assert rights.ask(Grant.CONTROL, 0.0)
    assert not rights.answer(Grant.VIEW, given=True, now=1.0)
    assert rights.grants == frozenset({Grant.VIEW})
    assert rights.answer(Grant.CONTROL, given=True, now=1.0)
    assert rights.grants == BOTH
    assert not rights.answer(Grant.CONTROL, given=True, now=2.0)


@pytest.mark.promise("P03")
@pytest.mark.parametrize("grant", [grant for grant in Grant if grant not in BOTH])
def test_what_no_level_gives_is_asked_for_alone_and_once_taken_back_asked_for_again(grant: Grant) -> None:
    rights = chosen(Level.VIEW)
    assert rights.ask(grant, 0.0)
    assert rights.answer(grant, given=True, now=1.0)
    assert (rights.grants, rights.level) == (frozenset({Grant.VIEW, grant}), Level.VIEW)
    assert rights.take_back(grant)
    assert not rights.give_again(grant)
    assert rights.grants == frozenset({Grant.VIEW})


def test_an_answer_without_a_question_gives_nothing() -> None:
    rights = chosen(Level.VIEW)
    assert not rights.answer(Grant.CONTROL, given=True, now=1.0)
    assert rights.grants == frozenset({Grant.VIEW})


def test_a_question_waits_so_long_and_no_longer() -> None:
    rights = chosen(Level.VIEW)
    rights.ask(Grant.CONTROL, 10.0)
    assert rights.unanswered(10.0 + ANSWER_WITHIN - 0.1) is None
    assert rights.unanswered(10.0 + ANSWER_WITHIN) is Grant.CONTROL


def test_nobody_is_asked_twice_at_once_or_again_right_after_a_no() -> None:
    rights = chosen(Level.VIEW)
    assert rights.ask(Grant.CONTROL, 0.0)
    assert not rights.ask(Grant.CONTROL, 1.0)
    rights.answer(Grant.CONTROL, given=False, now=2.0)
    assert not rights.ask(Grant.CONTROL, 2.0 + ASK_AGAIN_AFTER - 0.1)
    assert rights.ask(Grant.CONTROL, 2.0 + ASK_AGAIN_AFTER)


def test_no_right_outlives_the_session() -> None:
    rights = chosen(Level.FULL)
    rights.end()
    assert rights.grants == frozenset()


def test_each_answer_to_a_question_is_told_apart_from_none() -> None:
    rights = chosen(Level.VIEW)
    rights.ask(Grant.CONTROL, 0.0)
    assert rights.answer(Grant.CONTROL, given=False, now=1.0)
    assert not rights.answer(Grant.CONTROL, given=False, now=1.0)


def test_control_given_on_the_agents_question_is_full_access_and_can_be_given_again() -> None:
    rights = chosen(Level.VIEW)
    rights.ask(Grant.CONTROL, 0.0)
    rights.answer(Grant.CONTROL, given=True, now=1.0)
    assert rights.level is Level.FULL
    rights.take_back(Grant.CONTROL)
    assert rights.give_again(Grant.CONTROL)


def test_before_a_level_was_chosen_no_answer_chooses_one() -> None:
    rights = Rights()
    rights.ask(Grant.CONTROL, 0.0)
    rights.answer(Grant.CONTROL, given=True, now=1.0)
    assert rights.level is None
