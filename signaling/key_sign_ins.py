"""Signing in with a security key, and getting one: what a ceremony's end means for an account."""

from ledger.server_facts import Change
from protocol.problems import KeyPageRefused, SignInRefused
from signaling.clock import Clock
from signaling.scribe import Scribe
from signaling.security_keys import SecurityKey
from signaling.sign_ins import Enrolling, Entered, Halfway, Means, SignIns
from signaling.store.agents import SignIn
from signaling.store.security_keys import Done, SecurityKeyTable


class KeySignIns:
    """The second factor of those who have keys."""

    def __init__(self, sign_ins: SignIns, keys: SecurityKeyTable, clock: Clock, scribe: Scribe) -> None:
        self._sign_ins = sign_ins
        self._keys = keys
        self._clock = clock
        self._scribe = scribe

    async def enter(self, halfway: Halfway, done: Done) -> Entered:
        """The key was used. Raises `SignInRefused` and `RoleWithoutDesk`."""
        account = halfway.account
        if account is None or done.agent != account.id or done.made:
            raise SignInRefused
        return await self._sign_ins.enter(account, Means.SECURITY_KEY)

    async def enrol(self, enrolling: Enrolling, done: Done) -> Entered:
        """The key that was made is the second factor from now on. Raises `SignInRefused`."""
        account = enrolling.account
        codes, kept = self._sign_ins.new_recovery_codes(account)
        note = self._scribe.account_note(Change.SECOND_FACTOR_SET_UP)
        made = _made(done, account.id)
        if not await self._keys.enrol(account, made, kept, self._clock(), note):
            raise SignInRefused  # another sign-in was first, the account was changed meanwhile, or the key is known
        return await self._sign_ins.enter(account, Means.SECURITY_KEY, codes)

    async def add(self, sign_in: SignIn, done: Done) -> None:
        """The key that was made is good as well from now on. Raises `KeyPageRefused`."""
        note = self._scribe.account_note(Change.KEY_ADDED)
        made = _made(done, sign_in.agent)
        if not await self._keys.add(sign_in.agent, sign_in.generation, made, self._clock(), note):
            raise KeyPageRefused


def _made(done: Done, agent: int) -> SecurityKey:
    if done.made is None or done.agent != agent:
        raise SignInRefused
    return done.made
