"""Consent and access at the customer: two separate steps, in this order, each session anew.

NOT_ASKED ──notice shown──► ASKED ──yes──► GIVEN ──access allowed──► ALLOWED
    any of them ──no, or withdrawn, or no answer──► REFUSED, for good
"""

from enum import StrEnum

from protocol.problems import OutOfOrder

ANSWER_WITHIN = 600.0
"""Seconds without an answer after which the answer is no."""


class State(StrEnum):
    """How far the customer has agreed."""

    NOT_ASKED = "not-asked"
    ASKED = "asked"
    GIVEN = "given"
    ALLOWED = "allowed"
    REFUSED = "refused"


class Event(StrEnum):
    """What the customer did, or did not do in time."""

    NOTICE_SHOWN = "notice-shown"
    AGREED = "agreed"
    ACCESS_ALLOWED = "access-allowed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NO_ANSWER = "no-answer"


TRANSITIONS: dict[tuple[State, Event], State] = {
    (State.NOT_ASKED, Event.NOTICE_SHOWN): State.ASKED,
    (State.ASKED, Event.AGREED): State.GIVEN,
    (State.ASKED, Event.NO_ANSWER): State.REFUSED,
    (State.GIVEN, Event.ACCESS_ALLOWED): State.ALLOWED,
    (State.GIVEN, Event.NO_ANSWER): State.REFUSED,
} | {(state, event): State.REFUSED for state in State for event in (Event.REFUSED, Event.WITHDRAWN)}


def advance(state: State, event: Event) -> State:
    """The state after `event`. Raises `OutOfOrder` when the table has no such row."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise OutOfOrder from None
