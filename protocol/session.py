"""The session, as the server sees it: one table of states and events.

    WAITING ──claimed──► CLAIMED ──consented──► CONSENTED ──allowed──► ALLOWED ──released──► RUNNING ◄──► PAUSED
       └───────────────────────── ended, from anywhere ─────────────────────────────────────────► ENDED

A session that has ended stays ended. The server records what the customer's client reports; it decides nothing that
could open the gate.
"""

from enum import StrEnum

from protocol.problems import OutOfOrder


class State(StrEnum):
    """Where a session is."""

    WAITING = "waiting"
    """The key is made and being read out."""
    CLAIMED = "claimed"
    """The customer typed the key and reads the notice."""
    CONSENTED = "consented"
    """The customer agreed to the notice and is asked for access."""
    ALLOWED = "allowed"
    """The customer allowed access; the peers connect and compare the safety code."""
    RUNNING = "running"
    """The gate is open: the agent sees the screen."""
    PAUSED = "paused"
    """The gate is shut for a reason that may pass, such as a missing recorder."""
    ENDED = "ended"


class Event(StrEnum):
    """What can happen to a session."""

    CLAIMED = "claimed"
    CONSENTED = "consented"
    ALLOWED = "allowed"
    RELEASED = "released"
    HELD = "held"
    ENDED = "ended"


class EndReason(StrEnum):
    """Why a session ended; shown to both people."""

    CUSTOMER = "customer"
    AGENT = "agent"
    NO_CONSENT = "no-consent"
    NO_ACCESS = "no-access"
    SAFETY_CODE = "safety-code"
    KEY_EXPIRED = "key-expired"
    CUSTOMER_LOST = "customer-lost"
    AGENT_LOST = "agent-lost"
    SCREEN_GONE = "screen-gone"
    PEER_UNREACHABLE = "peer-unreachable"
    CONNECTION_LOST = "connection-lost"
    LOCKED_OUT = "locked-out"
    WITHDRAWN = "withdrawn"
    SWITCHED_OFF = "switched-off"
    FAULT = "fault"


TRANSITIONS: dict[tuple[State, Event], State] = {
    (State.WAITING, Event.CLAIMED): State.CLAIMED,
    (State.CLAIMED, Event.CONSENTED): State.CONSENTED,
    (State.CONSENTED, Event.ALLOWED): State.ALLOWED,
    (State.ALLOWED, Event.RELEASED): State.RUNNING,
    (State.ALLOWED, Event.HELD): State.ALLOWED,
    (State.RUNNING, Event.HELD): State.PAUSED,
    (State.RUNNING, Event.RELEASED): State.RUNNING,
    (State.PAUSED, Event.RELEASED): State.RUNNING,
    (State.PAUSED, Event.HELD): State.PAUSED,
} | {(state, Event.ENDED): State.ENDED for state in State}


def advance(state: State, event: Event) -> State:
    """The state after `event`. Raises `OutOfOrder` when the table has no such row."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise OutOfOrder from None
