"""The agent table: accounts, their second factors, and the tokens of those who are signed in."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from signaling.roles import AgentRole
from signaling.store.database import Database
from signaling.store.tables import agents, recovery_codes, security_keys, tokens

Note = Callable[[int], Awaitable[object]]
"""Writes down what is about to be done to the account with that id. What it raises undoes it."""


@dataclass(frozen=True)
class Account:
    """An agent, with what the agent signs in with, as it is stored."""

    id: int
    name: str
    display_name: str
    password_hash: str = field(repr=False)
    role: AgentRole
    generation: int
    """Raised by each change; a sign-in of an earlier one does not count any more."""
    disabled: bool
    second_factor: str | None = field(repr=False)
    """Sealed; none until it is set up."""
    enrol_until: float
    """Until when a second factor may be set up by whoever knows the password."""
    keys: int = 0
    """Security keys; each is a second factor."""
    subject: bytes | None = field(default=None, repr=False)
    """Who it is at the identity provider, as a keyed hash; nobody until the first sign-in from there."""

    @property
    def has_second_factor(self) -> bool:
        return self.second_factor is not None or self.keys > 0


@dataclass(frozen=True)
class SignIn:
    """An agent who is signed in. `id` names the sign-in, in all sessions it opened; the token is its secret."""

    id: str
    agent: int
    display_name: str
    made_at: float
    role: AgentRole
    generation: int


class AgentTable:
    """Accounts by name, sign-ins by their token's digest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Accounts.

    async def add(
        self,
        name: str,
        display_name: str,
        password_hash: str,
        now: float,
        *,
        role: AgentRole,
        enrol_until: float,
        note: Note,
        subject: bytes | None = None,
    ) -> bool:
        """Keeps a new account, when it is noted. False when the name is taken."""
        row = {"name": name, "display_name": display_name, "password_hash": password_hash, "made_at": now}
        more: dict[str, Any] = {
            "role": role.value,
            "generation": 0,
            "second_factor_step": 0,
            "enrol_until": enrol_until,
        }
        more |= {"subject": subject}
        try:
            async with self._database.writing() as connection:
                await note(await connection.scalar(insert(agents).values(row | more).returning(agents.c.id)))
        except IntegrityError:
            return False
        return True

    async def account(self, name: str) -> Account | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(_accounts().where(agents.c.name == name))).one_or_none()
        return _account(row) if row else None

    async def account_of(self, number: int) -> Account | None:
        """The account with that number."""
        async with self._database.reading() as connection:
            row = (await connection.execute(_accounts().where(agents.c.id == number))).one_or_none()
        return _account(row) if row else None

    async def account_of_subject(self, subject: bytes) -> Account | None:
        """The account of somebody at the identity provider."""
        async with self._database.reading() as connection:
            row = (await connection.execute(_accounts().where(agents.c.subject == subject))).one_or_none()
        return _account(row) if row else None

    async def everyone(self) -> list[Account]:
        """All accounts, by name."""
        async with self._database.reading() as connection:
            return [_account(row) for row in await connection.execute(_accounts().order_by(agents.c.name))]

    async def change(self, name: str, values: Mapping[str, float | str | None], note: Note) -> bool:
        """Changes an account: all its sign-ins end, and with its second factor its recovery codes. False: no such."""
        changed = update(agents).where(agents.c.name == name).values(generation=agents.c.generation + 1, **values)
        async with self._database.writing() as connection:
            agent: int | None = await connection.scalar(changed.returning(agents.c.id))
            if agent is None:
                return False
            await connection.execute(delete(tokens).where(tokens.c.agent_id == agent))
            if "second_factor" in values:
                await connection.execute(delete(recovery_codes).where(recovery_codes.c.agent_id == agent))
                await connection.execute(delete(security_keys).where(security_keys.c.agent_id == agent))
            await note(agent)
        return True

    async def generations(self, ids: set[int]) -> dict[int, int]:
        """The generation of each of these accounts that is not disabled."""
        statement = select(agents.c.id, agents.c.generation).where(agents.c.id.in_(ids), agents.c.disabled_at.is_(None))
        async with self._database.reading() as connection:
            return {row.id: row.generation for row in await connection.execute(statement)}

    # Second factors.

    async def enrol(self, account: Account, sealed: str, step: int, codes: Sequence[bytes], note: Note) -> bool:
        """Gives the account its second factor, if it has none and was not changed meanwhile."""
        statement = update(agents).where(without_second_factor(account))
        statement = statement.values(second_factor=sealed, second_factor_step=step, enrol_until=0.0)
        async with self._database.writing() as connection:
            if await connection.scalar(statement.returning(agents.c.id)) is None:
                return False
            await replace_recovery_codes(connection, account, codes)
            await note(account.id)
        return True

    async def bind(self, account: Account, subject: bytes, note: Note) -> bool:
        """Makes the account that person's at the identity provider, if it is nobody's and was not changed meanwhile."""
        free = (agents.c.id == account.id) & agents.c.subject.is_(None) & (agents.c.generation == account.generation)
        async with self._database.writing() as connection:
            bound = update(agents).where(free, agents.c.disabled_at.is_(None)).values(subject=subject)
            if await connection.scalar(bound.returning(agents.c.id)) is None:
                return False
            await note(account.id)
        return True

    async def use_step(self, account: Account, step: int) -> bool:
        """Uses a time step up, and with it all earlier ones. False when it was used before: no code is good twice."""
        unused = (agents.c.id == account.id) & (agents.c.second_factor_step < step)
        statement = update(agents).where(unused).values(second_factor_step=step).returning(agents.c.id)
        async with self._database.writing() as connection:
            return await connection.scalar(statement) is not None

    async def use_recovery_code(self, account: Account, digest: bytes) -> bool:
        """Uses a recovery code up. False when there is no such."""
        right = (recovery_codes.c.digest == digest) & (recovery_codes.c.agent_id == account.id)
        async with self._database.writing() as connection:
            used = delete(recovery_codes).where(right).returning(recovery_codes.c.agent_id)
            return await connection.scalar(used) is not None

    # Sign-ins.

    async def add_sign_in(self, sign_in: SignIn, token: bytes) -> None:
        """Keeps a new sign-in under its token's digest."""
        row = {"digest": token, "sign_in": sign_in.id, "agent_id": sign_in.agent, "generation": sign_in.generation}
        times = {"made_at": sign_in.made_at, "used_at": sign_in.made_at}
        async with self._database.writing() as connection:
            await connection.execute(insert(tokens).values(row | times))

    async def sign_in(self, token: bytes, made_after: float, used_after: float) -> SignIn | None:
        """The sign-in of a token that is neither too old nor idle for too long, nor of an account that was changed."""
        columns = (tokens.c.sign_in, agents.c.id, agents.c.display_name, tokens.c.made_at, agents.c.role)
        good = (tokens.c.digest == token) & (tokens.c.made_at > made_after) & (tokens.c.used_at > used_after)
        same = (tokens.c.generation == agents.c.generation) & agents.c.disabled_at.is_(None)
        statement = select(*columns, agents.c.generation).join(agents).where(good, same)
        async with self._database.reading() as connection:
            row = (await connection.execute(statement)).one_or_none()
        if row is None:
            return None
        return SignIn(row.sign_in, row.id, row.display_name, row.made_at, AgentRole(row.role), row.generation)

    async def forget(self, sign_in: SignIn) -> None:
        """Ends a sign-in."""
        async with self._database.writing() as connection:
            await connection.execute(delete(tokens).where(tokens.c.sign_in == sign_in.id))

    async def touch(self, sign_ins: set[str], now: float) -> None:
        """Notes that these sign-ins are in use."""
        async with self._database.writing() as connection:
            await connection.execute(update(tokens).where(tokens.c.sign_in.in_(sign_ins)).values(used_at=now))

    async def forget_dead(self, made_before: float, used_before: float) -> None:
        """Removes the tokens that nobody can use any more."""
        async with self._database.writing() as connection:
            await connection.execute(
                delete(tokens).where((tokens.c.made_at <= made_before) | (tokens.c.used_at <= used_before))
            )


