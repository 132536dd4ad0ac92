"""Answers that take the same time whatever led to them: a refusal comes no sooner than so long after the question."""

import asyncio

REFUSED_AFTER = 0.05
"""Seconds; longer than any way to a refusal takes while the server is not overloaded."""


class Evenly:
    """When the answer to one question may be given."""

    def __init__(self, after: float = REFUSED_AFTER) -> None:
        """The question was asked just now."""
        self._loop = asyncio.get_running_loop()
        self._at = self._loop.time() + after

    async def refusal(self) -> None:
        """Returns when it is time to refuse."""
        await asyncio.sleep(max(0.0, self._at - self._loop.time()))
