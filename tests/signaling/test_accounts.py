from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters

from protocol.problems import SignInRefused, TokenRefused
from signaling.accounts import HASHER, IDLE, LIFETIME, AccountRefused, Accounts
from signaling.store.agents import AgentTable
from signaling.store.database import Database
from tests.fakes.clock import FakeClock
from tests.fakes.database_files import content
from tests.fakes.passwords import QUICK

PASSWORD = "correct horse battery"


@pytest.fixture
async def accounts(database: Database, clock: FakeClock) -> AsyncIterator[Accounts]:
    accounts = Accounts(AgentTable(database), clock, QUICK)
    await accounts.add("anna", "Anna B.", PASSWORD)
    yield accounts
    accounts.close()


async def test_name_and_password_give_a_token_that_resumes(accounts: Accounts) -> None:
    sign_in, token = await accounts.sign_in("anna", PASSWORD)
    assert sign_in.display_name == "Anna B."
    assert await accounts.resume(token) == sign_in


@pytest.mark.parametrize(
    ("name", "password"), [("anna", "wrong"), ("berta", PASSWORD), ("an\x00na", PASSWORD), ("", PASSWORD)]
)
async def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    accounts: Accounts, name: str, password: str
) -> None:
    with pytest.raises(SignInRefused):
        await accounts.sign_in(name, password)


class CountingHasher(PasswordHasher):
    """Remembers how much work each comparison was."""

    def __init__(self) -> None:
        super().__init__(QUICK.time_cost, QUICK.memory_cost, QUICK.parallelism)
        self.work: list[Parameters] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002  # as the library names it
        self.work.append(extract_parameters(str(hash)))
        return super().verify(hash, password)


async def test_an_unknown_name_takes_as_long_as_a_wrong_password(database: Database, clock: FakeClock) -> None:
    hasher = CountingHasher()
    accounts = Accounts(AgentTable(database), clock, hasher)
    await accounts.add("anna", "Anna B.", PASSWORD)
    for name in ("anna", "berta"):
        with pytest.raises(SignInRefused):
            await accounts.sign_in(name, "wrong")
    accounts.close()
    known, unknown = hasher.work
    assert known == unknown


async def test_names_do_not_depend_on_capitals_and_blanks(accounts: Accounts) -> None:
    await accounts.sign_in(" Anna ", PASSWORD)


async def test_each_sign_in_is_another_one(accounts: Accounts) -> None:
    first, token = await accounts.sign_in("anna", PASSWORD)
    second, other_token = await accounts.sign_in("anna", PASSWORD)
    assert first.id != second.id
    assert token != other_token


async def test_a_token_that_was_made_up_is_refused(accounts: Accounts) -> None:
    with pytest.raises(TokenRefused):
        await accounts.resume("made up")


async def test_a_token_ends_after_a_quarter_of_an_hour_without_connection(accounts: Accounts, clock: FakeClock) -> None:
    _, token = await accounts.sign_in("anna", PASSWORD)
    clock.advance(IDLE)
    with pytest.raises(TokenRefused):
        await accounts.resume(token)


async def test_a_token_of_somebody_who_is_connected_goes_on_until_the_working_day_ends(
    accounts: Accounts, clock: FakeClock
) -> None:
    sign_in, token = await accounts.sign_in("anna", PASSWORD)
    while clock() + IDLE - 1 < sign_in.made_at + LIFETIME:
        clock.advance(IDLE - 1)
        await accounts.in_use({sign_in.id})
        assert await accounts.resume(token) == sign_in
        assert accounts.still_counts(sign_in)
    clock.advance(IDLE - 1)
    with pytest.raises(TokenRefused):
        await accounts.resume(token)
    assert not accounts.still_counts(sign_in)


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


async def test_neither_password_nor_token_stands_in_the_database(
    database_on_disk: Database, clock: FakeClock, tmp_path: Path
) -> None:
    accounts = Accounts(AgentTable(database_on_disk), clock, QUICK)
    await accounts.add("anna", "Anna B.", PASSWORD)
    _, token = await accounts.sign_in("anna", PASSWORD)
    accounts.close()
    await database_on_disk.close()
    kept = content(tmp_path)
    assert b"argon2id" in kept, "else this test reads the wrong files"
    assert PASSWORD.encode() not in kept
    assert token.encode() not in kept


def test_passwords_are_hashed_as_decided() -> None:
    assert (HASHER.time_cost, HASHER.memory_cost, HASHER.parallelism, HASHER.type.name) == (2, 19456, 1, "ID")
