"""Signing in: password and second factor give a token, which resumes until it is idle, old, or its account changed.

A wrong name, a wrong password and a wrong code get one answer. An account without a second factor gets nothing but the
chance to set one up: there is no sign-in without it.
"""

import secrets
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.exceptions import InvalidTag

from ledger import server_facts
from protocol.problems import Problem, RoleWithoutDesk, SecondFactorRefused, SignInRefused, TokenRefused
from signaling import digests, second_factor
from signaling.accounts import as_kept
from signaling.budget import Budget
from signaling.clock import Clock
from signaling.digests import Pepper
from signaling.hashing import Hashing
from signaling.roles import Right, may
from signaling.scribe import Scribe
from signaling.store.agents import Account, AgentTable, SignIn
from signaling.wrong_guesses import WrongGuesses

IDLE = 900.0
"""Seconds without a connection after which a token ends."""
LIFETIME = 8 * 3600.0
"""Seconds after which a token ends in any case."""
WRONG_SIGN_INS = Budget(capacity=60, period=600.0)
"""Of everybody together."""
WRONG_CODES = Budget(capacity=10, period=3600.0)
"""Of those who know an account's password. Its recovery codes, which nobody guesses, are good even when it is spent."""


class Means(StrEnum):
    """What somebody signed in with, besides the password."""

    CODE = "code"
    RECOVERY_CODE = "recovery-code"
    SECURITY_KEY = "security-key"
    PROVIDER = "provider"
    """The operator's identity provider, which asked for a second factor itself."""


@dataclass(frozen=True)
class Entered:
    """Somebody is signed in."""

    sign_in: SignIn
    token: str = field(repr=False)
    recovery_codes: tuple[str, ...] = field(default=(), repr=False)
    """Shown once, right after the second factor was set up."""


@dataclass(frozen=True)
class Enrolling:
    """Name and password were right, and there is no second factor yet: this is to become it."""

    account: Account
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class Halfway:
    """The second factor is missing. What there is so far: name and password, right or not, or a provider's word."""

    account: Account | None
    """Nobody's, where name or password were wrong: then nothing that follows is right."""
    tried: int | None
    """The account, for the ledger."""
    counted: bool = False
    """Whether it counts as a wrong guess until it turns out to be right."""


@dataclass
class _Attempt:
    """One try, for the ledger."""

    account: int | None = None
    """The one that was tried, if there is such an account."""


