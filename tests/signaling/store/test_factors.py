import asyncio
from dataclasses import replace

import pytest

from signaling.roles import AgentRole
from signaling.security_keys import SecurityKey
from signaling.store.agents import Account, AgentTable
from signaling.store.database import Database
from signaling.store.factors import APP, Factor, FactorTable, Removal
from signaling.store.security_keys import Ceremony, SecurityKeyTable
from tests.fakes.signed_in import unnoted

NOW = 1000.0
KEY = SecurityKey(b"key", b"public half", 3)
OTHER = replace(KEY, credential=b"other")
TICKET = b"t" * 32


async def _with_app(database: Database) -> Account:
    agents = AgentTable(database)
    await agents.add("anna", "Anna", "a hash", NOW, role=AgentRole.AGENT, enrol_until=NOW, note=unnoted)
    anna = await agents.account("anna")
    assert anna
    assert await agents.enrol(anna, "sealed", 1, [b"r" * 32], unnoted)
    return anna


async def _with_all(database: Database) -> Account:
    anna, keys = await _with_app(database), SecurityKeyTable(database)
    assert await keys.add(anna.id, 0, OTHER, NOW + 2, unnoted)
    assert await keys.add(anna.id, 0, KEY, NOW + 1, unnoted)
    return anna


async def _names(database: Database, anna: Account) -> list[str]:
    return [factor.name for factor in await FactorTable(database).of_agent(anna.id)]


async def test_the_app_comes_first_and_the_keys_by_age_each_with_a_name_that_stays(database: Database) -> None:
    anna = await _with_all(database)
    app, older, newer = await FactorTable(database).of_agent(anna.id)
    assert app == Factor(APP, None)
    assert (older.made_at, newer.made_at) == (NOW + 1, NOW + 2)
    assert await FactorTable(database).remove(anna.id, older.name, unnoted) is Removal.DONE
    assert await _names(database, anna) == [APP, newer.name]


async def test_a_removed_key_is_nobodys_any_more_and_a_page_that_it_was_asked_on_is_gone(database: Database) -> None:
    anna, keys = await _with_all(database), SecurityKeyTable(database)
    await keys.begin(TICKET, Ceremony("use", anna.id, b"c" * 32, "state", 4711), NOW)
    _, older, _ = await _names(database, anna)
    assert await FactorTable(database).remove(anna.id, older, unnoted) is Removal.DONE
    assert await keys.named(KEY.credential) is None
    assert await keys.named(OTHER.credential) == (anna.id, OTHER)
    assert await keys.look(TICKET, NOW - 1) is None


async def test_the_app_can_go_while_a_key_is_left(database: Database) -> None:
    anna = await _with_all(database)
    assert await FactorTable(database).remove(anna.id, APP, unnoted) is Removal.DONE
    now = await AgentTable(database).account("anna")
    assert now
    assert (now.second_factor, now.keys, now.has_second_factor) == (None, 2, True)


async def test_the_only_one_stays_also_when_the_last_two_are_removed_at_once(database: Database) -> None:
    anna, table = await _with_all(database), FactorTable(database)
    done = await asyncio.gather(*(table.remove(anna.id, name, unnoted) for name in await _names(database, anna)))
    assert sorted(done) == [Removal.DONE, Removal.DONE, Removal.LAST]
    (left,) = await _names(database, anna)
    assert await table.remove(anna.id, left, unnoted) is Removal.LAST


async def test_what_is_not_there_is_not_removed_and_changes_nothing(database: Database) -> None:
    anna, table = await _with_app(database), FactorTable(database)
    for agent, name in ((anna.id, "3f9a12c4"), (anna.id, ""), (anna.id + 1, APP)):
        assert await table.remove(agent, name, unnoted) is Removal.UNKNOWN
    now = await AgentTable(database).account("anna")
    assert now
    assert now.generation == anna.generation


@pytest.mark.parametrize(("generation", "raised"), [(None, 1), (0, 0)])
async def test_the_operators_removal_ends_all_sign_ins_and_ones_own_none(
    database: Database, generation: int | None, raised: int
) -> None:
    anna = await _with_all(database)
    assert await FactorTable(database).remove(anna.id, APP, unnoted, generation=generation) is Removal.DONE
    now = await AgentTable(database).account("anna")
    assert now
    assert now.generation == raised


async def test_a_sign_in_of_an_account_that_was_changed_meanwhile_removes_nothing(database: Database) -> None:
    anna = await _with_all(database)
    assert await FactorTable(database).remove(anna.id, APP, unnoted, generation=7) is Removal.UNKNOWN
    assert len(await _names(database, anna)) == 3


async def test_what_cannot_be_noted_is_not_removed(database: Database) -> None:
    async def full(_: int) -> None:
        raise LookupError

    anna = await _with_all(database)
    with pytest.raises(LookupError):
        await FactorTable(database).remove(anna.id, APP, full)
    assert len(await _names(database, anna)) == 3
