"""The table of a connection's states, and what takes too long."""

from hypothesis import given
from hypothesis import strategies as st

from peer.connection_state import PATIENCE, ConnectionState, Event, advance, deadline

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
    assert deadline(ConnectionState.CONNECTING, 100.0, 0.0, PATIENCE) == (115.0, Event.LATE)
    assert deadline(ConnectionState.CONNECTING, 100.0, 114.0, PATIENCE) == (115.0, Event.LATE)


def test_a_peer_may_be_silent_for_five_seconds() -> None:
    assert deadline(ConnectionState.CONNECTED, 100.0, 120.0, PATIENCE) == (125.0, Event.SILENT)


def test_silence_counts_from_the_connection_on() -> None:
    assert deadline(ConnectionState.CONNECTED, 100.0, 0.0, PATIENCE) == (105.0, Event.SILENT)


def test_a_peer_that_is_doubted_has_two_seconds_to_be_heard_anew() -> None:
    assert deadline(ConnectionState.CONNECTED, 100.0, 120.0, PATIENCE, doubted_at=120.5) == (122.5, Event.SILENT)
    assert deadline(ConnectionState.CONNECTED, 100.0, 117.0, PATIENCE, doubted_at=121.5) == (122.0, Event.SILENT)


def test_a_peer_that_was_heard_after_the_doubt_is_a_peer_like_any_other() -> None:
    assert deadline(ConnectionState.CONNECTED, 100.0, 120.6, PATIENCE, doubted_at=120.5) == (125.6, Event.SILENT)


@given(st.sampled_from([ConnectionState.NEW, ConnectionState.LOST, ConnectionState.CLOSED]), st.floats(0, 1e6))
def test_elsewhere_no_clock_runs(state: ConnectionState, heard_at: float) -> None:
    assert deadline(state, 0.0, heard_at, PATIENCE) is None
