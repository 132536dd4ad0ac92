import pytest

from ferndiagnose.restarts import FIRST_PAUSE, LONGEST_PAUSE, MISCONFIGURED, STEADY_AFTER, History, pause


def test_the_first_restart_is_nearly_at_once() -> None:
    assert pause(History().ended(ran_for=60), status=1) == FIRST_PAUSE


def test_a_program_that_keeps_dying_is_started_ever_more_slowly_but_always() -> None:
    history, pauses = History(), []
    for _ in range(50):
        history = history.ended(ran_for=0.2)
        pauses.append(pause(history, status=-9))
    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses[-1] == LONGEST_PAUSE


def test_a_program_that_ran_for_long_is_forgiven() -> None:
    history = History()
    for _ in range(9):
        history = history.ended(ran_for=0.2)
    assert pause(history.ended(ran_for=STEADY_AFTER), status=1) == FIRST_PAUSE


@pytest.mark.parametrize("ends", [1, 2, 5])
def test_a_program_with_wrong_settings_is_not_started_again(ends: int) -> None:
    history = History()
    for _ in range(ends):
        history = history.ended(ran_for=0.1)
    assert pause(history, MISCONFIGURED) is None


def test_settings_that_worked_once_are_not_doubted_later() -> None:
    history = History().ended(ran_for=STEADY_AFTER).ended(ran_for=0.1)
    assert pause(history, MISCONFIGURED) is not None
