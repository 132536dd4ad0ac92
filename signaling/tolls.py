"""Tolls: what a program works off before it may guess again (`protocol.toll`), demanded and checked on one line."""

import asyncio
import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from protocol import link, toll

_AT_ONCE = 2


class Booth:
    """Checks payments, off the event loop: 18 ms for a right one, a millisecond for a wrong one."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="toll")

    async def is_paid(self, challenge: bytes, numbers: Sequence[int]) -> bool:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, toll.is_paid, challenge, toll.BITS, numbers)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class Toll:
    """That of one line: each challenge is good for one payment."""

    def __init__(self, booth: Booth) -> None:
        self._booth = booth
        self._challenge: bytes | None = None

    def demand(self) -> link.Toll:
        """A new challenge, in place of an earlier one."""
        self._challenge = secrets.token_bytes(toll.CHALLENGE_BYTES)
        return link.Toll(self._challenge, toll.BITS)

    async def paid(self, numbers: Sequence[int]) -> bool:
        """Whether that is the work for the last challenge, which is used up."""
        challenge, self._challenge = self._challenge, None
        return bool(numbers) and challenge is not None and await self._booth.is_paid(challenge, numbers)
