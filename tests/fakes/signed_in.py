"""An agent who is signed in, for whoever needs a session that belongs to somebody."""

from signaling.roles import AgentRole
from signaling.store.agents import AgentTable, SignIn
from signaling.store.database import Database
from signaling.store.sessions import SessionTable

SESSION = "ab" * 16
OTHER_SESSION = "cd" * 16


async def unnoted(_account: int) -> None:
    """For whoever changes accounts without a ledger."""


async def signed_in(database: Database, name: str = "anna", now: float = 1000.0) -> SignIn:
    """An agent of this name, and a sign-in of theirs."""
    agents = AgentTable(database)
    await agents.add(name, name.title(), "a hash", now, role=AgentRole.AGENT, enrol_until=now, note=unnoted)
    account = await agents.account(name)
    assert account is not None
    sign_in = SignIn(f"{name:_>32}", account.id, account.display_name, now, AgentRole.AGENT, 0)
    await agents.add_sign_in(sign_in, name.encode().ljust(32, b"t"))
    return sign_in


async def with_session(database: Database, session: str = SESSION, now: float = 1000.0) -> SessionTable:
    """A session that waits for its customer for 600 seconds."""
    table = SessionTable(database)
    await table.add(session, await signed_in(database, f"agent-{session[:4]}", now), now, now + 600.0)
    return table
