"""Wrong guesses of everybody together: a budget, and an alarm while it is spent. Nobody is ever locked out by it."""

from logs import Dialogue
from signaling.budget import Budget
from signaling.clock import Clock


class WrongGuesses:
    """At one thing that is guessed at, named by `what` in the log."""

    def __init__(self, budget: Budget, clock: Clock, log: Dialogue, what: str) -> None:
        self._budget = budget
        self._clock = clock
        self._log = log
        self.what = what
        self.alarm = False
        """From the moment when the budget is spent until half of it is there again."""

    @property
    def too_many(self) -> bool:
        """Whether the next guess has to be paid for in another way."""
        return self._budget.left(self._clock()) < 1

    def begin(self, *, paid: bool) -> bool:
        """Whether a guess is to be looked at: it is within the budget, or was paid for.

        Counted beforehand, so that many at once do not get past the budget together. What was paid for is not counted,
        and what is not looked at does not prolong anything: the budget comes back by itself.
        """
        if paid:
            return True
        looked_at = not self.too_many
        if looked_at:
            self._budget = self._budget.spend(self._clock())
        if self.too_many and not self.alarm:
            self.alarm = True
            self._log.state(f"alarm {self.what}")
        return looked_at

    def was_right(self, *, paid: bool) -> None:
        """The guess was none. What was not counted is not given back either: guessers would get it."""
        if not paid:
            self._budget = self._budget.give_back(self._clock())

    def look(self) -> None:
        """Time has passed: ends the alarm."""
        if self.alarm and self._budget.left(self._clock()) >= self._budget.capacity / 2:
            self.alarm = False
            self._log.state(f"alarm over {self.what}")
