from collections.abc import AsyncIterator

import pytest

from protocol.problems import SignInRefused
from signaling.accounts import AccountRefused, Accounts
from signaling.digests import Pepper
from signaling.hashing import Hashing
from signaling.roles import AgentRole
from signaling.sign_ins import Enrolling, SignIns
from signaling.store.agents import AgentTable
from signaling.store.database import Database
from tests.fakes.clock import FakeClock
from tests.fakes.guesses import wrong_guesses
from tests.fakes.passwords import QUICK
from tests.fakes.signaling_parts import NAME, Play, played_scribe

PASSWORD = "correct horse battery"


@pytest.fixture
def hashing() -> Hashing:
    return Hashing(QUICK)


@pytest.fixture
async def accounts(database: Database, clock: FakeClock, hashing: Hashing) -> AsyncIterator[Accounts]:
    accounts = Accounts(AgentTable(database), clock, hashing)
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
