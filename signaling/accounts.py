"""The accounts: agents' passwords, and the tokens of those who are signed in.

A second factor comes later; its place is `sign_in`'s last argument and a column of the agent table.
"""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from protocol.problems import SignInRefused, TokenRefused
from signaling import digests
from signaling.clock import Clock
from signaling.store.agents import AgentTable, SignIn

IDLE = 900.0
"""Seconds without a connection after which a token ends."""
LIFETIME = 8 * 3600.0
"""Seconds after which a token ends in any case."""
SHORTEST_PASSWORD = 8

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


class AccountRefused(Exception):
    """The account cannot be made. The text says why, to the operator."""


class Accounts:
    """All agents of this server."""

    def __init__(self, table: AgentTable, clock: Clock, hasher: PasswordHasher = HASHER) -> None:
        self._table = table
        self._clock = clock
        self._hasher = hasher
        # Hashing takes 20 ms and 19 MiB: off the event loop, and never more than two at once.
        self._hashing = ThreadPoolExecutor(2, thread_name_prefix="password")
        self._nobody = hasher.hash(digests.new_secret())

    async def add(self, name: str, display_name: str, password: str) -> None:
        """Makes an account. Raises `AccountRefused`."""
        named = _as_kept(name)
        if not named or not named.isprintable() or len(named) > 128:  # noqa: PLR2004  # as long as in `protocol.link`
            raise AccountRefused("The name must have 1 to 128 printable characters.")
        if len(password) < SHORTEST_PASSWORD:
            raise AccountRefused(f"The password must have at least {SHORTEST_PASSWORD} characters.")
        shown = display_name.strip() or name.strip()
        if not shown.isprintable() or len(shown) > 128:  # noqa: PLR2004  # see above
            raise AccountRefused("The name that customers see must have 1 to 128 printable characters.")
        hashed = await asyncio.get_running_loop().run_in_executor(self._hashing, self._hasher.hash, password)
        if not await self._table.add(named, shown, hashed, self._clock()):
            raise AccountRefused(f"There is an agent with the name {named} already.")

    async def sign_in(self, name: str, password: str, _second_factor: str = "") -> tuple[SignIn, str]:
        """The sign-in and its token. Raises `SignInRefused`, after the same time whether the name exists or not."""
        named = _as_kept(name)
        account = await self._table.account(named) if named.isprintable() else None
        known = account.password_hash if account else self._nobody
        right = await asyncio.get_running_loop().run_in_executor(self._hashing, self._verify, known, password)
        if account is None or not right:
            raise SignInRefused
        token = digests.new_secret()
        sign_in = SignIn(secrets.token_hex(16), account.id, account.display_name, self._clock())
        await self._table.add_sign_in(sign_in, digests.of_secret(token))
        return sign_in, token

    async def resume(self, token: str) -> SignIn:
        """The sign-in of a token that still counts. Raises `TokenRefused`."""
        now = self._clock()
        sign_in = await self._table.sign_in(digests.of_secret(token), now - LIFETIME, now - IDLE)
        if sign_in is None:
            raise TokenRefused
        return sign_in

    def still_counts(self, sign_in: SignIn) -> bool:
        """Whether a sign-in whose connection has been there all the time may begin something new."""
        return self._clock() < sign_in.made_at + LIFETIME

    async def in_use(self, sign_ins: set[str]) -> None:
        """Notes that these are connected, which is what keeps a token from being idle."""
        if sign_ins:
            await self._table.touch(sign_ins, self._clock())

    async def forget_dead(self) -> None:
        now = self._clock()
        await self._table.forget_dead(now - LIFETIME, now - IDLE)

    def close(self) -> None:
        self._hashing.shutdown(wait=False, cancel_futures=True)

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except VerifyMismatchError:
            return False


def _as_kept(name: str) -> str:
    return name.strip().casefold()
