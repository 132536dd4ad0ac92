"""Signing in by the operator's identity provider: whose account a person's is, and what is still missing.

A person is known by what the provider calls the *subject*, which stays. The name only finds the account at the first
sign-in, and only one that has no password of its own and is nobody's yet: whoever can choose a name at the provider
cannot choose somebody's account with it.
"""

from dataclasses import dataclass, field

from ledger.server_facts import Change
from protocol.link import CameBack
from protocol.problems import ProviderSignInRefused, RoleWithoutDesk, SignInRefused
from signaling.accounts import ENROL_WITHIN, as_kept
from signaling.clock import Clock
from signaling.digests import Pepper
from signaling.provider.id_token import Claims
from signaling.provider.persons import Person, Reading
from signaling.provider.provider import Provider, Question
from signaling.roles import Right, may
from signaling.scribe import Scribe
from signaling.sign_ins import Enrolling, Entered, Halfway, Means, SignIns
from signaling.store.agents import Account, AgentTable


@dataclass(frozen=True)
class Asked:
    """What one line waits for."""

    question: Question = field(repr=False)
    paid: bool = False
    """Whether it was begun with a toll, and so not counted."""

    @property
    def url(self) -> str:
        return self.question.url

    @property
    def state(self) -> str:
        return self.question.state


class ProviderSignIns:
    """The people that the provider knows."""

    def __init__(
        self,
        name: str,
        issuer: str,
        provider: Provider,
        reading: Reading,
        sign_ins: SignIns,
        *,
        agents: AgentTable,
        pepper: Pepper,
        clock: Clock,
        scribe: Scribe,
    ) -> None:
        """`name` stands on the button that begins it."""
        self.name = name
        self._issuer = issuer
        self._provider = provider
        self._reading = reading
        self._sign_ins = sign_ins
        self._agents = agents
        self._pepper = pepper
        self._clock = clock
        self._scribe = scribe

    async def begin(self, port: int, *, paid: bool) -> Asked:
        """What the browser is to be opened at. Raises `SignInRefused` and `ProviderUnavailable`."""
        self._sign_ins.begin(paid=paid)
        return Asked(await self._provider.question(port), paid=paid)

    async def finish(self, asked: Asked, returned: CameBack) -> Entered | Enrolling | Halfway:
        """Who came back; with `Halfway` the second factor is missing, because the provider asked for none.

        Raises `ProviderSignInRefused`, `ProviderUnavailable` and `RoleWithoutDesk`.
        """
        account: Account | None = None
        try:
            person = self._person(await self._provider.claims(asked.question, returned))
            account = await self._account(person)
            came = await self._let_in(account, person)
        except (ProviderSignInRefused, RoleWithoutDesk) as why:
            await self._sign_ins.refused(account.id if account else None, why)
            raise
        self._sign_ins.was_right(paid=asked.paid)
        return came

    def _person(self, claims: Claims) -> Person:
        person = self._reading.person(claims)
        if person is None:
            raise ProviderSignInRefused
        return person

    async def _let_in(self, account: Account, person: Person) -> Entered | Enrolling | Halfway:
        if account.disabled:
            raise ProviderSignInRefused
        if not may(account.role, Right.SIGN_IN):
            raise RoleWithoutDesk
        if person.has_second_factor:
            return await self._sign_ins.enter(account, Means.PROVIDER)
        if account.has_second_factor:
            return Halfway(account, account.id)
        try:
            return self._sign_ins.enrolling(account)
        except SignInRefused:
            raise ProviderSignInRefused from None

    async def _account(self, person: Person) -> Account:
        """The account, with the role that the provider says. Raises `ProviderSignInRefused`."""
        subject = self._pepper.of_subject(self._issuer, person.subject)
        account = await self._agents.account_of_subject(subject) or await self._first(person, subject)
        if not self._reading.by_groups or account.role is person.role:
            return account
        if person.role is None:
            raise ProviderSignInRefused
        note = self._scribe.account_note(Change.ROLE_CHANGED, person.role.value)
        await self._agents.change(account.name, {"role": person.role.value}, note)
        return await self._again(account)

    async def _first(self, person: Person, subject: bytes) -> Account:
        """Somebody who never came from there: an account of that name that waits for it, or else a new one."""
        name = as_kept(person.name)
        account = await self._agents.account(name)
        if account is None and person.role is not None:
            return await self._made(person, name, subject)
        if account is None or account.password_hash or account.subject is not None or account.disabled:
            raise ProviderSignInRefused
        if not await self._agents.bind(account, subject, self._scribe.account_note(Change.BOUND_TO_PROVIDER)):
            raise ProviderSignInRefused
        return await self._again(account)

    async def _made(self, person: Person, name: str, subject: bytes) -> Account:
        assert person.role, "the provider says that there is one"
        now, role = self._clock(), person.role
        note = self._scribe.account_note(Change.MADE, role.value)
        await self._agents.add(
            name, person.shown, "", now, role=role, enrol_until=now + ENROL_WITHIN, note=note, subject=subject
        )
        made = await self._agents.account_of_subject(subject)
        if made is None:  # somebody else took the name at the same moment
            raise ProviderSignInRefused
        return made

    async def _again(self, account: Account) -> Account:
        """As it is now."""
        now = await self._agents.account_of(account.id)
        assert now, "accounts are never removed"
        return now
