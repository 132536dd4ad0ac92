"""Waiting for what has no event of its own."""

import asyncio
from collections.abc import Callable

WITHIN = 20.0
"""Seconds; longer than anything takes on a busy machine, so that only a fault meets it."""


async def until(holds: Callable[[], bool]) -> None:
    """Lets the others run until it is so."""
    async with asyncio.timeout(WITHIN):
        while not holds():  # noqa: ASYNC110  # no event to wait for
            await asyncio.sleep(0)
