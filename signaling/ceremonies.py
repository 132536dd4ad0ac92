"""Ceremonies: a page in the system's browser on which a security key is made or used, for an agent's line.

    line ──port──► TICKET in the page's address ──► browser, key ──► 127.0.0.1:port ──PROOF──► the same line

The ticket is good for one answer and for two minutes, and is nothing but that: who has it can use a key, and is given
the proof by the page, which sends the browser to the program that waits on the same machine. Only the line that began
it can do anything with the proof. So a link to the page that is sent to somebody else brings whoever sent it nothing.
"""

import hmac
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlencode

from protocol.link import CameBack
from protocol.problems import KeyPageRefused, SignInRefused
from signaling import digests
from signaling.clock import Clock
from signaling.security_keys import CHALLENGE_BYTES, KeyAnswerWrong, SecurityKey, Site
from signaling.store.agents import AgentTable
from signaling.store.security_keys import Ceremony, Done, SecurityKeyTable

LIFETIME = 120.0
"""Seconds from the ticket to the proof's use."""
PATH = "/security-key"


class Kind(StrEnum):
    """What the key is to do."""

    MAKE = "make"
    """It becomes the account's."""
    USE = "use"
    """Somebody signs in with it."""


@dataclass(frozen=True)
class Begun:
    """A ceremony, as the line knows it that began it."""

    url: str = field(repr=False)
    state: str = field(repr=False)
    """What tells the program that waits for the browser that it is this page's."""
    digest: bytes = field(repr=False)


@dataclass(frozen=True)
class Asked:
    """What the page shows."""

    kind: Kind
    options: str = field(repr=False)
    """For `navigator.credentials`, as JSON."""


class Ceremonies:
    """All of them. Several servers on one database share them."""

    def __init__(self, keys: SecurityKeyTable, agents: AgentTable, site: Site, clock: Clock) -> None:
        self._keys = keys
        self._agents = agents
        self._site = site
        self._clock = clock

    async def begin(self, kind: Kind, agent: int | None, port: int) -> Begun:
        """A new one, whose browser returns to `port`. Nobody's, with agent `None`, can never come out right."""
        ticket, state = digests.new_secret(), secrets.token_urlsafe(16)
        ceremony = Ceremony(kind.value, agent, secrets.token_bytes(CHALLENGE_BYTES), state, port)
        begun = Begun(f"{self._site.origin}{PATH}/{ticket}", state, digests.of_secret(ticket))
        await self._keys.begin(begun.digest, ceremony, self._clock())
        return begun

    async def look(self, ticket: str) -> Asked:
        """What the page of a ticket shows. Raises `KeyPageRefused`."""
        ceremony = await self._keys.look(digests.of_secret(ticket), self._since())
        if ceremony is None:
            raise KeyPageRefused
        if ceremony.kind == Kind.USE:
            return Asked(Kind.USE, self._site.to_use(ceremony.challenge))
        account = await self._agents.account_of(ceremony.agent) if ceremony.agent is not None else None
        if account is None:
            raise KeyPageRefused
        known = await self._keys.of_agent(account.id)
        options = self._site.to_make(ceremony.challenge, account.id, account.name, account.display_name, known)
        return Asked(Kind.MAKE, options)

    async def answer(self, ticket: str, answer: bytes) -> str:
        """Where the browser goes with the proof. Raises `KeyPageRefused`; either way it was the only answer."""
        digest = digests.of_secret(ticket)
        ceremony = await self._keys.take(digest, self._since(), self._clock())
        if ceremony is None:
            raise KeyPageRefused
        try:
            made = await self._checked(ceremony, answer)
        except KeyAnswerWrong:
            raise KeyPageRefused from None
        proof = digests.new_secret()
        await self._keys.was_right(digest, digests.of_secret(proof), made)
        return f"http://127.0.0.1:{ceremony.port}/?" + urlencode({"state": ceremony.state, "code": proof})

    async def finish(self, begun: Begun, returned: CameBack) -> Done:
        """What came of it, for the line that began it. Raises `SignInRefused`."""
        if not hmac.compare_digest(returned.state.encode(), begun.state.encode()):
            raise SignInRefused
        done = await self._keys.finish(begun.digest, digests.of_secret(returned.code), self._since())
        if done is None:
            raise SignInRefused
        return done

    async def forget_dead(self) -> None:
        await self._keys.forget_dead(self._since())

    async def _checked(self, ceremony: Ceremony, answer: bytes) -> SecurityKey | None:
        """The key that was made, if one was to be. Raises `KeyAnswerWrong`."""
        if ceremony.kind == Kind.MAKE:
            return self._site.made(ceremony.challenge, answer)
        found = await self._keys.named(self._site.named(answer))
        if found is None or found[0] != ceremony.agent:
            raise KeyAnswerWrong
        if not await self._keys.use(self._site.used(ceremony.challenge, found[1], answer)):
            raise KeyAnswerWrong
        return None

    def _since(self) -> float:
        return self._clock() - LIFETIME
