"""Hashing passwords: off the event loop, few at once, and no endless queue of people who made us hash something."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from protocol.problems import TooManyAttempts
from signaling import digests

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
AT_ONCE = 2
"""Each takes 20 ms of a processor and 19 MiB."""
WAITING = 64
"""Beyond this many nobody waits any more: about 0.7 s of work."""

Made = TypeVar("Made")


class Hashing:
    """The threads in which passwords are hashed."""

    def __init__(self, hasher: PasswordHasher = HASHER) -> None:
        self._hasher = hasher
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")
        self._waiting = 0
        self._nobody = hasher.hash(digests.new_secret())

    async def hash(self, password: str) -> str:
        """The stored form of a password. Raises `TooManyAttempts` when too many wait."""
        return await self._do(lambda: self._hasher.hash(password))

    async def verify(self, hashed: str | None, password: str) -> bool:
        """Whether that is the password; for nobody's hash a no, after the same work. Raises `TooManyAttempts`."""
        return await self._do(lambda: self._is(hashed or self._nobody, password) and hashed is not None)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _do(self, work: Callable[[], Made]) -> Made:
        if self._waiting >= WAITING:
            raise TooManyAttempts
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1

    def _is(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except VerifyMismatchError:
            return False
