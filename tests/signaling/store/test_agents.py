import pytest

from protocol.problems import DatabaseUnavailable
from signaling.roles import AgentRole
from signaling.store.agents import AgentTable
from signaling.store.database import Database
from tests.fakes.signed_in import signed_in, unnoted

NOW = 1000.0
LONG_AGO = 0.0
TOKEN = b"anna".ljust(32, b"t")


async def test_an_account_is_found_by_its_name(database: Database) -> None:
    table = AgentTable(database)
    assert await table.add("anna", "Anna B.", "a hash", NOW, role=AgentRole.AGENT, enrol_until=NOW, note=unnoted)
    account = await table.account("anna")
    assert account is not None
    assert (account.name, account.display_name, account.password_hash) == ("anna", "Anna B.", "a hash")
    assert await table.account("berta") is None


async def test_a_name_is_given_once(database: Database) -> None:
    table = AgentTable(database)
    assert await table.add("anna", "Anna", "a hash", NOW, role=AgentRole.AGENT, enrol_until=NOW, note=unnoted)
    assert not await table.add(
        "anna", "Another Anna", "another hash", NOW, role=AgentRole.AGENT, enrol_until=NOW, note=unnoted
    )


async def test_an_account_that_cannot_be_noted_is_neither_made_nor_changed(database: Database) -> None:
    async def fails(_account: int) -> None:
        raise DatabaseUnavailable

    table = AgentTable(database)
    with pytest.raises(DatabaseUnavailable):
        await table.add("anna", "Anna", "a hash", NOW, role=AgentRole.AGENT, enrol_until=NOW, note=fails)
    assert await table.account("anna") is None
    await table.add("anna", "Anna", "a hash", NOW, role=AgentRole.AGENT, enrol_until=NOW, note=unnoted)
    before = await table.account("anna")
    with pytest.raises(DatabaseUnavailable):
        await table.change("anna", {"disabled_at": NOW}, fails)
    assert await table.account("anna") == before


async def test_a_token_leads_to_its_sign_in_until_it_is_old_or_idle(database: Database) -> None:
    sign_in = await signed_in(database, "anna", NOW)
    table = AgentTable(database)
    assert await table.sign_in(TOKEN, LONG_AGO, LONG_AGO) == sign_in
    assert await table.sign_in(TOKEN, NOW, LONG_AGO) is None
    assert await table.sign_in(TOKEN, LONG_AGO, NOW) is None
    assert await table.sign_in(b"x" * 32, LONG_AGO, LONG_AGO) is None


async def test_a_token_in_use_is_not_idle(database: Database) -> None:
    sign_in = await signed_in(database, "anna", NOW)
    table = AgentTable(database)
    await table.touch({sign_in.id}, NOW + 50)
    assert await table.sign_in(TOKEN, LONG_AGO, NOW + 49) == sign_in


async def test_dead_tokens_are_forgotten(database: Database) -> None:
    await signed_in(database, "anna", NOW)
    table = AgentTable(database)
    await table.forget_dead(NOW - 1, NOW - 1)
    assert await table.sign_in(TOKEN, LONG_AGO, LONG_AGO)
    await table.forget_dead(NOW - 1, NOW)
    assert await table.sign_in(TOKEN, LONG_AGO, LONG_AGO) is None
