"""A budget: how much of something everybody together may do, refilled as time passes. Pure."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Budget:
    """`capacity` at once, refilled evenly over `period` seconds. Once it is spent it comes back, whatever happens."""

    capacity: float
    period: float
    spent: float = 0.0
    at: float = 0.0

    def left(self, now: float) -> float:
        """How much may be spent now."""
        return self.capacity - self._spent(now)

    def spend(self, now: float) -> "Budget":
        """The budget after spending one; never below nothing, so that no flood makes it take longer to come back."""
        return replace(self, spent=min(self.capacity, self._spent(now) + 1), at=now)

    def give_back(self, now: float) -> "Budget":
        """The budget with one unspent again."""
        return replace(self, spent=max(0.0, self._spent(now) - 1), at=now)

    def _spent(self, now: float) -> float:
        return max(0.0, self.spent - max(0.0, now - self.at) * self.capacity / self.period)
