import asyncio
from collections.abc import Iterator
from threading import Event

import pytest
from argon2 import Parameters, PasswordHasher, extract_parameters

from protocol.problems import TooManyAttempts
from signaling.hashing import AT_ONCE, HASHER, WAITING, Hashing
from tests.fakes.passwords import QUICK


class WatchedHasher(PasswordHasher):
    """Remembers how much work each comparison was; compares when it is let."""

    def __init__(self) -> None:
        super().__init__(QUICK.time_cost, QUICK.memory_cost, QUICK.parallelism)
        self.work: list[Parameters] = []
        self.let = Event()
        self.let.set()

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]  # noqa: A002  # the library's
        self.let.wait(10)
        self.work.append(extract_parameters(str(hash)))
        return super().verify(hash, password)


@pytest.fixture
def hasher() -> WatchedHasher:
    return WatchedHasher()


@pytest.fixture
def hashing(hasher: WatchedHasher) -> Iterator[Hashing]:
    hashing = Hashing(hasher)
    yield hashing
    hashing.close()


async def test_a_password_is_told_from_another(hashing: Hashing) -> None:
    hashed = await hashing.hash("correct horse")
    assert await hashing.verify(hashed, "correct horse")
    assert not await hashing.verify(hashed, "correct hearse")


async def test_nobodys_password_is_never_right_and_takes_as_long(hashing: Hashing, hasher: WatchedHasher) -> None:
    await hashing.verify(await hashing.hash("correct horse"), "wrong")
    assert not await hashing.verify(None, "wrong")
    known, unknown = hasher.work
    assert known == unknown


async def test_those_who_come_when_the_queue_is_full_are_sent_away_at_once(
    hashing: Hashing, hasher: WatchedHasher
) -> None:
    hashed = await hashing.hash("correct horse")
    hasher.let.clear()
    async with asyncio.TaskGroup() as tasks:
        waiting = [tasks.create_task(hashing.verify(hashed, "correct horse")) for _ in range(WAITING)]
        await asyncio.sleep(0)
        with pytest.raises(TooManyAttempts):
            await hashing.verify(hashed, "correct horse")
        hasher.let.set()
    assert all(task.result() for task in waiting)
    assert await hashing.verify(hashed, "correct horse"), "there is room again"


def test_passwords_are_hashed_as_decided() -> None:
    assert (HASHER.time_cost, HASHER.memory_cost, HASHER.parallelism, HASHER.type.name) == (2, 19456, 1, "ID")
    assert AT_ONCE == 2
