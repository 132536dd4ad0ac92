"""Invitations: the numbers that agents read out to a colleague or a supervisor, who may then ask to join.

A number only lets somebody with an account ask: the agent and the customer are asked after it. It is good for one
person and ten minutes, and lives in memory: after a restart of the server the agent asks for another.
"""

import secrets
from dataclasses import dataclass, field

from protocol.problems import InvitationRefused
from signaling.budget import Budget
from signaling.clock import Clock

LIFETIME = 600.0
"""Seconds for which a number is good."""
DIGITS = 6
WRONG_NUMBERS = Budget(capacity=10, period=600.0)
"""Of one sign-in. Beyond it none of its numbers is looked at."""


@dataclass
class Invitations:
    """All numbers that are good now."""

    clock: Clock
    _sessions: dict[str, tuple[str, float]] = field(default_factory=dict)
    _wrong: dict[str, Budget] = field(default_factory=dict)

    def make(self, session: str) -> str:
        """A new number for the session, in place of an earlier one."""
        now = self.clock()
        self._sessions = {
            number: (invited, until)
            for number, (invited, until) in self._sessions.items()
            if until > now and invited != session
        }
        number = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        while number in self._sessions:
            number = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        self._sessions[number] = (session, now + LIFETIME)
        return number

    def use(self, typed: str, sign_in: str) -> str:
        """The session of a number, which is used up by this. Raises `InvitationRefused`."""
        now = self.clock()
        self._wrong = {who: budget for who, budget in self._wrong.items() if budget.left(now) < budget.capacity}
        budget = self._wrong.get(sign_in, WRONG_NUMBERS)
        session, until = self._sessions.get(as_number(typed), ("", 0.0))
        if budget.left(now) < 1 or until <= now:
            self._wrong[sign_in] = budget.spend(now)
            raise InvitationRefused
        del self._sessions[as_number(typed)]
        return session


def as_number(typed: str) -> str:
    """What is meant by what a person typed."""
    return "".join(digit for digit in typed if digit in "0123456789")
