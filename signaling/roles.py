"""Which account may do what: one table. Pure.

Accounts are made and changed by the operator's command, on the server's own machine; no role can do that from afar.
Recordings are opened with officers' keys and not with accounts. So there is nothing here for an administrator or an
officer to do, and they are told so, in place of a desk at which nothing works.
"""

from enum import StrEnum


class AgentRole(StrEnum):
    """What somebody with an account is."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    OFFICER = "officer"


class Right(StrEnum):
    """Something that the server does for some of them only."""

    SIGN_IN = "sign-in"
    """Have a desk at all."""

    HELP = "help"
    """Request sessions, and be in them."""

    ENROL = "enrol"
    """Write down what customers say about their enrolment."""


RIGHTS: dict[AgentRole, frozenset[Right]] = {
    AgentRole.AGENT: frozenset({Right.SIGN_IN, Right.HELP, Right.ENROL}),
    AgentRole.SUPERVISOR: frozenset({Right.SIGN_IN, Right.HELP, Right.ENROL}),
    AgentRole.ADMINISTRATOR: frozenset(),
    AgentRole.OFFICER: frozenset(),
}


def may(role: AgentRole, right: Right) -> bool:
    return right in RIGHTS[role]
