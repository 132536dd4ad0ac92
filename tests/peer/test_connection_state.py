"""The table of a connection's states, and what takes too long."""

from hypothesis import given
from hypothesis import strategies as st

from peer.connection_state import PATIENCE, ConnectionState, Event, advance, overdue

EVENTS = st.lists(st.sampled_from(Event))


def after(*events: Event) -> ConnectionState:
    state = ConnectionState.NEW
    for event in events:
        state = advance(state, event)
    return state


def test_a_connection_is_described_then_secured() -> None:
    assert after(Event.DESCRIBED, Event.SECURED) is ConnectionState.CONNECTED


@given(EVENTS)
def test_nothing_connects_that_was_not_described(events: list[Event]) -> None:
    if after(*events) is ConnectionState.CONNECTED:
        assert Event.SECURED in events[events.index(Event.DESCRIBED) :]


@given(EVENTS, EVENTS)
def test_what_is_lost_is_only_ever_closed(before: list[Event], later: list[Event]) -> None:
    if after(*before) is ConnectionState.LOST:
        assert after(*before, *later) in (ConnectionState.LOST, ConnectionState.CLOSED)


@given(EVENTS, EVENTS)
def test_what_is_closed_stays_closed(before: list[Event], later: list[Event]) -> None:
    assert after(*before, Event.CLOSED, *later) is ConnectionState.CLOSED


def test_a_handshake_may_take_fifteen_seconds() -> None:
    assert overdue(ConnectionState.CONNECTING, 100.0, 0.0, 114.9, PATIENCE) is None
    assert overdue(ConnectionState.CONNECTING, 100.0, 114.0, 115.0, PATIENCE) is Event.LATE


def test_a_peer_may_be_silent_for_five_seconds() -> None:
    assert overdue(ConnectionState.CONNECTED, 100.0, 120.0, 124.9, PATIENCE) is None
    assert overdue(ConnectionState.CONNECTED, 100.0, 120.0, 125.0, PATIENCE) is Event.SILENT


def test_silence_counts_from_the_connection_on() -> None:
    assert overdue(ConnectionState.CONNECTED, 100.0, 0.0, 104.9, PATIENCE) is None
    assert overdue(ConnectionState.CONNECTED, 100.0, 0.0, 105.0, PATIENCE) is Event.SILENT


def test_a_peer_that_is_doubted_has_two_seconds_to_be_heard_anew() -> None:
    assert overdue(ConnectionState.CONNECTED, 100.0, 120.0, 122.4, PATIENCE, doubted_at=120.5) is None
    assert overdue(ConnectionState.CONNECTED, 100.0, 120.0, 122.5, PATIENCE, doubted_at=120.5) is Event.SILENT


def test_a_peer_that_was_heard_after_the_doubt_is_a_peer_like_any_other() -> None:
    assert overdue(ConnectionState.CONNECTED, 100.0, 120.6, 125.0, PATIENCE, doubted_at=120.5) is None
    assert overdue(ConnectionState.CONNECTED, 100.0, 120.6, 125.6, PATIENCE, doubted_at=120.5) is Event.SILENT


@given(st.sampled_from([ConnectionState.NEW, ConnectionState.LOST, ConnectionState.CLOSED]), st.floats(0, 1e6))
def test_elsewhere_no_clock_runs(state: ConnectionState, now: float) -> None:
    assert overdue(state, 0.0, 0.0, now, PATIENCE) is None
