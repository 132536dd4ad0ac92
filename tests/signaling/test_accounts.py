import ast
from collections.abc import AsyncIterator

import pytest

from ledger import entries, server_facts
from protocol.problems import DatabaseUnavailable, SignInRefused
from signaling.accounts import AccountRefused, Accounts
from signaling.digests import Pepper
from signaling.hashing import Hashing
from signaling.roles import AgentRole
from signaling.sign_ins import Enrolling, SignIns
from signaling.store.agents import AgentTable
from signaling.store.database import Database
from signaling.store.factors import FactorTable
from tests.fakes.clock import FakeClock
from tests.fakes.guesses import wrong_guesses
from tests.fakes.passwords import QUICK
from tests.fakes.signaling_parts import NAME, Play, played_scribe
from tests.fakes.source import modules

PASSWORD = "correct horse battery"


@pytest.fixture
def hashing() -> Hashing:
    return Hashing(QUICK)


@pytest.fixture
async def accounts(database: Database, clock: FakeClock, hashing: Hashing) -> AsyncIterator[Accounts]:
    accounts = Accounts(AgentTable(database), FactorTable(database), clock, hashing, played_scribe(clock))
    await accounts.add("anna", "Anna B.", PASSWORD)
    yield accounts
    hashing.close()


@pytest.mark.parametrize(
    ("name", "shown", "password", "why"),
    [
        ("anna", "", PASSWORD, "already"),
        ("  ", "", PASSWORD, "1 to 128"),
        ("a\nb", "", PASSWORD, "1 to 128"),
        ("berta", "Bert\x07a", PASSWORD, "customers see"),
        ("berta", "", "short", "at least 8"),
    ],
)
async def test_an_account_that_cannot_be_made_says_why(
    accounts: Accounts, name: str, shown: str, password: str, why: str
) -> None:
    with pytest.raises(AccountRefused, match=why):
        await accounts.add(name, shown, password)


async def test_everyone_is_listed_with_role_and_state(accounts: Accounts) -> None:
    await accounts.add("Berta", "", PASSWORD, AgentRole.OFFICER)
    await accounts.disable("BERTA")
    anna, berta = await accounts.everyone()
    assert (anna.name, anna.role, anna.disabled, anna.second_factor) == ("anna", AgentRole.AGENT, False, None)
    assert (berta.name, berta.role, berta.disabled) == ("berta", AgentRole.OFFICER, True)


async def test_an_account_that_is_not_there_cannot_be_changed(accounts: Accounts) -> None:
    for change in (accounts.disable, accounts.enable, accounts.reset_second_factor):
        with pytest.raises(AccountRefused, match="no agent with the name carla"):
            await change("carla")
    with pytest.raises(AccountRefused, match="no agent with the name carla"):
        await accounts.set_password("carla", PASSWORD)
    with pytest.raises(AccountRefused, match="at least 8"):
        await accounts.set_password("anna", "short")


async def test_each_change_stands_in_the_ledger(play: Play) -> None:
    accounts = play.parts.accounts
    await accounts.add("berta", "", PASSWORD, AgentRole.SUPERVISOR)
    await accounts.disable("berta")
    await accounts.enable("berta")
    await accounts.set_role("berta", AgentRole.AGENT)
    await accounts.set_password("berta", "another horse")
    await accounts.reset_second_factor("berta")
    (berta,) = await accounts.everyone()
    written = [entries.read(row.entry) for row in play.parts.ledger.rows]
    assert [entry for entry in written if isinstance(entry, server_facts.AccountChanged)] == [
        server_facts.AccountChanged(at=play.parts.scribe.now(), account=berta.id, change=change, role=role)
        for change, role in (
            (server_facts.Change.MADE, "supervisor"),
            (server_facts.Change.DISABLED, ""),
            (server_facts.Change.ENABLED, ""),
            (server_facts.Change.ROLE_CHANGED, "agent"),
            (server_facts.Change.PASSWORD_CHANGED, ""),
            (server_facts.Change.SECOND_FACTOR_RESET, ""),
        )
    ]


async def test_without_the_ledger_no_account_is_made_or_changed(play: Play) -> None:
    await play.parts.accounts.add("berta", "", PASSWORD)
    play.parts.ledger.is_gone = True
    with pytest.raises(DatabaseUnavailable):
        await play.parts.accounts.disable("berta")
    with pytest.raises(DatabaseUnavailable):
        await play.parts.accounts.add("carla", "", PASSWORD)
    assert [(one.name, one.disabled) for one in await play.parts.accounts.everyone()] == [("berta", False)]


async def test_a_disabled_account_does_not_sign_in_until_it_is_enabled(
    accounts: Accounts, database: Database, clock: FakeClock, hashing: Hashing
) -> None:
    sign_ins = SignIns(
        AgentTable(database),
        Pepper(b"pepper"),
        clock,
        hashing,
        wrong_sign_ins=wrong_guesses(clock),
        scribe=played_scribe(clock),
    )
    await accounts.disable("anna")
    assert [account.disabled for account in await accounts.everyone()] == [True]
    with pytest.raises(SignInRefused):
        await sign_ins.sign_in("anna", PASSWORD, "")
    await accounts.enable("anna")
    assert isinstance(await sign_ins.sign_in("anna", PASSWORD, ""), Enrolling)


async def test_a_reset_second_factor_takes_its_codes_with_it(play: Play) -> None:
    await play.signed_in()
    assert play.authenticator
    await play.parts.accounts.reset_second_factor(NAME)
    begun = await play.parts.sign_ins.sign_in(NAME, "correct horse", play.authenticator.recovery_codes[0])
    assert isinstance(begun, Enrolling)


def test_no_message_and_no_page_reaches_the_accounts_of_others() -> None:
    """Who changes them has the server's machine: nothing but the command holds the object that can."""
    named = {
        module.name
        for module in modules()
        if module.name.startswith("signaling/")
        for node in module.nodes
        if (isinstance(node, ast.Name) and node.id == "Accounts")
        or (isinstance(node, ast.Attribute) and node.attr == "accounts" and isinstance(node.ctx, ast.Load))
    }
    only_who_is_connected = {"signaling/sweeper.py"}
    assert named - only_who_is_connected == {"signaling/account_commands.py", "signaling/app.py"}
