"""The key desk: makes session keys for agents, and turns a right one into a session or a ticket, once.

Unknown, expired, used and misspelt keys get the same answer, after the same time. Wrong guesses are counted for
everybody together. While their budget is spent, a guess is looked at only if it was *paid* for: a program works off a
toll, and a person types the key's *extra digits*, which the agent can read out as well. Every other guess is refused
without being looked at, like a wrong one. So a flood of guesses never locks anybody out.
"""

import asyncio
import hmac
import secrets
from collections.abc import Awaitable, Callable
from typing import TypeVar

from protocol import session_key
from protocol.problems import SessionKeyMalformed, SessionKeyRefused, TicketRefused
from signaling import digests
from signaling.budget import Budget
from signaling.clock import Clock
from signaling.digests import Pepper
from signaling.evenly import REFUSED_AFTER, Evenly
from signaling.store.keys import KeyTable
from signaling.wrong_guesses import WrongGuesses

WRONG_KEYS = Budget(capacity=60, period=600.0)
"""With 3000 live keys a guesser who uses all of it finds one in about nine hours, and then meets a person."""

Won = TypeVar("Won")


class KeyDesk:
    """All keys and tickets of this server."""

    def __init__(
        self,
        table: KeyTable,
        pepper: Pepper,
        clock: Clock,
        wrong_guesses: WrongGuesses,
        refused_after: float = REFUSED_AFTER,
    ) -> None:
        self._table = table
        self._pepper = pepper
        self._clock = clock
        self._wrong_guesses = wrong_guesses
        self._refused_after = refused_after
        self._claiming: dict[bytes, asyncio.Future[bool]] = {}
        """Of keys that are being claimed: whether the database has answered."""

    @property
    def pressed(self) -> bool:
        """Whether guesses have to be paid for just now."""
        return self._wrong_guesses.too_many

    @property
    def price(self) -> int:
        """How many bits a toll has just now."""
        return self._wrong_guesses.price

    async def make(self, session: str) -> str:
        """A key for the session: seven digits that no other live session has."""
        while True:
            key = session_key.from_number(secrets.randbelow(10**session_key.DIGITS))
            if await self._table.add_key(self._pepper.of_key(key), session, self._clock()):
                return key

    def extra_digits(self, key: str) -> str:
        """The key's extra digits."""
        return self._pepper.extra_digits(key)

    async def is_live(self, key: str, extra: str = "") -> bool:
        """Whether the key could be claimed now. A wrong guess counts."""
        evenly = Evenly(self._refused_after)
        paid = self._has_extra(key, extra)
        digest = self._look_at(key, paid=paid)
        live = digest is not None and await self._table.is_live(digest, self._clock())
        if live:
            self._wrong_guesses.was_right(paid=paid)
        else:
            await evenly.refusal()
        return live

    async def claim(self, key: str, *, paid: bool = False) -> str:
        """Uses the key up; its session. Raises `SessionKeyRefused`."""
        evenly = Evenly(self._refused_after)
        digest = self._look_at(key, paid=paid)
        session = await self._first(digest, self._table.claim) if digest else None
        if session is None:
            await evenly.refusal()
            raise SessionKeyRefused
        self._wrong_guesses.was_right(paid=paid)
        return session

    async def claim_for_ticket(self, key: str, extra: str = "") -> str:
        """Uses the key up; a ticket for its session. Raises `SessionKeyRefused`."""
        evenly = Evenly(self._refused_after)
        paid = self._has_extra(key, extra)
        digest = self._look_at(key, paid=paid)
        ticket = digests.new_secret()

        async def claim(digest: bytes, now: float) -> bool | None:
            return await self._table.claim_for_ticket(digest, digests.of_secret(ticket), now) or None

        if digest is None or not await self._first(digest, claim):
            await evenly.refusal()
            raise SessionKeyRefused
        self._wrong_guesses.was_right(paid=paid)
        return ticket

    async def ticket_is_good(self, ticket: str) -> bool:
        """Whether a client could still present the ticket. Does not use it up."""
        return await self._table.ticket_session(digests.of_secret(ticket), self._clock()) is not None

    async def use_ticket(self, ticket: str) -> str:
        """Uses the ticket up; its session. Raises `TicketRefused`."""
        session = await self._table.use_ticket(digests.of_secret(ticket), self._clock())
        if session is None:
            raise TicketRefused
        return session

    async def _first(self, digest: bytes, claim: Callable[[bytes, float], Awaitable[Won | None]]) -> Won | None:
        """What the claim gives to the first of those who claim one key at once; nothing to the others.

        They wait for the first in memory and not in the database, which has few connections and other customers. Where
        the first fails for a reason that is nobody's, the next one tries.
        """
        while first := self._claiming.get(digest):
            if await asyncio.shield(first):
                return None
        answered = self._claiming[digest] = asyncio.get_running_loop().create_future()
        is_answered = False
        try:
            won = await claim(digest, self._clock())
            is_answered = True
        finally:
            del self._claiming[digest]
            answered.set_result(is_answered)
        return won

    def _look_at(self, key: str, *, paid: bool) -> bytes | None:
        """The key's digest; `None` when it cannot be a key, or when it is not to be looked at."""
        try:
            digest = self._pepper.of_key(session_key.parse(key))
        except SessionKeyMalformed:
            return None
        return digest if self._wrong_guesses.begin(paid=paid) else None

    def _has_extra(self, key: str, typed: str) -> bool:
        digits = session_key.plain(typed)
        try:
            return digits.isascii() and hmac.compare_digest(digits, self.extra_digits(session_key.parse(key)))
        except SessionKeyMalformed:
            return False
