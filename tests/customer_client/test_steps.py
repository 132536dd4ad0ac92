import pytest

from customer_client.status import Step
from customer_client.steps import TRANSITIONS, Turn, advance
from protocol.problems import OutOfOrder


@pytest.mark.promise("P12")
def test_no_way_leads_past_consent_access_and_code() -> None:
    ways = {
        Step.READ_NOTICE: {Step.CLAIMING},
        Step.CHOOSE_ACCESS: {Step.READ_NOTICE},
        Step.CONNECTING: {Step.CHOOSE_ACCESS, Step.READ_CODE_OUT, Step.CONFIRM},
        Step.READ_CODE_OUT: {Step.CONNECTING, Step.HELPED},
        Step.CONFIRM: {Step.READ_CODE_OUT},
        Step.HELPED: {Step.CONFIRM},
    }
    for after, before in ways.items():
        assert {step for (step, _), to in TRANSITIONS.items() if to is after} == before


@pytest.mark.parametrize("step", Step)
def test_everything_can_end_and_what_has_ended_stays_so(step: Step) -> None:
    assert advance(step, Turn.ENDED) is Step.ENDED
    for turn in set(Turn) - {Turn.ENDED}:
        with pytest.raises(OutOfOrder):
            advance(Step.ENDED, turn)
