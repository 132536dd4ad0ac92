import pytest

from logs import Dialogue
from signaling.budget import Budget
from signaling.wrong_guesses import WrongGuesses
from tests.fakes.clock import FakeClock

FEW = Budget(capacity=4, period=40.0)


@pytest.fixture
def guesses(clock: FakeClock) -> WrongGuesses:
    return WrongGuesses(FEW, clock, Dialogue("test"), "wrong-keys")


def _many(guesses: WrongGuesses, times: int = 4) -> None:
    for _ in range(times):
        guesses.begin(paid=False)


def test_guesses_are_looked_at_until_the_budget_is_spent_and_those_that_were_paid_for_always(
    guesses: WrongGuesses,
) -> None:
    assert [guesses.begin(paid=False) for _ in range(6)] == [True] * 4 + [False] * 2
    assert guesses.begin(paid=True)


def test_right_ones_cost_nothing(guesses: WrongGuesses) -> None:
    for _ in range(20):
        assert guesses.begin(paid=False)
        guesses.was_right(paid=False)


def test_many_who_pay_and_are_wrong_make_it_dearer_for_a_while(guesses: WrongGuesses, clock: FakeClock) -> None:
    prices = []
    for _ in range(33):
        prices.append(guesses.price)
        guesses.begin(paid=True)
    assert prices[::8] == [3, 4, 5, 6, 6]
    assert prices == sorted(prices)
    clock.advance(FEW.period)
    assert guesses.price == 3


def test_those_who_pay_and_are_right_do_not_make_it_dearer(guesses: WrongGuesses) -> None:
    for _ in range(100):
        guesses.begin(paid=True)
        guesses.was_right(paid=True)
    assert guesses.price == 3


def test_those_who_pay_give_the_others_nothing(guesses: WrongGuesses) -> None:
    _many(guesses)
    for _ in range(20):
        assert guesses.begin(paid=True)
        guesses.was_right(paid=True)
    assert not guesses.begin(paid=False)


def test_the_alarm_begins_when_the_budget_is_spent_and_ends_when_half_is_there_again(
    guesses: WrongGuesses, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "ferndiagnose")
    _many(guesses, 3)
    assert not guesses.alarm
    _many(guesses, 100)
    assert guesses.alarm
    clock.advance(19.0)
    guesses.look()
    assert guesses.alarm
    assert not guesses.too_many
    clock.advance(1.0)
    guesses.look()
    assert not guesses.alarm
    assert [record.getMessage().rpartition("= ")[2] for record in caplog.records] == [
        "alarm wrong-keys",
        "alarm over wrong-keys",
    ]
