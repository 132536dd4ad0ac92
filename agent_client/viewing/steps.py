"""Where the agent is, and what leads on: one table.

SIGN_IN ► SIGNING_IN ► IDLE ► OPENING ► READ_KEY_OUT ► NOTICE ► ACCESS ► CONNECTING ► TYPE_CODE ► COMPARING ► VIEWING
                         ▲                 └───────────────── any of them ──ended──► ENDED ───┐
                         └──────────────────────────────────────────────────── dismissed ────┘

Whoever joins as a second agent: OPENING ► JOINING ► CONNECTING.

At the first sign-in, SIGNING_IN ► SECOND_FACTOR ► RECOVERY_CODES ► IDLE. With a security key or an identity provider,
IN_BROWSER comes after SIGNING_IN or SECOND_FACTOR, and perhaps SECOND_CODE after that.

`paused` is no step: it is `VIEWING` with a reason why no picture flows (`status.Pause`).
"""

from enum import StrEnum

from protocol.problems import OutOfOrder
from protocol.session import State


class Step(StrEnum):
    """Which window is up."""

    SIGN_IN = "sign-in"
    SIGNING_IN = "signing-in"
    SECOND_FACTOR = "second-factor"
    """The first sign-in: the agent's app is to take a secret."""
    IN_BROWSER = "in-browser"
    """A security key, or the operator's identity provider, is asked for in the system's browser."""
    SECOND_CODE = "second-code"
    """The identity provider asked for no second factor: the code, or a key."""
    RECOVERY_CODES = "recovery-codes"
    """Shown once."""
    IDLE = "idle"
    OPENING = "opening"
    JOINING = "joining"
    """As a second agent: the first one and the customer are being asked."""
    READ_KEY_OUT = "read-key-out"
    NOTICE = "notice"
    """The customer typed the key and reads the notice."""
    ACCESS = "access"
    """The customer consented and is asked for access."""
    CONNECTING = "connecting"
    TYPE_CODE = "type-code"
    COMPARING = "comparing"
    VIEWING = "viewing"
    ENDED = "ended"


class Turn(StrEnum):
    """What leads from one step to another."""

    CREDENTIALS_GIVEN = "credentials-given"
    SET_UP_ASKED = "set-up-asked"
    PAGE_CAME = "page-came"
    """The server says what to open in the browser."""
    SECOND_WANTED = "second-wanted"
    CODES_CAME = "codes-came"
    CODES_KEPT = "codes-kept"
    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    SESSION_WANTED = "session-wanted"
    SESSION_REFUSED = "session-refused"
    OPENED = "opened"
    ADMITTED = "admitted"
    CLAIMED = "claimed"
    CONSENTED = "consented"
    ALLOWED = "allowed"
    CODE_ASKED = "code-asked"
    CODE_LOST = "code-lost"
    """The connection broke while the code was open; the next one brings a new code."""
    CODE_TYPED = "code-typed"
    CODE_MATCHED = "code-matched"
    ENDED = "ended"
    DISMISSED = "dismissed"


AT_CUSTOMER = (Step.READ_KEY_OUT, Step.NOTICE, Step.ACCESS, Step.CONNECTING)
"""The steps that the customer takes; a change that was missed while the link was down is made up for."""
IN_SESSION = frozenset({*AT_CUSTOMER, Step.JOINING, Step.TYPE_CODE, Step.COMPARING, Step.VIEWING})
"""The steps during which there is a session."""

BEFORE_DESK = frozenset({Step.SIGNING_IN, Step.SECOND_FACTOR, Step.SECOND_CODE, Step.IN_BROWSER})
"""The steps of somebody who is about to come in."""

TURN_OF_STATE: dict[State, Turn] = {
    State.CLAIMED: Turn.CLAIMED,
    State.CONSENTED: Turn.CONSENTED,
    State.ALLOWED: Turn.ALLOWED,
    State.RUNNING: Turn.ALLOWED,
    State.PAUSED: Turn.ALLOWED,
    State.ENDED: Turn.ENDED,
}
"""What a state of the session at the server means here. Running and paused say no more than allowed: the agent's
program believes the customer's client alone about code and gate."""

TRANSITIONS: dict[tuple[Step, Turn], Step] = (
    {
        (Step.SIGN_IN, Turn.CREDENTIALS_GIVEN): Step.SIGNING_IN,
        (Step.SIGNING_IN, Turn.SIGNED_IN): Step.IDLE,
        (Step.SIGNING_IN, Turn.SET_UP_ASKED): Step.SECOND_FACTOR,
        (Step.SECOND_FACTOR, Turn.CODES_CAME): Step.RECOVERY_CODES,
        (Step.SIGNING_IN, Turn.PAGE_CAME): Step.IN_BROWSER,
        (Step.SECOND_FACTOR, Turn.PAGE_CAME): Step.IN_BROWSER,
        (Step.SECOND_CODE, Turn.PAGE_CAME): Step.IN_BROWSER,
        (Step.IN_BROWSER, Turn.SIGNED_IN): Step.IDLE,
        (Step.IN_BROWSER, Turn.SET_UP_ASKED): Step.SECOND_FACTOR,
        (Step.IN_BROWSER, Turn.SECOND_WANTED): Step.SECOND_CODE,
        (Step.IN_BROWSER, Turn.CODES_CAME): Step.RECOVERY_CODES,
        (Step.SECOND_CODE, Turn.SIGNED_IN): Step.IDLE,
        (Step.RECOVERY_CODES, Turn.CODES_KEPT): Step.IDLE,
        (Step.IDLE, Turn.SESSION_WANTED): Step.OPENING,
        (Step.OPENING, Turn.SESSION_REFUSED): Step.IDLE,
        (Step.OPENING, Turn.OPENED): Step.READ_KEY_OUT,
        (Step.JOINING, Turn.ADMITTED): Step.CONNECTING,
        (Step.CONNECTING, Turn.CODE_ASKED): Step.TYPE_CODE,
        (Step.TYPE_CODE, Turn.CODE_LOST): Step.CONNECTING,
        (Step.COMPARING, Turn.CODE_LOST): Step.CONNECTING,
        (Step.TYPE_CODE, Turn.CODE_TYPED): Step.COMPARING,
        (Step.COMPARING, Turn.CODE_MATCHED): Step.VIEWING,
        (Step.ENDED, Turn.DISMISSED): Step.IDLE,
    }
    | {(step, Turn.CLAIMED): Step.NOTICE for step in AT_CUSTOMER[:1]}
    | {(step, Turn.CONSENTED): Step.ACCESS for step in AT_CUSTOMER[:2]}
    | {(step, Turn.ALLOWED): Step.CONNECTING for step in AT_CUSTOMER[:3]}
    | {(step, Turn.ENDED): Step.ENDED for step in IN_SESSION}
    | {(step, Turn.SIGNED_OUT): Step.SIGN_IN for step in Step}
)


def leads(step: Step, turn: Turn) -> bool:
    """Whether `turn` leads anywhere from here."""
    return (step, turn) in TRANSITIONS


def advance(step: Step, turn: Turn) -> Step:
    """The step after `turn`. Raises `OutOfOrder` when the table has no such row."""
    try:
        return TRANSITIONS[step, turn]
    except KeyError:
        raise OutOfOrder from None
