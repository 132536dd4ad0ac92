"""Grants: the rights a customer gives an agent in this session.

Which message needs which grant stands in `permissions`. No level gives more than view and control: everything else is
asked for on its own, when it is needed.
"""

from enum import StrEnum


class Grant(StrEnum):
    """One right, given by the customer, taken back alone."""

    VIEW = "view"
    CONTROL = "control"
    POINTER = "pointer"
    """To point and draw on the screen, without operating anything."""
    CLIPBOARD_IN = "clipboard-in"
    CLIPBOARD_OUT = "clipboard-out"
    FILE_IN = "file-in"
    FILE_OUT = "file-out"
    DIAGNOSIS = "diagnosis"
    RESTART = "restart"


class Who(StrEnum):
    """Which of the agents in a session."""

    AGENT = "agent"
    """Who opened the session."""
    SECOND = "second"
    """Who was asked for by name later: a colleague or a supervisor."""


class Office(StrEnum):
    """What a second agent is, as the customer is told."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"


class Level(StrEnum):
    """What the customer chose when allowing access (Ansicht, Vollzugriff)."""

    VIEW = "view"
    FULL = "full"


GRANTS_OF_LEVEL: dict[Level, frozenset[Grant]] = {
    Level.VIEW: frozenset({Grant.VIEW}),
    Level.FULL: frozenset({Grant.VIEW, Grant.CONTROL}),
}
