"""A link that pays the toll by itself: what the server did not look at is worked for, and sent once more.

Nobody else notices, but for a second more until the answer.
"""

import asyncio
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from peer.server_link import Down, Ends, ServerLink, Up
from protocol import link, toll
from protocol.problems import SessionKeyRefused, SignInRefused

In = TypeVar("In")
_WITH_TOLL = link.ClaimKey | link.SignIn
_NOT_LOOKED_AT = frozenset({SessionKeyRefused.code, SignInRefused.code})


class PayingLink(Generic[In]):
    """The same door as the link inside."""

    def __init__(self, inside: ServerLink[In | link.Toll]) -> None:
        self._inside = inside
        self._on_event: Callable[[Up | Down | In], None] = lambda _: None
        self._toll: link.Toll | None = None
        self._unpaid: _WITH_TOLL | None = None
        """What was said last that a toll may be asked for."""
        self._paying_for: _WITH_TOLL | None = None
        self._stopped = threading.Event()

    @property
    def ends(self) -> Ends | None:
        """As in `ServerLink`."""
        return self._inside.ends

    async def run(self, on_event: Callable[[Up | Down | In], None]) -> None:
        """As in `ServerLink`."""
        self._on_event = on_event
        async with asyncio.TaskGroup() as self._tasks:
            try:
                await self._inside.run(self._heard)
            finally:
                self._stopped.set()

    def send(self, message: link.LinkMessage) -> bool:
        """As in `ServerLink`."""
        if isinstance(message, _WITH_TOLL):
            self._unpaid, self._paying_for = message, None
        return self._inside.send(message)

    def renew(self) -> None:
        """As in `ServerLink`."""
        self._inside.renew()

    async def close(self) -> None:
        """As in `ServerLink`."""
        await self._inside.close()

    def _heard(self, event: Up | Down | In | link.Toll) -> None:
        if isinstance(event, link.Toll):
            self._toll = event
            return
        asked, self._toll = self._toll, None
        if isinstance(event, link.Refused) and event.problem in _NOT_LOOKED_AT and asked and self._unpaid:
            self._paying_for, self._unpaid = self._unpaid, None
            self._tasks.create_task(self._pay(self._paying_for, asked), name="pay a toll")
            return
        if isinstance(event, Up | Down):
            self._unpaid = self._paying_for = None
        self._on_event(event)

    async def _pay(self, message: _WITH_TOLL, asked: link.Toll) -> None:
        numbers = await asyncio.to_thread(toll.pay, asked.challenge, asked.bits, self._stopped.is_set)
        if self._paying_for is message and numbers:
            self._paying_for = None
            self._inside.send(msgspec.structs.replace(message, toll=numbers))
