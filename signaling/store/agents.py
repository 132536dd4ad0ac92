"""The agent table: accounts and the tokens of those who are signed in."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from signaling.store.database import Database
from signaling.store.tables import agents, tokens


@dataclass(frozen=True)
class Account:
    """An agent, with the hash of the password."""

    id: int
    name: str
    display_name: str
    password_hash: str


@dataclass(frozen=True)
class SignIn:
    """An agent who is signed in. `id` names the sign-in, in all sessions it opened; the token is its secret."""

    id: str
    agent: int
    display_name: str
    made_at: float


class AgentTable:
    """Accounts by name, sign-ins by their token's digest."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, name: str, display_name: str, password_hash: str, now: float) -> bool:
        """Keeps a new account. False when the name is taken."""
        row = {"name": name, "display_name": display_name, "password_hash": password_hash, "made_at": now}
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(agents).values(row))
        except IntegrityError:
            return False
        return True

    async def account(self, name: str) -> Account | None:
        columns = (agents.c.id, agents.c.name, agents.c.display_name, agents.c.password_hash)
        async with self._database.reading() as connection:
            row = (await connection.execute(select(*columns).where(agents.c.name == name))).one_or_none()
        return Account(*row) if row else None

    async def add_sign_in(self, sign_in: SignIn, token: bytes) -> None:
        """Keeps a new sign-in under its token's digest."""
        row = {"digest": token, "sign_in": sign_in.id, "agent_id": sign_in.agent}
        times = {"made_at": sign_in.made_at, "used_at": sign_in.made_at}
        async with self._database.writing() as connection:
            await connection.execute(insert(tokens).values(row | times))

    async def sign_in(self, token: bytes, made_after: float, used_after: float) -> SignIn | None:
        """The sign-in of a token that is neither too old nor idle for too long."""
        statement = (
            select(tokens.c.sign_in, agents.c.id, agents.c.display_name, tokens.c.made_at)
            .join(agents)
            .where(tokens.c.digest == token, tokens.c.made_at > made_after, tokens.c.used_at > used_after)
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return SignIn(*row) if row else None

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
