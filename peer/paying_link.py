"""A link that pays tolls by itself, beforehand where the server asks beforehand: then a person notices nothing.

What the server did not look at is worked for and sent once more. That takes half a second at most computers.
"""

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from peer.server_link import Down, Ends, ServerLink, Up
from protocol import link, toll
from protocol.problems import SessionKeyRefused, SignInRefused

In = TypeVar("In")
_WITH_TOLL = link.ClaimKey | link.SignIn | link.SignInByProvider
_NOT_LOOKED_AT = frozenset({SessionKeyRefused.code, SignInRefused.code})


@dataclass(frozen=True)
class _Work:
    """One toll, being worked off or done."""

    numbers: asyncio.Task[list[int]]
    stop: threading.Event


class PayingLink(Generic[In]):
    """The same door as the link inside."""

    def __init__(self, inside: ServerLink[In | link.Toll]) -> None:
        self._inside = inside
        self._on_event: Callable[[Up | Down | In], None] = lambda _: None
        self._toll: link.Toll | None = None
        """What was demanded just now."""
        self._unpaid: _WITH_TOLL | None = None
        """What was said last, without work, and may be refused for that."""
        self._waiting: _WITH_TOLL | None = None
        """What is to be said when the work for it is done."""
        self._work: _Work | None = None
        """For what is waiting, or for what will be said next."""
        self._says_who_it_is = False
        """By a token or ticket, on this connection: then nothing is guessed at, and no toll needed."""

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
                self._forget()

    def send(self, message: link.LinkMessage) -> bool:
        """As in `ServerLink`."""
        if not isinstance(message, _WITH_TOLL):
            self._says_who_it_is = True
            return self._inside.send(message)
        self._unpaid = self._waiting = None
        if self._work:
            self._send_when_done(message, self._work)
            return True
        self._unpaid = message
        return self._inside.send(message)

    def renew(self) -> None:
        """As in `ServerLink`."""
        self._inside.renew()

    async def close(self) -> None:
        """As in `ServerLink`."""
        await self._inside.close()

    def _heard(self, event: Up | Down | In | link.Toll) -> None:
        if isinstance(event, link.Toll):
            self._demanded(event)
            return
        demanded, self._toll = self._toll, None
        if isinstance(event, link.Refused) and event.problem in _NOT_LOOKED_AT and demanded and self._unpaid:
            message, self._unpaid = self._unpaid, None
            self._send_when_done(message, self._begin(demanded))
            return
        if isinstance(event, Up | Down):
            self._forget()
        self._on_event(event)

    def _demanded(self, demand: link.Toll) -> None:
        if self._unpaid:
            self._toll = demand
        elif not self._says_who_it_is and not self._waiting:
            self._begin(demand)

    def _begin(self, demand: link.Toll) -> _Work:
        if self._work:
            self._work.stop.set()
        stop = threading.Event()
        working = self._tasks.create_task(asyncio.to_thread(_worked_off, demand, stop), name="work off a toll")
        self._work = _Work(working, stop)
        return self._work

    def _send_when_done(self, message: _WITH_TOLL, work: _Work) -> None:
        self._waiting = message
        self._tasks.create_task(self._paid(message, work), name="pay a toll")

    async def _paid(self, message: _WITH_TOLL, work: _Work) -> None:
        numbers = await work.numbers
        if self._waiting is message and numbers:
            self._waiting = self._work = None
            self._inside.send(msgspec.structs.replace(message, toll=numbers))

    def _forget(self) -> None:
        """Demands are good on one connection."""
        if self._work:
            self._work.stop.set()
        self._work = self._unpaid = self._waiting = None
        self._says_who_it_is = False


def _worked_off(demand: link.Toll, stop: threading.Event) -> list[int]:
    """On all processors, for a moment: scrypt lets other threads go on meanwhile."""
    with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="toll") as threads:
        return toll.pay(demand.challenge, demand.bits, stop.is_set, threads.map)