def without_second_factor(account: Account) -> Any:  # Any: SQLAlchemy's condition, whose type says nothing more
    """The account's row, while it has no second factor and is as it was when it was read.

    Whoever sets one up sets `enrol_until` to 0: it has to stand in the row itself, because a PostgreSQL that waited for
    another transaction looks at nothing but the row once more.
    """
    free = (agents.c.id == account.id) & agents.c.second_factor.is_(None)
    free &= agents.c.enrol_until == account.enrol_until
    return free & (agents.c.generation == account.generation) & agents.c.disabled_at.is_(None)


async def replace_recovery_codes(connection: AsyncConnection, account: Account, codes: Sequence[bytes]) -> None:
    """The account has these from now on, and no other."""
    await connection.execute(delete(recovery_codes).where(recovery_codes.c.agent_id == account.id))
    rows = [{"digest": digest, "agent_id": account.id} for digest in codes]
    await connection.execute(insert(recovery_codes), rows)


def _accounts() -> Select[Any]:
    keys = select(func.count()).where(security_keys.c.agent_id == agents.c.id).scalar_subquery()
    return select(agents, keys.label("security_keys"))


def _account(row: Row[Any]) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        display_name=row.display_name,
        password_hash=row.password_hash,
        role=AgentRole(row.role),
        generation=row.generation,
        disabled=row.disabled_at is not None,
        second_factor=row.second_factor,
        enrol_until=row.enrol_until,
        keys=row.security_keys,
        subject=row.subject,
    )
