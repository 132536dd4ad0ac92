"""Rights: what the customer gave the agent, took back, gave again, and is asked for.

Nothing but the customer's own answer raises a right; an agent's question that nobody answers is a no.
"""

from protocol.grants import GRANTS_OF_LEVEL, Grant, Level

ANSWER_WITHIN = 60.0
"""Seconds after which a question without an answer counts as a no."""
ASK_AGAIN_AFTER = 10.0
"""Seconds after a no during which the same agent's questions are answered with no, without troubling the customer."""


class Rights:
    """The grants of one session."""

    def __init__(self) -> None:
        self.level: Level | None = None
        self.grants: frozenset[Grant] = frozenset()
        self.asked: Grant | None = None
        self._asked_at = 0.0
        self._refused_at: float | None = None

    def choose(self, level: Level) -> None:
        """The customer allowed access at this level."""
        self.level, self.grants = level, GRANTS_OF_LEVEL[level]

    def take_back(self, grant: Grant) -> bool:
        """The customer takes a right away. Whether it was given."""
        was_given = grant in self.grants
        self.grants -= {grant}
        return was_given

    def give_again(self, grant: Grant) -> bool:
        """The customer gives a right that the level covers. Whether something changed."""
        if self.level is None or grant not in GRANTS_OF_LEVEL[self.level] or grant in self.grants:
            return False
        self.grants |= {grant}
        return True

    def ask(self, grant: Grant, now: float) -> bool:
        """The agent asks. Whether the customer is to be asked: not twice at once, and not again right after a no."""
        too_soon = self._refused_at is not None and now - self._refused_at < ASK_AGAIN_AFTER
        if self.asked is not None or too_soon or grant in self.grants:
            return False
        self.asked, self._asked_at = grant, now
        return True

    def answer(self, grant: Grant, given: bool, now: float) -> bool:
        """The customer answers. Whether that was asked; an answer to another question is none."""
        if self.asked is not grant:
            return False
        self.asked = None
        if not given:
            self._refused_at = now
            return True
        self.grants |= {grant}
        if self.level is not None and grant is Grant.CONTROL:
            self.level = Level.FULL
        return True

    def unanswered(self, now: float) -> Grant | None:
        """The question that has waited too long, if any."""
        return self.asked if self.asked is not None and now - self._asked_at >= ANSWER_WITHIN else None

    def end(self) -> None:
        """No right outlives the session."""
        self.grants, self.asked = frozenset(), None
