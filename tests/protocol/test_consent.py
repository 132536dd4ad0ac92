import pytest

from protocol.consent import Event, State, advance
from protocol.problems import OutOfOrder


@pytest.mark.promise("P12")
def test_consent_comes_first_and_access_second() -> None:
    asked = advance(State.NOT_ASKED, Event.NOTICE_SHOWN)
    given = advance(asked, Event.AGREED)
    assert advance(given, Event.ACCESS_ALLOWED) is State.ALLOWED
    for early in (State.NOT_ASKED, asked):
        with pytest.raises(OutOfOrder):
            advance(early, Event.ACCESS_ALLOWED)


@pytest.mark.promise("P07")
def test_nobody_agrees_to_a_notice_that_was_not_shown() -> None:
    with pytest.raises(OutOfOrder):
        advance(State.NOT_ASKED, Event.AGREED)


@pytest.mark.promise("P07")
@pytest.mark.parametrize("state", [State.ASKED, State.GIVEN])
def test_no_answer_is_no(state: State) -> None:
    assert advance(state, Event.NO_ANSWER) is State.REFUSED


@pytest.mark.parametrize("state", list(State))
def test_consent_can_be_withdrawn_at_any_time_and_for_good(state: State) -> None:
    refused = advance(state, Event.WITHDRAWN)
    assert refused is State.REFUSED
    for event in set(Event) - {Event.REFUSED, Event.WITHDRAWN}:
        with pytest.raises(OutOfOrder):
            advance(refused, event)
