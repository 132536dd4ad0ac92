"""Second factors of an account, one by one: the app, and each security key. Listed, and removed but for the last."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from signaling.store.agents import Note
from signaling.store.database import Database
from signaling.store.tables import agents, ceremonies, security_keys, tokens

APP = "app"
"""The name of the authenticator app."""
NAME_BYTES = 4


@dataclass(frozen=True)
class Factor:
    """One of them."""

    name: str
    """`app`; of a key the beginning of its digest, so that it stays the same when others go."""
    made_at: float | None
    """Seconds since 1970; of the app nobody knows."""


class Removal(StrEnum):
    """What came of a wish to remove one."""

    DONE = "done"
    UNKNOWN = "unknown"
    """No such factor, or no such account as it was."""
    LAST = "last"
    """It is the only one: without it the account would be a password."""


class FactorTable:
    """Those of all accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_agent(self, agent: int) -> list[Factor]:
        """The app first, then the keys by age."""
        async with self._database.reading() as connection:
            app = await connection.scalar(select(agents.c.second_factor).where(agents.c.id == agent))
            return [*([Factor(APP, None)] if app is not None else []), *await _keys(connection, agent)]

    async def remove(self, agent: int, name: str, note: Note, *, generation: int | None = None) -> Removal:
        """Removes it, when it is noted, and whatever page it was just being used on.

        With the `generation` of a sign-in: from within it, which goes on. Without: all sign-ins end.
        """
        same = agents.c.id == agent
        if generation is not None:
            same &= (agents.c.generation == generation) & agents.c.disabled_at.is_(None)
        async with self._database.writing() as connection:
            # The row is written, though with what it has, so that of two removals at once one waits for the other.
            locked = update(agents).where(same).values(name=agents.c.name).returning(agents.c.second_factor)
            row = (await connection.execute(locked)).one_or_none()
            there = await _keys(connection, agent) if row else []
            names = [factor.name for factor in there] + ([APP] if row and row.second_factor is not None else [])
            if names.count(name) != 1 or len(names) == 1:
                return Removal.LAST if names == [name] else Removal.UNKNOWN
            await _forget(connection, agent, name)
            if generation is None:
                raised = update(agents).where(agents.c.id == agent).values(generation=agents.c.generation + 1)
                await connection.execute(raised)
                await connection.execute(delete(tokens).where(tokens.c.agent_id == agent))
            await note(agent)
        return Removal.DONE


async def _keys(connection: AsyncConnection, agent: int) -> list[Factor]:
    statement = select(security_keys.c.digest, security_keys.c.made_at).where(security_keys.c.agent_id == agent)
    rows = await connection.execute(statement.order_by(security_keys.c.made_at, security_keys.c.digest))
    return [Factor(_name(row.digest), row.made_at) for row in rows]


async def _forget(connection: AsyncConnection, agent: int, name: str) -> None:
    if name == APP:
        await connection.execute(update(agents).where(agents.c.id == agent).values(second_factor=None))
    else:
        own = select(security_keys.c.digest).where(security_keys.c.agent_id == agent)
        (digest,) = [one for one in await connection.scalars(own) if _name(one) == name]
        await connection.execute(delete(security_keys).where(security_keys.c.digest == digest))
    await connection.execute(delete(ceremonies).where(ceremonies.c.agent_id == agent))


def _name(digest: bytes) -> str:
    return digest[:NAME_BYTES].hex()
