"""The gate in the customer's client: may this picture leave, may this input be injected, and if not, why not.

One frozen value and two questions. Everything that can shut the gate is a field here, and nothing else opens it.
"""

from dataclasses import dataclass
from enum import StrEnum

from protocol.consent import State as Consent
from protocol.grants import Grant

RECORDER_WITHIN = 5.0
"""Seconds: a stored mark older than this does not count as a running recording."""
LOCAL_INPUT_WINS_FOR = 1.5
"""Seconds after the customer's own input during which nothing of the agent's is injected."""


class Hold(StrEnum):
    """Why the gate is shut, the first reason that applies."""

    NO_CONSENT = "no-consent"
    SAFETY_CODE_OPEN = "safety-code-open"
    NOT_GRANTED = "not-granted"
    NOT_RECORDED = "not-recorded"
    DESKTOP_AWAY = "desktop-away"
    MONITOR_AWAY = "monitor-away"
    DIALOG_OPEN = "dialog-open"
    LOCAL_INPUT = "local-input"


HOLDS_INPUT_ALONE = frozenset({Hold.DIALOG_OPEN, Hold.LOCAL_INPUT})
"""Pictures go on meanwhile."""


@dataclass(frozen=True)
class Gate:
    """What the gate knows. Times are seconds of one monotonic clock.

    `stored_at` is when the customer *sent* the newest mark that the recorder has answered as stored: an old answer
    that arrives late is old. `desktop_away` is true while the system shows a desktop of its own, which no program may
    see: a question for a password, the lock screen. `monitor_there` is false while the only monitor that the customer
    wants to show is not the one that is being captured, because it is not there or not yet.
    """

    consent: Consent = Consent.NOT_ASKED
    grants: frozenset[Grant] = frozenset()
    code_matched: bool = False
    stored_at: float | None = None
    desktop_away: bool = False
    monitor_there: bool = True
    dialog_open: bool = False
    local_input_at: float | None = None

    def recorded(self, now: float) -> bool:
        """Whether the recorder has acknowledged stored bytes recently enough."""
        return self.stored_at is not None and 0 <= now - self.stored_at <= RECORDER_WITHIN

    def picture(self, now: float) -> Hold | None:
        """Why no picture may go to the agent, or `None` when it may."""
        reasons = {
            Hold.NO_CONSENT: self.consent is not Consent.ALLOWED,
            Hold.SAFETY_CODE_OPEN: not self.code_matched,
            Hold.NOT_GRANTED: Grant.VIEW not in self.grants,
            Hold.NOT_RECORDED: not self.recorded(now),
            Hold.DESKTOP_AWAY: self.desktop_away,
            Hold.MONITOR_AWAY: not self.monitor_there,
        }
        return next((hold for hold, applies in reasons.items() if applies), None)

    def input(self, now: float) -> Hold | None:
        """Why no input of the agent's may be injected, or `None` when it may."""
        if hold := self.picture(now):
            return hold
        if Grant.CONTROL not in self.grants:
            return Hold.NOT_GRANTED
        if self.dialog_open:
            return Hold.DIALOG_OPEN
        if self.local_input_at is not None and now - self.local_input_at < LOCAL_INPUT_WINS_FOR:
            return Hold.LOCAL_INPUT
        return None

    def recording(self) -> bool:
        """Whether pictures may go to the recorder: from access on, unless the customer stops them."""
        return self.consent is Consent.ALLOWED and Grant.VIEW in self.grants
