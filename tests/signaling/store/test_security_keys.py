import asyncio
from dataclasses import replace

from signaling.roles import AgentRole
from signaling.security_keys import SecurityKey, Used
from signaling.store.agents import Account, AgentTable
from signaling.store.database import Database
from signaling.store.security_keys import MOST, Ceremony, Done, SecurityKeyTable
from tests.fakes.signed_in import unnoted

NOW = 1000.0
KEY = SecurityKey(b"key", b"public half", 3)
OTHER = SecurityKey(b"other", b"public half", 0)
CEREMONY = Ceremony("use", None, b"c" * 32, "state", 4711)
CODES = [b"r" * 32]
TICKET, PROOF = b"t" * 32, b"p" * 32


async def _account(database: Database, name: str = "anna") -> Account:
    agents = AgentTable(database)
    await agents.add(name, name, "a hash", NOW, role=AgentRole.AGENT, enrol_until=NOW, note=unnoted)
    account = await agents.account(name)
    assert account
    return account


async def test_a_key_is_found_by_what_it_calls_itself_and_its_owner_is_known_to_have_it(database: Database) -> None:
    table, anna = SecurityKeyTable(database), await _account(database)
    assert await table.enrol(anna, KEY, CODES, NOW, unnoted)
    assert await table.named(KEY.credential) == (anna.id, KEY)
    assert await table.named(b"unknown") is None
    assert await table.of_agent(anna.id) == [KEY.credential]
    again = await AgentTable(database).account("anna")
    assert again
    assert (again.keys, again.has_second_factor, again.second_factor) == (1, True, None)


async def test_of_two_that_become_the_first_second_factor_at_once_one_does(database: Database) -> None:
    table, anna = SecurityKeyTable(database), await _account(database)
    done = await asyncio.gather(*(table.enrol(anna, key, CODES, NOW, unnoted) for key in (KEY, OTHER)))
    assert sorted(done) == [False, True]


async def test_a_key_that_is_known_is_nobody_elses(database: Database) -> None:
    table, anna, berta = SecurityKeyTable(database), await _account(database), await _account(database, "berta")
    assert await table.enrol(anna, KEY, CODES, NOW, unnoted)
    assert not await table.enrol(berta, KEY, CODES, NOW, unnoted)
    assert not await table.add(berta.id, berta.generation, KEY, NOW, unnoted)
    assert await table.named(KEY.credential) == (anna.id, KEY)


async def test_keys_are_added_to_the_account_as_it_was_and_up_to_a_number(database: Database) -> None:
    table, anna = SecurityKeyTable(database), await _account(database)
    assert not await table.add(anna.id, anna.generation + 1, KEY, NOW, unnoted)
    for number in range(MOST):
        assert await table.add(anna.id, anna.generation, replace(KEY, credential=bytes([number])), NOW, unnoted)
    assert not await table.add(anna.id, anna.generation, OTHER, NOW, unnoted)


async def test_a_count_is_used_once(database: Database) -> None:
    table, anna = SecurityKeyTable(database), await _account(database)
    await table.enrol(anna, KEY, CODES, NOW, unnoted)
    done = await asyncio.gather(*(table.use(Used(KEY, 4)) for _ in range(3)))
    assert sorted(done) == [False, False, True]
    assert await table.named(KEY.credential) == (anna.id, replace(KEY, count=4))


async def test_a_ceremony_is_answered_once_and_finished_once_by_whoever_has_the_proof(database: Database) -> None:
    table = SecurityKeyTable(database)
    await table.begin(TICKET, CEREMONY, NOW)
    assert await table.look(TICKET, NOW - 1) == CEREMONY
    taken = await asyncio.gather(*(table.take(TICKET, NOW - 1, NOW) for _ in range(3)))
    assert sorted(taken, key=str) == sorted([CEREMONY, None, None], key=str)
    assert await table.look(TICKET, NOW - 1) is None
    assert await table.finish(TICKET, PROOF, NOW - 1) is None, "there is no proof yet"
    await table.was_right(TICKET, PROOF, KEY)
    assert await table.finish(TICKET, b"x" * 32, NOW - 1) is None
    finished = await asyncio.gather(*(table.finish(TICKET, PROOF, NOW - 1) for _ in range(3)))
    assert sorted(finished, key=str) == sorted([Done(None, KEY), None, None], key=str)


async def test_an_old_ceremony_counts_no_more_and_is_forgotten(database: Database) -> None:
    table = SecurityKeyTable(database)
    await table.begin(TICKET, CEREMONY, NOW)
    assert await table.look(TICKET, NOW) is None
    assert await table.take(TICKET, NOW, NOW) is None
    await table.was_right(TICKET, PROOF, None)
    assert await table.finish(TICKET, PROOF, NOW) is None
    await table.forget_dead(NOW - 1)
    assert await table.look(TICKET, NOW - 1)
    await table.forget_dead(NOW)
    assert await table.look(TICKET, NOW - 1) is None
