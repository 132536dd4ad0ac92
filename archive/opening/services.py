"""What the archive's socket answers about recordings: each question, who answers it, and at what time."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from archive.control import Handler
from archive.opening.desk import Desk
from archive.opening.door import Ask, AskHeld, AskOpenings, Bring, Close, Fetch, Look, Watch
from archive.opening.openings import Openings
from archive.opening.rights import Rights


class Services:
    """The handlers. `now` is the time if it can be believed and recordings may be opened; else it raises `Refused`."""

    def __init__(self, desk: Desk, openings: Openings, rights: Rights, now: Callable[[], datetime]) -> None:
        self._desk, self._openings, self._rights, self._now = desk, openings, rights, now

    def handlers(self) -> dict[type[Struct], Handler]:
        """By what they answer."""
        return {
            Ask: self._in_thread(self._desk.ask),
            Bring: self._bring,
            Look: self._openings.look,
            Watch: self._openings.watch,
            Fetch: self._openings.fetch,
            Close: self._openings.close,
            AskHeld: self._in_thread(self._rights.held),
            AskOpenings: self._in_thread(lambda asked, _: self._rights.openings(asked)),
        }

    async def _bring(self, bring: Bring) -> Struct:
        now = self._now()
        if bring.act.reads:
            return await self._openings.open(bring, now)
        return await asyncio.to_thread(self._rights.carry_out, bring, now)

    def _in_thread(self, act: Callable[..., Struct]) -> Handler:
        async def handler(asked: Struct) -> Struct:
            return await asyncio.to_thread(act, asked, self._now())

        return handler
