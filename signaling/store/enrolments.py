"""The register of enrolments: each change is a row that is never changed, and the newest of a customer counts."""

from collections.abc import Awaitable, Callable
from dataclasses import astuple, dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from msgspec import json
from sqlalchemy import Select, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from signaling.notices import TextInForce
from signaling.store.database import Database
from signaling.store.tables import enrolment_links, enrolments, sessions

Note = Callable[[], Awaitable[None]]
"""Writes a change down elsewhere, before it counts here."""


@dataclass(frozen=True)
class Enrolment:
    """One change. `customer` is the keyed hash of the operator's reference: no name, no number."""

    customer: bytes
    granted: bool
    text_version: str
    text_sha256: str
    language: str
    channel: str
    agent: int | None
    at: float

    @property
    def mark(self) -> str:
        """The SHA-256 of the row, in hexadecimal: for the ledger, which has no customers."""
        return sha256(json.encode(astuple(self))).hexdigest()


class EnrolmentTable:
    """Enrolments by customer, one-time links by their digest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, change: Enrolment, note: Note) -> None:
        """Keeps a change, if it could be noted elsewhere: raises what `note` raises."""
        async with self._database.writing() as connection:
            await _add(connection, change)
            await note()

    async def newest(self, customer: bytes) -> Enrolment | None:
        """How it stands with a customer."""
        columns = [column for column in enrolments.c if column.name != "id"]
        statement = select(*columns).where(enrolments.c.customer == customer).order_by(enrolments.c.id.desc()).limit(1)
        async with self._database.reading() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return Enrolment(*row) if row else None

    async def lapsed(self) -> list[str]:
        """The live sessions of customers who are not enrolled any more."""
        live = sessions.c.ended_at.is_(None)
        async with self._database.reading() as connection:
            return list(await connection.scalars(select(sessions.c.id).where(live, _lapsed(enrolments.c.granted))))

    async def add_link(self, digest: bytes, customer: bytes, now: float) -> None:
        """Keeps a one-time link."""
        row = {"digest": digest, "customer": customer, "made_at": now}
        async with self._database.writing() as connection:
            await connection.execute(insert(enrolment_links).values(row))

    async def of_link(self, digest: bytes, made_after: float) -> bytes | None:
        """The customer of a link that was not used yet."""
        good = (enrolment_links.c.digest == digest) & (enrolment_links.c.made_at > made_after)
        async with self._database.reading() as connection:
            found: bytes | None = await connection.scalar(
                select(enrolment_links.c.customer).where(good, enrolment_links.c.used_at.is_(None))
            )
        return found

    async def use_link(self, digest: bytes, made_after: float, change: Enrolment, note: Note) -> bool:
        """Uses a link up and keeps the change that was made with it, or neither. Raises what `note` raises."""
        good = (enrolment_links.c.digest == digest) & (enrolment_links.c.made_at > made_after)
        good &= enrolment_links.c.used_at.is_(None) & (enrolment_links.c.customer == change.customer)
        used = update(enrolment_links).where(good).values(used_at=change.at).returning(enrolment_links.c.digest)
        async with self._database.writing() as connection:
            if await connection.scalar(used) is None:
                return False
            await _add(connection, change)
            await note()
        return True

    async def forget_links(self, made_before: float) -> None:
        """Removes the links that nobody can use any more."""
        async with self._database.writing() as connection:
            await connection.execute(delete(enrolment_links).where(enrolment_links.c.made_at <= made_before))


async def is_lapsed(connection: AsyncConnection, session: str, in_force: TextInForce | None) -> bool:
    """Whether the session's customer is not enrolled any more: asked in the transaction that claims its key.

    `in_force`: the text that has to be the one agreed to; none for any.
    """
    return await connection.scalar(_session_if_lapsed(in_force), {"which": session}) is not None


@cache
def _session_if_lapsed(in_force: TextInForce | None) -> Select[tuple[str]]:
    """Built once: it takes longer than to execute it."""
    good: Any = enrolments.c.granted  # Any: as in `_lapsed`
    if in_force:
        same_words = enrolments.c.text_sha256.in_(sorted(in_force.digests))
        good &= (enrolments.c.text_version == in_force.version) | same_words
    return select(sessions.c.id).where(sessions.c.id == bindparam("which"), _lapsed(good))


def _lapsed(good: Any) -> Any:  # Any: SQLAlchemy's condition, whose type says nothing more
    newest = (
        select(good)
        .where(enrolments.c.customer == sessions.c.customer)
        .order_by(enrolments.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return sessions.c.customer.is_not(None) & func.coalesce(newest, False).is_(False)


async def _add(connection: AsyncConnection, change: Enrolment) -> None:
    await connection.execute(insert(enrolments).values(vars(change)))
