"""Wrong guesses of everybody together: a budget, and an alarm while it is spent. Nobody is ever locked out by it."""

from dataclasses import replace

from logs import Dialogue
from protocol import toll
from signaling.budget import Budget
from signaling.clock import Clock

_DEAREST = 8.0
"""So many times as many wrong guesses as are free, paid for: then it becomes no dearer."""


class WrongGuesses:
    """At one thing that is guessed at, named by `what` in the log."""

    def __init__(self, budget: Budget, clock: Clock, log: Dialogue, what: str) -> None:
        self._budget = budget
        self._paid = replace(budget, capacity=_DEAREST * budget.capacity)
        self._clock = clock
        self._log = log
        self.what = what
        self.alarm = False
        """From the moment when the budget is spent until half of it is there again."""

    @property
    def too_many(self) -> bool:
        """Whether the next guess has to be paid for in another way."""
        return self._budget.left(self._clock()) < 1

    @property
    def price(self) -> int:
        """How many bits a toll has just now: more when many pay and are wrong."""
        return toll.price(self._paid.capacity - self._paid.left(self._clock()), free=self._budget.capacity)

    def begin(self, *, paid: bool) -> bool:
        """Whether a guess is to be looked at: it is within the budget, or was paid for.

        Counted beforehand, so that many at once do not get past the budget together. What was paid for is counted for
        itself, and makes it dearer. What is not looked at does not prolong anything: the budget comes back by itself.
        """
        if paid:
            self._paid = self._paid.spend(self._clock())
            return True
        looked_at = not self.too_many
        if looked_at:
            self._budget = self._budget.spend(self._clock())
        if self.too_many and not self.alarm:
            self.alarm = True
            self._log.state(f"alarm {self.what}")
        return looked_at

    def was_right(self, *, paid: bool) -> None:
        """The guess was none. Who paid gives nothing back to those who did not."""
        if paid:
            self._paid = self._paid.give_back(self._clock())
        else:
            self._budget = self._budget.give_back(self._clock())

    def look(self) -> None:
        """Time has passed: ends the alarm."""
        if self.alarm and self._budget.left(self._clock()) >= self._budget.capacity / 2:
            self.alarm = False
            self._log.state(f"alarm over {self.what}")
