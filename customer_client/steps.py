"""Which window comes after which: one table.

ENTER_KEY ► CLAIMING ► READ_NOTICE ► CHOOSE_ACCESS ► CONNECTING ► READ_CODE_OUT ► CONFIRM ► HELPED
SWITCHED_OFF ◄► ENTER_KEY: nothing else is to be reached from there
    any of them ──ended──► ENDED, for good
"""

from enum import StrEnum

from customer_client.status import Step
from protocol.problems import OutOfOrder


class Turn(StrEnum):
    """What leads from one step to another."""

    SWITCHED_OFF = "switched-off"
    SWITCHED_ON = "switched-on"
    KEY_TYPED = "key-typed"
    KEY_REFUSED = "key-refused"
    CLAIMED = "claimed"
    AGREED = "agreed"
    ALLOWED = "allowed"
    CODE_KNOWN = "code-known"
    CODE_LOST = "code-lost"
    CODE_TYPED = "code-typed"
    CODE_MATCHED = "code-matched"
    ENDED = "ended"


TRANSITIONS: dict[tuple[Step, Turn], Step] = {
    (Step.ENTER_KEY, Turn.SWITCHED_OFF): Step.SWITCHED_OFF,
    (Step.SWITCHED_OFF, Turn.SWITCHED_ON): Step.ENTER_KEY,
    (Step.ENTER_KEY, Turn.KEY_TYPED): Step.CLAIMING,
    (Step.CLAIMING, Turn.KEY_REFUSED): Step.ENTER_KEY,
    (Step.CLAIMING, Turn.CLAIMED): Step.READ_NOTICE,
    (Step.READ_NOTICE, Turn.AGREED): Step.CHOOSE_ACCESS,
    (Step.CHOOSE_ACCESS, Turn.ALLOWED): Step.CONNECTING,
    (Step.CONNECTING, Turn.CODE_KNOWN): Step.READ_CODE_OUT,
    (Step.READ_CODE_OUT, Turn.CODE_LOST): Step.CONNECTING,
    (Step.HELPED, Turn.CODE_KNOWN): Step.READ_CODE_OUT,
    (Step.READ_CODE_OUT, Turn.CODE_TYPED): Step.CONFIRM,
    (Step.CONFIRM, Turn.CODE_LOST): Step.CONNECTING,
    (Step.CONFIRM, Turn.CODE_MATCHED): Step.HELPED,
} | {(step, Turn.ENDED): Step.ENDED for step in Step}


def advance(step: Step, turn: Turn) -> Step:
    """The step after `turn`. Raises `OutOfOrder` when the table has no such row."""
    try:
        return TRANSITIONS[step, turn]
    except KeyError:
        raise OutOfOrder from None