class SignIns:
    """All that people sign in with, and all who are signed in."""

    def __init__(
        self,
        table: AgentTable,
        pepper: Pepper,
        clock: Clock,
        hashing: Hashing,
        *,
        wrong_sign_ins: WrongGuesses,
        scribe: Scribe,
    ) -> None:
        self._table = table
        self._pepper = pepper
        self._clock = clock
        self._hashing = hashing
        self._scribe = scribe
        self._wrong = wrong_sign_ins
        self._wrong_codes: dict[int, Budget] = {}

    @property
    def pressed(self) -> bool:
        """Whether whoever signs in has to pay a toll just now."""
        return self._wrong.too_many

    @property
    def price(self) -> int:
        """How many bits that toll has."""
        return self._wrong.price

    async def sign_in(self, name: str, password: str, typed: str, *, paid: bool = False) -> Entered | Enrolling:
        """Signs somebody in. Raises `SignInRefused`, after the same time whether the name exists or not.

        `RoleWithoutDesk` is for those who have both factors right, and a role with which there is nothing to do here.
        While too many try, nothing is looked at but what a toll was `paid` for. Raises `TooManyAttempts` when even
        those who paid are too many.
        """
        self.begin(paid=paid)
        attempt = _Attempt()
        try:
            entered = await self._entered(attempt, name, password, typed)
        except (SignInRefused, RoleWithoutDesk) as refused:
            await self.refused(attempt.account, refused)
            raise
        self._wrong.was_right(paid=paid)
        return entered

    async def name(self, name: str, password: str, *, paid: bool = False) -> Halfway | Enrolling:
        """Looks at name and password, for somebody whose second factor comes in another way.

        Whether they were right, nobody is told. Raises `SignInRefused` for what is not looked at, and as `sign_in`.
        """
        self.begin(paid=paid)
        attempt = _Attempt()
        try:
            account = await self._right(attempt, name, password)
            if not account.has_second_factor:
                _must_have_a_desk(account)
                enrolling = self.enrolling(account)
                self._wrong.was_right(paid=paid)
                return enrolling
        except SignInRefused:
            return Halfway(None, attempt.account, counted=not paid)
        except RoleWithoutDesk as refused:
            await self.refused(attempt.account, refused)
            raise
        return Halfway(account, account.id, counted=not paid)

    async def confirm(self, halfway: Halfway, typed: str) -> Entered:
        """The code that was missing. Raises `SecondFactorRefused` and `RoleWithoutDesk`."""
        account = halfway.account
        means = await self._second_is_right(account, typed) if account else None
        if account is None or means is None:
            await self.refused(halfway.tried, SecondFactorRefused())
            raise SecondFactorRefused
        return await self.enter(account, means)

    async def refused(self, tried: int | None, why: Problem) -> None:
        """Writes down that somebody was not let in, or went away."""
        await self._scribe.write(server_facts.SignInRefused(at=self._scribe.now(), why=why.code, account=tried))

    async def enrol(self, enrolling: Enrolling, typed: str) -> Entered:
        """Makes it the second factor, once the app shows the right code. Raises `SecondFactorRefused`."""
        account = enrolling.account
        step = second_factor.matching_step(enrolling.secret, typed, self._clock())
        if step is None:
            raise SecondFactorRefused
        codes, kept = self.new_recovery_codes(account)
        note = self._scribe.account_note(server_facts.Change.SECOND_FACTOR_SET_UP)
        if not await self._table.enrol(account, self._pepper.sealed(enrolling.secret, account.id), step, kept, note):
            raise SignInRefused  # another sign-in was first, or the account was changed meanwhile
        return await self.enter(account, Means.CODE, codes)

    async def enter(self, account: Account, means: Means | str, codes: tuple[str, ...] = ()) -> Entered:
        """Lets somebody in whose both factors are right. Raises `RoleWithoutDesk`."""
        _must_have_a_desk(account)
        token = digests.new_secret()
        sign_in = SignIn(
            secrets.token_hex(16), account.id, account.display_name, self._clock(), account.role, account.generation
        )
        await self._scribe.write(server_facts.SignedIn(at=self._scribe.now(), account=account.id, means=means))
        await self._table.add_sign_in(sign_in, digests.of_secret(token))
        return Entered(sign_in, token, codes)

    def enrolling(self, account: Account) -> Enrolling:
        """Somebody who may set the second factor up now. Raises `SignInRefused`."""
        if self._clock() >= account.enrol_until:
            raise SignInRefused
        return Enrolling(account, second_factor.new_secret())

    def new_recovery_codes(self, account: Account) -> tuple[tuple[str, ...], list[bytes]]:
        """Codes for an account, and how they are kept."""
        codes = tuple(second_factor.new_recovery_codes())
        return codes, [self._of_recovery_code(account, code) for code in codes]

    def begin(self, *, paid: bool) -> None:
        """Counts a try as wrong until it turns out to be right. Raises `SignInRefused` for what is not looked at.

        That is not written down either: a flood does not fill the ledger.
        """
        if not self._wrong.begin(paid=paid):
            raise SignInRefused

    def was_right(self, *, paid: bool) -> None:
        """What was begun was no guess."""
        self._wrong.was_right(paid=paid)

    async def resume(self, token: str) -> SignIn:
        """The sign-in of a token that still counts. Raises `TokenRefused`."""
        now = self._clock()
        sign_in = await self._table.sign_in(digests.of_secret(token), now - LIFETIME, now - IDLE)
        if sign_in is None:
            raise TokenRefused
        return sign_in

    async def sign_out(self, sign_in: SignIn) -> None:
        """Ends the sign-in: its token is gone."""
        await self._table.forget(sign_in)

    def still_counts(self, sign_in: SignIn) -> bool:
        """Whether a sign-in whose connection has been there all the time may begin something new."""
        return self._clock() < sign_in.made_at + LIFETIME

    async def generations(self, agents: set[int]) -> dict[int, int]:
        """The generation of each of these accounts that may be signed in at all."""
        return await self._table.generations(agents) if agents else {}

    async def in_use(self, sign_ins: set[str]) -> None:
        """Notes that these are connected, which is what keeps a token from being idle."""
        if sign_ins:
            await self._table.touch(sign_ins, self._clock())

    async def forget_dead(self) -> None:
        now = self._clock()
        await self._table.forget_dead(now - LIFETIME, now - IDLE)

    # Inside.

    async def _entered(self, attempt: _Attempt, name: str, password: str, typed: str) -> Entered | Enrolling:
        account = await self._right(attempt, name, password)
        if not account.has_second_factor:
            _must_have_a_desk(account)
            return self.enrolling(account)
        means = await self._second_is_right(account, typed)
        if means is None:
            raise SignInRefused
        return await self.enter(account, means)

    async def _right(self, attempt: _Attempt, name: str, password: str) -> Account:
        named = as_kept(name)
        account = await self._table.account(named) if named.isprintable() else None
        attempt.account = account.id if account else None
        right = await self._hashing.verify(account.password_hash or None if account else None, password)
        if account is None or not right or account.disabled:
            raise SignInRefused
        return account

    async def _second_is_right(self, account: Account, typed: str) -> Means | None:
        """What it is, if it is a code that was never used before. It is used up by this."""
        if recovery := second_factor.as_recovery_code(typed):
            used = await self._table.use_recovery_code(account, self._of_recovery_code(account, recovery))
            return Means.RECOVERY_CODE if used else None
        if account.second_factor is None:
            return None
        now = self._clock()
        budget = self._wrong_codes.get(account.id, WRONG_CODES)
        if budget.left(now) < 1:
            return None
        self._wrong_codes[account.id] = budget.spend(now)
        step = self._step(account, account.second_factor, typed, now)
        if step is None or not await self._table.use_step(account, step):
            return None
        self._wrong_codes[account.id] = self._wrong_codes[account.id].give_back(now)
        return Means.CODE

    def _step(self, account: Account, sealed: str, typed: str, now: float) -> int | None:
        try:
            return second_factor.matching_step(self._pepper.opened(sealed, account.id), typed, now)
        except InvalidTag:  # the pepper is another one: nobody gets in until the operator resets the second factor
            return None

    def _of_recovery_code(self, account: Account, code: str) -> bytes:
        meant = second_factor.as_recovery_code(code)
        assert meant is not None, "it is one"
        return self._pepper.of_recovery_code(meant, account.id)


def _must_have_a_desk(account: Account) -> None:
    """Raises `RoleWithoutDesk`."""
    if not may(account.role, Right.SIGN_IN):
        raise RoleWithoutDesk
