"""Security keys by what they call themselves, and ceremonies: each a page on which a browser asks one for something."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from signaling.security_keys import SecurityKey, Used
from signaling.store.agents import Account, Note, replace_recovery_codes, without_second_factor
from signaling.store.database import Database
from signaling.store.tables import agents, ceremonies, security_keys

MOST = 10
"""Keys of one account."""


@dataclass(frozen=True)
class Ceremony:
    """One page. `agent` is whose key is asked for: nobody's, when name or password were wrong."""

    kind: str
    agent: int | None
    challenge: bytes = field(repr=False)
    state: str
    port: int


@dataclass(frozen=True)
class Done:
    """A ceremony that a right answer was given to; `made` is the key that was made in it, if one was."""

    agent: int | None
    made: SecurityKey | None


class SecurityKeyTable:
    """Keys and ceremonies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Keys.

    async def of_agent(self, agent: int) -> list[bytes]:
        """What the keys of an account call themselves."""
        async with self._database.reading() as connection:
            statement = select(security_keys.c.credential).where(security_keys.c.agent_id == agent)
            return list(await connection.scalars(statement))

    async def named(self, credential: bytes) -> tuple[int, SecurityKey] | None:
        """A key, and whose it is."""
        statement = select(security_keys).where(security_keys.c.digest == _digest(credential))
        async with self._database.reading() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return (row.agent_id, SecurityKey(row.credential, row.public, row.signatures)) if row else None

    async def use(self, used: Used) -> bool:
        """Notes how often the key has signed. False when another answer of the same key was noted meanwhile."""
        same = (security_keys.c.digest == _digest(used.key.credential)) & (security_keys.c.signatures == used.key.count)
        noted = update(security_keys).where(same).values(signatures=used.count).returning(security_keys.c.digest)
        async with self._database.writing() as connection:
            return await connection.scalar(noted) is not None

    async def enrol(self, account: Account, key: SecurityKey, codes: Sequence[bytes], now: float, note: Note) -> bool:
        """The account's first second factor, if it has none and was not changed meanwhile."""
        async with _unknown(), self._database.writing() as connection:
            free = update(agents).where(without_second_factor(account)).values(enrol_until=0.0)
            if await connection.scalar(free.returning(agents.c.id)) is None:
                return False
            await _add(connection, account.id, key, now)
            await replace_recovery_codes(connection, account, codes)
            await note(account.id)
            return True
        return False

    async def add(self, agent: int, generation: int, key: SecurityKey, now: float, note: Note) -> bool:
        """One more key, if the account was not changed meanwhile, does not have it yet, and has not too many."""
        same = (agents.c.id == agent) & (agents.c.generation == generation) & agents.c.disabled_at.is_(None)
        async with _unknown(), self._database.writing() as connection:
            # The row is written, though with what it has, so that of two who do it at once one waits for the other.
            found = await connection.scalar(
                update(agents).where(same).values(name=agents.c.name).returning(agents.c.id)
            )
            counted = select(func.count()).select_from(security_keys).where(security_keys.c.agent_id == agent)
            number: int = await connection.scalar(counted) or 0
            if found is None or number >= MOST:
                return False
            await _add(connection, agent, key, now)
            await note(agent)
            return True
        return False

    # Ceremonies.

    async def begin(self, digest: bytes, ceremony: Ceremony, now: float) -> None:
        """Keeps a ceremony under its ticket's digest."""
        row = {"digest": digest, "kind": ceremony.kind, "agent_id": ceremony.agent, "challenge": ceremony.challenge}
        more = {"state": ceremony.state, "port": ceremony.port, "made_at": now}
        async with self._database.writing() as connection:
            await connection.execute(insert(ceremonies).values(row | more))

    async def look(self, digest: bytes, made_after: float) -> Ceremony | None:
        """A ceremony to which no answer was given yet."""
        statement = select(ceremonies).where(_open(digest, made_after))
        async with self._database.reading() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return _ceremony(row) if row else None

    async def take(self, digest: bytes, made_after: float, now: float) -> Ceremony | None:
        """The same, and from now on no answer to it counts: right or wrong, there is one."""
        taken = update(ceremonies).where(_open(digest, made_after)).values(used_at=now)
        async with self._database.writing() as connection:
            row = (await connection.execute(taken.returning(*ceremonies.c))).one_or_none()
        return _ceremony(row) if row else None

    async def was_right(self, digest: bytes, proof: bytes, made: SecurityKey | None) -> None:
        """Keeps what the answer brought, for whoever has the proof."""
        values: dict[str, Any] = {"proof": proof}
        if made:
            values |= {"credential": made.credential, "public": made.public, "signatures": made.count}
        async with self._database.writing() as connection:
            await connection.execute(update(ceremonies).where(ceremonies.c.digest == digest).values(values))

    async def finish(self, digest: bytes, proof: bytes, made_after: float) -> Done | None:
        """What the answer brought; the ceremony is gone with that."""
        right = (ceremonies.c.digest == digest) & (ceremonies.c.proof == proof) & (ceremonies.c.made_at > made_after)
        async with self._database.writing() as connection:
            gone = delete(ceremonies).where(right).returning(*ceremonies.c)
            row = (await connection.execute(gone)).one_or_none()
        if row is None:
            return None
        made = SecurityKey(row.credential, row.public, row.signatures) if row.credential else None
        return Done(row.agent_id, made)

    async def forget_dead(self, made_before: float) -> None:
        """Removes the ceremonies that nobody can go on with."""
        async with self._database.writing() as connection:
            await connection.execute(delete(ceremonies).where(ceremonies.c.made_at <= made_before))


def _digest(credential: bytes) -> bytes:
    return sha256(credential).digest()


def _open(digest: bytes, made_after: float) -> Any:  # Any: SQLAlchemy's condition, whose type says nothing more
    return (ceremonies.c.digest == digest) & (ceremonies.c.made_at > made_after) & ceremonies.c.used_at.is_(None)


def _ceremony(row: Any) -> Ceremony:  # Any: SQLAlchemy's row
    return Ceremony(row.kind, row.agent_id, row.challenge, row.state, row.port)


@asynccontextmanager
async def _unknown() -> AsyncIterator[None]:
    """Ends the block for a key that is somebody's already."""
    with suppress(IntegrityError):
        yield


async def _add(connection: AsyncConnection, agent: int, key: SecurityKey, now: float) -> None:
    row = {"digest": _digest(key.credential), "agent_id": agent, "credential": key.credential, "public": key.public}
    await connection.execute(insert(security_keys).values(row | {"signatures": key.count, "made_at": now}))
