from dataclasses import replace

import pytest

from protocol.consent import State as Consent
from protocol.gate import LOCAL_INPUT_WINS_FOR, RECORDER_WITHIN, Gate, Hold
from protocol.grants import Grant

OPEN = Gate(consent=Consent.ALLOWED, grants=frozenset(Grant), code_matched=True, stored_at=100.0)


def test_the_gate_is_shut_at_first() -> None:
    assert Gate().picture(now=0) is Hold.NO_CONSENT
    assert Gate().input(now=0) is Hold.NO_CONSENT
    assert not Gate().recording()


def test_the_gate_opens_when_everything_holds() -> None:
    assert OPEN.picture(now=100) is None
    assert OPEN.input(now=100) is None


@pytest.mark.promise("P07")
@pytest.mark.parametrize("consent", [state for state in Consent if state is not Consent.ALLOWED])
def test_no_picture_and_no_input_without_consent_and_access(consent: Consent) -> None:
    shut = replace(OPEN, consent=consent)
    assert shut.picture(now=100) is shut.input(now=100) is Hold.NO_CONSENT
    assert not shut.recording()


@pytest.mark.promise("P05")
def test_nothing_passes_before_the_safety_code_matched() -> None:
    assert replace(OPEN, code_matched=False).picture(now=100) is Hold.SAFETY_CODE_OPEN
    assert replace(OPEN, code_matched=False).input(now=100) is Hold.SAFETY_CODE_OPEN


@pytest.mark.promise("P18")
@pytest.mark.parametrize("stored_at", [None, 100 - RECORDER_WITHIN - 0.001, 100.001])
def test_nothing_passes_without_a_recent_acknowledgement_of_the_recorder(stored_at: float | None) -> None:
    shut = replace(OPEN, stored_at=stored_at)
    assert shut.picture(now=100) is shut.input(now=100) is Hold.NOT_RECORDED


@pytest.mark.promise("P18")
def test_the_recorder_may_be_silent_for_five_seconds_and_no_longer() -> None:
    assert OPEN.picture(now=100 + RECORDER_WITHIN) is None
    assert OPEN.picture(now=100 + RECORDER_WITHIN + 0.001) is Hold.NOT_RECORDED


@pytest.mark.promise("P03")
def test_viewing_does_not_include_control() -> None:
    view_only = replace(OPEN, grants=frozenset({Grant.VIEW}))
    assert view_only.picture(now=100) is None
    assert view_only.input(now=100) is Hold.NOT_GRANTED


@pytest.mark.promise("P03")
def test_control_without_view_passes_nothing() -> None:
    assert replace(OPEN, grants=frozenset({Grant.CONTROL})).input(now=100) is Hold.NOT_GRANTED


def test_nothing_passes_while_another_monitor_is_captured_than_the_one_that_may_be_seen() -> None:
    away = replace(OPEN, monitor_there=False)
    assert away.picture(now=100) is away.input(now=100) is Hold.MONITOR_AWAY
    assert away.recording()


def test_nothing_passes_while_the_system_shows_a_desktop_of_its_own() -> None:
    asked = replace(OPEN, desktop_away=True, monitor_there=False)
    assert asked.picture(now=100) is asked.input(now=100) is Hold.DESKTOP_AWAY


def test_no_input_while_a_dialog_of_ours_is_up() -> None:
    asked = replace(OPEN, dialog_open=True)
    assert asked.picture(now=100) is None
    assert asked.input(now=100) is Hold.DIALOG_OPEN


def test_the_customers_own_input_wins() -> None:
    moved = replace(OPEN, local_input_at=100.0)
    assert moved.input(now=100 + LOCAL_INPUT_WINS_FOR - 0.001) is Hold.LOCAL_INPUT
    assert moved.input(now=100 + LOCAL_INPUT_WINS_FOR) is None
