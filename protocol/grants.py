"""Grants: the rights a customer gives an agent in this session.

Which message needs which grant stands in `permissions`.
"""

from enum import StrEnum


class Grant(StrEnum):
    """One right, given by the customer, taken back alone."""

    VIEW = "view"
    CONTROL = "control"


class Level(StrEnum):
    """What the customer chose when allowing access (Ansicht, Vollzugriff)."""

    VIEW = "view"
    FULL = "full"


GRANTS_OF_LEVEL: dict[Level, frozenset[Grant]] = {
    Level.VIEW: frozenset({Grant.VIEW}),
    Level.FULL: frozenset({Grant.VIEW, Grant.CONTROL}),
}
