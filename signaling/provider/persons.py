"""Who somebody is here, from what the provider says of them: the operator's mapping. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from signaling.roles import AgentRole

_RANK = (AgentRole.SUPERVISOR, AgentRole.AGENT, AgentRole.ADMINISTRATOR, AgentRole.OFFICER)
"""Who has several gets the first: one with a desk before one without."""
LONGEST_NAME = 128


class MappingWrong(ValueError):
    """The setting makes no sense. The text says why."""


@dataclass(frozen=True)
class Person:
    """Somebody at the provider."""

    subject: str = field(repr=False)
    """The only thing that stays: names change and are given again."""
    name: str
    shown: str
    role: AgentRole | None
    """What the provider's groups say, if they say anything."""
    has_second_factor: bool
    """Whether the provider says that it asked for one."""


@dataclass(frozen=True)
class Reading:
    """How the operator wants claims to be read."""

    account: str
    """The claim with the account's name."""
    roles: Mapping[tuple[str, str], AgentRole]
    """For a claim and one of its values, the role."""
    vouching: frozenset[str]
    """Values of `acr` or `amr` by which the provider says that it asked for a second factor."""

    @property
    def by_groups(self) -> bool:
        """Whether the provider says who has which role, and so who has an account at all."""
        return bool(self.roles)

    def person(self, claims: Mapping[str, Any]) -> Person | None:
        """Who that is; nobody without a name that an account can have."""
        name = claims.get(self.account)
        if not isinstance(name, str) or not _is_name(name):
            return None
        shown = claims.get("name")
        shown = shown.strip() if isinstance(shown, str) and _is_name(shown) else name
        vouched = bool(self.vouching & {*_values(claims, "acr"), *_values(claims, "amr")})
        return Person(claims["sub"], name, shown, self._role(claims), vouched)

    def _role(self, claims: Mapping[str, Any]) -> AgentRole | None:
        found = {role for (claim, value), role in self.roles.items() if value in _values(claims, claim)}
        return next((role for role in _RANK if role in found), None)


def reading(account: str, roles: str, vouching: str) -> Reading:
    """From the settings: `roles` are `claim:value=role`, with blanks between them. Raises `MappingWrong`."""
    return Reading(account, dict(map(_rule, roles.split())), frozenset(vouching.split()))


def _rule(text: str) -> tuple[tuple[str, str], AgentRole]:
    where, is_there, role = text.rpartition("=")
    claim, colon, value = where.partition(":")
    if not (is_there and colon and claim and value) or role not in list(AgentRole):
        words = ", ".join(AgentRole)
        raise MappingWrong(f"{text} is not of the form claim:value=role, with one of the roles {words}.")
    return (claim, value), AgentRole(role)


def _values(claims: Mapping[str, Any], claim: str) -> list[str]:
    """A claim that is one text or several."""
    found = claims.get(claim)
    return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, str)]


def _is_name(text: str) -> bool:
    return bool(text.strip()) and text.isprintable() and len(text) <= LONGEST_NAME
