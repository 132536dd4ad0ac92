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

    async def is_paid(self, demanded: link.Toll, numbers: Sequence[int]) -> bool:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, toll.is_paid, demanded.challenge, demanded.bits, numbers)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class Toll:
    """That of one line: each challenge is good for one payment."""

    def __init__(self, booth: Booth) -> None:
        self._booth = booth
        self._demanded: link.Toll | None = None

    def demand(self, bits: int) -> link.Toll:
        """A new challenge of so many bits, in place of an earlier one."""
        self._demanded = link.Toll(secrets.token_bytes(toll.CHALLENGE_BYTES), bits)
        return self._demanded

    async def paid(self, numbers: Sequence[int]) -> bool:
        """Whether that is the work for the last challenge, which is used up."""
        demanded, self._demanded = self._demanded, None
        return bool(numbers) and demanded is not None and await self._booth.is_paid(demanded, numbers)
