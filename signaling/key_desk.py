"""The key desk: makes session keys for agents, and turns a right one into a session or a ticket, once.

Unknown, expired, used and misspelt keys get the same answer. Wrong guesses are counted for everybody together; while
their budget is spent, guesses are answered with `TooManyAttempts` without being looked at, right ones too. They do not
prolong it: the budget comes back by itself, one guess every ten seconds. (Once there is a proof of work, it takes the
place of that answer: see `_look_at`.)
"""

import secrets

from protocol import session_key
from protocol.problems import SessionKeyMalformed, SessionKeyRefused, TicketRefused, TooManyAttempts
from signaling import digests
from signaling.budget import Budget
from signaling.clock import Clock
from signaling.digests import Pepper
from signaling.store.keys import KeyTable

WRONG_GUESSES = Budget(capacity=60, period=600.0)
"""With 3000 live keys a guesser who uses all of it finds one in about nine hours, and then meets a person."""


class KeyDesk:
    """All keys and tickets of this server."""

    def __init__(self, table: KeyTable, pepper: Pepper, clock: Clock, wrong_guesses: Budget = WRONG_GUESSES) -> None:
        self._table = table
        self._pepper = pepper
        self._clock = clock
        self._wrong_guesses = wrong_guesses

    async def make(self, session: str) -> str:
        """A key for the session: seven digits that no other live session has."""
        while True:
            key = session_key.from_number(secrets.randbelow(10**session_key.DIGITS))
            if await self._table.add_key(self._pepper.of_key(key), session, self._clock()):
                return key

    async def is_live(self, key: str) -> bool:
        """Whether the key could be claimed now. A wrong guess counts. Raises `TooManyAttempts`."""
        digest = self._look_at(key)
        live = digest is not None and await self._table.is_live(digest, self._clock())
        if live:
            self._was_right()
        return live

    async def claim(self, key: str) -> str:
        """Uses the key up; its session. Raises `SessionKeyRefused` or `TooManyAttempts`."""
        digest = self._look_at(key)
        session = await self._table.claim(digest, self._clock()) if digest else None
        if session is None:
            raise SessionKeyRefused
        self._was_right()
        return session

    async def claim_for_ticket(self, key: str) -> str:
        """Uses the key up; a ticket for its session. Raises `SessionKeyRefused` or `TooManyAttempts`."""
        digest = self._look_at(key)
        if digest is None:
            raise SessionKeyRefused
        ticket = digests.new_secret()
        await self._table.claim_for_ticket(digest, digests.of_secret(ticket), self._clock())
        self._was_right()
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

    def _look_at(self, key: str) -> bytes | None:
        """The key's digest; `None` when it cannot be a key. Raises `TooManyAttempts` instead of looking.

        The guess is paid for beforehand, so that many at once do not get past the budget together.
        """
        if self._wrong_guesses.left(self._clock()) < 1:
            raise TooManyAttempts
        try:
            digest = self._pepper.of_key(session_key.parse(key))
        except SessionKeyMalformed:
            return None
        self._wrong_guesses = self._wrong_guesses.spend(self._clock())
        return digest

    def _was_right(self) -> None:
        self._wrong_guesses = self._wrong_guesses.give_back(self._clock())
