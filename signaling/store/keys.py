"""The key table: session keys and tickets, each claimed at most once, by one statement."""

from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from protocol import session_key
from signaling.notices import TextInForce
from signaling.store.database import Database
from signaling.store.enrolments import is_lapsed
from signaling.store.tables import keys, sessions, tickets

TICKET_LIFETIME = 1800.0
"""Seconds for the customer to download and open the client."""


class KeyTable:
    """Keys and tickets, by their digests."""

    def __init__(self, database: Database, enrolment_text: TextInForce | None = None) -> None:
        """`enrolment_text`: the one that customers have to have agreed to, where that is asked for."""
        self._database = database
        self._in_force = enrolment_text

    async def add_key(self, digest: bytes, session: str, now: float) -> bool:
        """Keeps a new key. False when the same digits are live for another session: then draw again."""
        try:
            async with self._database.writing() as connection:
                await connection.execute(delete(keys).where(keys.c.digest == digest, ~_taken(now)))
                await connection.execute(insert(keys).values(digest=digest, session_id=session, made_at=now))
        except IntegrityError:
            return False
        return True

    async def is_live(self, digest: bytes, now: float) -> bool:
        """Whether the key could be claimed."""
        async with self._database.reading() as connection:
            found = await connection.scalar(select(keys.c.session_id).where(keys.c.digest == digest, _live_key(now)))
        return found is not None

    async def claim(self, digest: bytes, now: float) -> str | None:
        """The session of a live key, which is used up by this; `None` for every other key.

        Who has a ticket and cannot present it, because the file got another name, types the key: it counts in place of
        the ticket, as long as nobody has used that.
        """
        async with self._database.writing() as connection:
            session = await _claim_key(connection, digest, now, self._in_force)
            return session or await _claim_in_place(connection, digest, now, self._in_force)

    async def claim_for_ticket(self, digest: bytes, ticket: bytes, now: float) -> bool:
        """Uses a live key up and keeps a ticket in its place. False for every other key."""
        async with self._database.writing() as connection:
            session = await _claim_key(connection, digest, now, self._in_force)
            if session is None:
                return False
            await connection.execute(insert(tickets).values(digest=ticket, session_id=session, made_at=now))
            until = now + TICKET_LIFETIME
            await connection.execute(update(sessions).where(sessions.c.id == session).values(waits_until=until))
        return True

    async def ticket_session(self, ticket: bytes, now: float) -> str | None:
        """The session of a ticket that could be used."""
        async with self._database.reading() as connection:
            found: str | None = await connection.scalar(
                select(tickets.c.session_id).where(tickets.c.digest == ticket, _live_ticket(now))
            )
        return found

    async def use_ticket(self, ticket: bytes, now: float) -> str | None:
        """The session of a live ticket, which is used up by this; `None` for every other ticket."""
        async with self._database.writing() as connection:
            after = now - TICKET_LIFETIME
            session = await connection.scalar(_USE_TICKET, {"which": ticket, "after": after, "now": now})
            return None if session is None or await is_lapsed(connection, session, self._in_force) else session

    async def forget_dead(self, now: float) -> None:
        """Removes keys and tickets that nobody can use any more."""
        async with self._database.writing() as connection:
            await connection.execute(delete(keys).where(~_taken(now)))
            await connection.execute(delete(tickets).where(~_live_ticket(now)))


def _live_key(now: Any, after: Any = None) -> Any:  # Any: SQLAlchemy's condition, whose type says nothing more
    """`now` and the time `after` which it was made, in seconds or as parameters."""
    after = now - session_key.LIFETIME if after is None else after
    return keys.c.claimed_at.is_(None) & (keys.c.made_at > after) & (keys.c.made_at <= now)


def _live_ticket(now: float) -> Any:
    return tickets.c.used_at.is_(None) & (tickets.c.made_at > now - TICKET_LIFETIME)


def _taken(now: float) -> Any:
    """Live, or in place of a ticket."""
    unused = exists().where(tickets.c.session_id == keys.c.session_id, _live_ticket(now))
    return _live_key(now) | ((keys.c.made_at > now - session_key.LIFETIME) & (keys.c.made_at <= now) & unused)


# Built once: it takes longer than to execute them.
_CLAIM_KEY = (
    update(keys)
    .where(keys.c.digest == bindparam("which"), _live_key(bindparam("now"), bindparam("after")))
    .values(claimed_at=bindparam("now"))
    .returning(keys.c.session_id)
)
_USE_TICKET = (
    update(tickets)
    .where(tickets.c.digest == bindparam("which"), tickets.c.used_at.is_(None), tickets.c.made_at > bindparam("after"))
    .values(used_at=bindparam("now"))
    .returning(tickets.c.session_id)
)
_USE_TICKET_OF_KEY = (
    update(tickets)
    .where(
        tickets.c.session_id
        == select(keys.c.session_id)
        .where(keys.c.digest == bindparam("which"), keys.c.made_at > bindparam("key_after"))
        .scalar_subquery(),
        tickets.c.used_at.is_(None),
        tickets.c.made_at > bindparam("after"),
    )
    .values(used_at=bindparam("now"))
    .returning(tickets.c.session_id)
)


async def _claim_key(
    connection: AsyncConnection, digest: bytes, now: float, in_force: TextInForce | None
) -> str | None:
    after = now - session_key.LIFETIME
    session: str | None = await connection.scalar(_CLAIM_KEY, {"which": digest, "after": after, "now": now})
    return None if session is None or await is_lapsed(connection, session, in_force) else session


async def _claim_in_place(
    connection: AsyncConnection, digest: bytes, now: float, in_force: TextInForce | None
) -> str | None:
    when = {"key_after": now - session_key.LIFETIME, "after": now - TICKET_LIFETIME, "now": now}
    session: str | None = await connection.scalar(_USE_TICKET_OF_KEY, {"which": digest} | when)
    return None if session is None or await is_lapsed(connection, session, in_force) else session
