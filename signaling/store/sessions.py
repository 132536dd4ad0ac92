"""The session table and the consent register."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from protocol.gate import Hold
from protocol.session import EndReason, State
from signaling.meeting import AccessAllowed, AccessRaised, Consented, Meeting
from signaling.store.agents import SignIn
from signaling.store.database import Database
from signaling.store.tables import agents, consents, keys, sessions, tickets


@dataclass(frozen=True)
class Kept:
    """A session as it is kept: its meeting, and whose it is."""

    meeting: Meeting
    sign_in: str
    agent: str
    """The agent's display name."""
    agent_id: int
    generation: int
    """The agent's account's, when the session was opened."""


class SessionTable:
    """Sessions by id; each with at most one consent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, session: str, sign_in: SignIn, now: float, waits_until: float, customer: bytes | None = None
    ) -> None:
        """Keeps a new session; `customer` is the one that has to be enrolled for it, as it is kept."""
        row: dict[str, Any] = {
            "id": session,
            "agent_id": sign_in.agent,
            "sign_in": sign_in.id,
            "state": State.WAITING.value,
        }
        row |= {"generation": sign_in.generation, "customer": customer}
        async with self._database.writing() as connection:
            await connection.execute(insert(sessions).values(row | {"made_at": now, "waits_until": waits_until}))

    async def save(
        self,
        meeting: Meeting,
        now: float,
        record: Consented | AccessAllowed | AccessRaised | None = None,
        customer: bytes | None = None,
    ) -> None:
        """Keeps the meeting as it now is, and with it what goes into the consent register, or nothing of it.

        `customer` is the digest of the token with which the customer returns. Keys and tickets end with the session.
        """
        values: dict[str, Any] = {"state": meeting.state.value, "recorder": meeting.recorder}
        values["hold"] = meeting.hold.value if meeting.hold else None
        values["reason"] = meeting.reason.value if meeting.reason else None
        if customer is not None:
            values["customer_digest"] = customer
        if meeting.state is State.ENDED:
            values["ended_at"] = now
        async with self._database.writing() as connection:
            await connection.execute(_KEEP_SESSION, values | {"which": meeting.session})
            await _record(connection, meeting.session, record, now)
            if meeting.state is State.ENDED:
                await connection.execute(delete(keys).where(keys.c.session_id == meeting.session))
                await connection.execute(delete(tickets).where(tickets.c.session_id == meeting.session))

    async def live(self) -> list[Kept]:
        """All sessions that have not ended."""
        return await self._kept(_select().where(sessions.c.ended_at.is_(None)))

    async def of_customer(self, session: str, customer: bytes) -> Kept | None:
        """The session, if that is its customer's token; ended ones too."""
        found = await self._kept(_select().where(sessions.c.id == session, sessions.c.customer_digest == customer))
        return found[0] if found else None

    async def ended_of_agent(self, sign_in: str, after: float) -> list[Kept]:
        """The sessions of a sign-in that ended lately."""
        return await self._kept(_select().where(sessions.c.sign_in == sign_in, sessions.c.ended_at > after))

    async def ended_of_recorder(self, fingerprint: str, after: float) -> list[Kept]:
        """The sessions of a recorder that ended lately, and those for which none was there: it notes that they were."""
        nobodys = sessions.c.recorder.is_(None) & consents.c.allowed_at.is_not(None)
        its = (sessions.c.recorder == fingerprint) | nobodys
        statement = _select().outerjoin(consents, consents.c.session_id == sessions.c.id)
        return await self._kept(statement.where(its, sessions.c.ended_at > after))

    async def overdue(self, now: float) -> list[str]:
        """The sessions to which nobody came in time."""
        waiting = (sessions.c.state == State.WAITING.value) & (sessions.c.waits_until <= now)
        async with self._database.reading() as connection:
            return list(await connection.scalars(select(sessions.c.id).where(waiting)))

    async def forget(self, ended_before: float) -> None:
        """Removes the sessions that ended before that, and with them what was consented to in them."""
        old = select(sessions.c.id).where(sessions.c.ended_at <= ended_before)
        async with self._database.writing() as connection:
            for table in (consents, keys, tickets):
                await connection.execute(delete(table).where(table.c.session_id.in_(old)))
            await connection.execute(delete(sessions).where(sessions.c.ended_at <= ended_before))

    async def _kept(self, statement: Select[Any]) -> list[Kept]:
        async with self._database.reading() as connection:
            rows = (await connection.execute(statement)).all()
        return [_read(row) for row in rows]


# Built once: it takes longer than to execute them, and every session does so four times.
_KEEP_SESSION = update(sessions).where(sessions.c.id == bindparam("which"))
_ADD_CONSENT = insert(consents)
_KEEP_CONSENT = update(consents).where(consents.c.session_id == bindparam("which"))


def _select() -> Select[Any]:
    return select(sessions, agents.c.display_name).join(agents)


def _read(row: Row[Any]) -> Kept:
    meeting = Meeting(
        row.id,
        State(row.state),
        Hold(row.hold) if row.hold else None,
        EndReason(row.reason) if row.reason else None,
        row.recorder,
    )
    return Kept(meeting, row.sign_in, row.display_name, row.agent_id, row.generation)


async def _record(
    connection: AsyncConnection, session: str, record: Consented | AccessAllowed | AccessRaised | None, now: float
) -> None:
    match record:
        case Consented():
            notice = {"notice_version": record.notice_version, "notice_sha256": record.notice_sha256}
            row = {"session_id": session, "language": record.language, "given_at": now}
            await connection.execute(_ADD_CONSENT, row | notice)
        case AccessAllowed():
            allowed = {"level": record.level.value, "allowed_at": now}
            await connection.execute(_KEEP_CONSENT, allowed | {"which": session})
        case AccessRaised(level):
            raised = {"level": level.value}
            await connection.execute(_KEEP_CONSENT, raised | {"which": session})
        case None:
            pass
