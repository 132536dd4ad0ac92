"""The accounts, as the operator's command changes them. What is changed counts everywhere within seconds.

Each change raises the account's *generation*: sign-ins of an earlier one do not count any more, wherever they are.
It stands in the ledger before it counts.
"""

from ledger.server_facts import Change
from signaling.clock import Clock
from signaling.factors import change_of
from signaling.hashing import Hashing
from signaling.roles import AgentRole
from signaling.scribe import Scribe
from signaling.store.agents import Account, AgentTable, Note
from signaling.store.factors import Factor, FactorTable, Removal

SHORTEST_PASSWORD = 8
LONGEST_NAME = 128
"""As in `protocol.link`."""
ENROL_WITHIN = 7 * 86400.0
"""Seconds for the first sign-in, which sets the second factor up; later the operator has to allow it again."""


class AccountRefused(Exception):
    """The account cannot be made or changed. The text says why, to the operator."""


class Accounts:
    """All agents of this server."""

    def __init__(self, table: AgentTable, factors: FactorTable, clock: Clock, hashing: Hashing, scribe: Scribe) -> None:
        self._table = table
        self._factors = factors
        self._clock = clock
        self._hashing = hashing
        self._scribe = scribe

    async def add(self, name: str, display_name: str, password: str | None, role: AgentRole = AgentRole.AGENT) -> None:
        """Makes an account; without a password, for somebody who comes by the identity provider.

        Raises `AccountRefused`.
        """
        named = as_kept(name)
        if not named or not named.isprintable() or len(named) > LONGEST_NAME:
            raise AccountRefused("The name must have 1 to 128 printable characters.")
        if password is not None:
            _check_password(password)
        shown = display_name.strip() or name.strip()
        if not shown.isprintable() or len(shown) > LONGEST_NAME:
            raise AccountRefused("The name that customers see must have 1 to 128 printable characters.")
        hashed = "" if password is None else await self._hashing.hash(password)
        now = self._clock()
        note = self._note(Change.MADE, role)
        if not await self._table.add(named, shown, hashed, now, role=role, enrol_until=now + ENROL_WITHIN, note=note):
            raise AccountRefused(f"There is an agent with the name {named} already.")

    async def disable(self, name: str) -> None:
        """Locks the account out, at once and everywhere. Raises `AccountRefused`."""
        await self._change(name, self._note(Change.DISABLED), disabled_at=self._clock())

    async def enable(self, name: str) -> None:
        """Lets the account sign in again. Raises `AccountRefused`."""
        await self._change(name, self._note(Change.ENABLED), disabled_at=None)

    async def set_role(self, name: str, role: AgentRole) -> None:
        """Gives the account another role, from its next sign-in on. Raises `AccountRefused`."""
        await self._change(name, self._note(Change.ROLE_CHANGED, role), role=role.value)

    async def set_password(self, name: str, password: str) -> None:
        """Gives the account another password; its second factor stays. Raises `AccountRefused`."""
        _check_password(password)
        hashed = await self._hashing.hash(password)
        await self._change(name, self._note(Change.PASSWORD_CHANGED), password_hash=hashed)

    async def reset_second_factor(self, name: str) -> None:
        """Forgets the second factor and the recovery codes; the next sign-in sets up new ones.

        Raises `AccountRefused`.
        """
        until = self._clock() + ENROL_WITHIN
        await self._change(name, self._note(Change.SECOND_FACTOR_RESET), second_factor=None, enrol_until=until)

    async def factors(self, name: str) -> list[Factor]:
        """The second factors of an account. Raises `AccountRefused`."""
        return await self._factors.of_agent((await self._named(name)).id)

    async def remove_factor(self, name: str, factor: str) -> None:
        """Removes one of several second factors; all sign-ins end. Raises `AccountRefused`."""
        account = await self._named(name)
        done = await self._factors.remove(account.id, factor, self._note(change_of(factor)))
        if done is Removal.UNKNOWN:
            raise AccountRefused(f"{account.name} has no second factor {factor}. `agent factors` lists what there is.")
        if done is Removal.LAST:
            raise AccountRefused(
                f"That is the only second factor of {account.name}, and no account is left without one. "
                "`agent reset-second-factor` has the next sign-in set up a new one."
            )

    async def everyone(self) -> list[Account]:
        """All accounts, by name."""
        return await self._table.everyone()

    async def _named(self, name: str) -> Account:
        account = await self._table.account(as_kept(name))
        if account is None:
            raise AccountRefused(f"There is no agent with the name {as_kept(name)}.")
        return account

    async def _change(self, name: str, note: Note, **values: float | str | None) -> None:
        if not await self._table.change(as_kept(name), values, note):
            raise AccountRefused(f"There is no agent with the name {as_kept(name)}.")

    def _note(self, change: Change, role: AgentRole | None = None) -> Note:
        return self._scribe.account_note(change, role.value if role else "")


def _check_password(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise AccountRefused(f"The password must have at least {SHORTEST_PASSWORD} characters.")


def as_kept(name: str) -> str:
    """The name as it stands in the table: capitals and blanks round it do not matter."""
    return name.strip().casefold()
