"""Who is on an agent's line: what it says until somebody is signed in, and what its browser comes back with.

password + code ──────────────────────────────────────────────► signed in
password, or a provider's word ──► halfway ──► code, or key ──► signed in
the first time ──────────────────► enrolling ──► app, or key ──► signed in, with recovery codes
"""

from dataclasses import dataclass
from typing import assert_never

from protocol import link
from protocol.problems import KeyPageRefused, OutOfOrder, Problem, RoleWithoutDesk, SignInRefused
from signaling import second_factor
from signaling.ceremonies import Begun, Ceremonies, Kind
from signaling.factors import OwnFactors
from signaling.key_sign_ins import KeySignIns
from signaling.lines import Line
from signaling.provider_sign_ins import Asked, ProviderSignIns
from signaling.sign_ins import Enrolling, Entered, Halfway, SignIns
from signaling.store.agents import SignIn
from signaling.store.security_keys import Done
from signaling.tolls import Booth, Toll

Identifying = link.SignIn | link.SignInByProvider | link.UseKey | link.CameBack | link.ConfirmSecondFactor | link.Resume


@dataclass(frozen=True)
class Ways:
    """All ways in."""

    sign_ins: SignIns
    keys: KeySignIns
    ceremonies: Ceremonies
    factors: OwnFactors
    provider: ProviderSignIns | None = None
    """None where the operator has no identity provider."""


class Identification:
    """That of one line."""

    def __init__(self, line: Line, ways: Ways, booth: Booth, operator: str) -> None:
        """`operator` is the name that stands in authenticator apps."""
        self._line = line
        self._ways = ways
        self._toll = Toll(booth)
        self._operator = operator
        self._open: Enrolling | Halfway | None = None
        """Who is about to come in, and lacks a second factor."""
        self._page: Begun | Asked | None = None
        """What the browser is at."""

    def greet(self) -> None:
        """Says which ways there are, where there is more than a password, and which toll there is."""
        if self._ways.provider:
            self._line.send(link.SignInWays(self._ways.provider.name))
        self._demand()  # the program can work it off while the password is being typed

    async def hear(self, message: Identifying) -> Entered | None:
        """Who is signed in by this, if somebody is. Raises the `Problem` that the program is to be told."""
        match message:
            case link.SignIn():
                return await self._sign_in(message)
            case link.SignInByProvider():
                await self._by_provider(message)
            case link.UseKey():
                await self._use_key(message.browser)
            case link.CameBack():
                return await self._returned(message)
            case link.ConfirmSecondFactor():
                return await self._confirm(message.code)
            case link.Resume():
                await self.forget()
                return Entered(await self._ways.sign_ins.resume(message.token), message.token)
            case _:
                assert_never(message)
        return None

    async def forget(self, why: Problem | None = None) -> None:
        """Whoever was about to come in does not any more, and is written down if the second factor was awaited."""
        left, self._open, self._page = self._open, None, None
        if isinstance(left, Halfway):
            await self._ways.sign_ins.refused(left.tried, why or SignInRefused())

    # Somebody who is signed in gets one more key.

    async def add_key(self, sign_in: SignIn, port: int) -> None:
        """Opens the page for it."""
        await self._open_page(Kind.MAKE, sign_in.agent, port)

    async def key_added(self, sign_in: SignIn, returned: link.CameBack) -> None:
        """The browser is back. Raises the `Problem` that the program is to be told."""
        try:
            await self._ways.keys.add(sign_in, await self._ways.ceremonies.finish(self._at_key_page(), returned))
        except SignInRefused:  # would say that nobody is signed in any more
            raise KeyPageRefused from None
        self._line.send(link.KeyAdded())

    # Inside.

    async def _sign_in(self, message: link.SignIn) -> Entered | None:
        """A refusal goes with a demand for a toll, while there is one for everybody."""
        await self.forget()
        paid, sign_ins = await self._toll.paid(message.toll), self._ways.sign_ins
        pressed = sign_ins.pressed
        try:
            if message.browser:
                self._open = await sign_ins.name(message.name, message.password, paid=paid)
                await self._use_key(message.browser)
                return None
            entered = await sign_ins.sign_in(message.name, message.password, message.second_factor, paid=paid)
        except SignInRefused:
            self._demand(pressed=pressed)
            raise
        if isinstance(entered, Entered):
            return entered
        self._open = entered
        self._set_up(entered)
        return None

    async def _by_provider(self, message: link.SignInByProvider) -> None:
        await self.forget()
        if self._ways.provider is None:
            raise OutOfOrder
        paid = await self._toll.paid(message.toll)
        pressed = self._ways.sign_ins.pressed
        try:
            asked = await self._ways.provider.begin(message.browser, paid=paid)
        except SignInRefused:
            self._demand(pressed=pressed)
            raise
        self._page = asked
        self._line.send(link.OpenPage(asked.url, asked.state))

    async def _use_key(self, port: int) -> None:
        """The page for whoever is about to come in."""
        match self._open:
            case Enrolling(account):
                await self._open_page(Kind.MAKE, account.id, port)
            case Halfway(account):
                await self._open_page(Kind.USE, account.id if account else None, port)
            case None:
                raise OutOfOrder
            case _:
                assert_never(self._open)

    async def _open_page(self, kind: Kind, agent: int | None, port: int) -> None:
        begun = await self._ways.ceremonies.begin(kind, agent, port)
        self._page = begun
        self._line.send(link.OpenPage(begun.url, begun.state))

    async def _returned(self, returned: link.CameBack) -> Entered | None:
        if isinstance(self._page, Asked):
            return await self._from_provider(self._page, returned)
        begun, who = self._at_key_page(), self._open
        if who is None:
            raise OutOfOrder
        try:
            entered = await self._with_key(who, await self._ways.ceremonies.finish(begun, returned))
        except (SignInRefused, RoleWithoutDesk) as why:
            await self.forget(why)
            raise
        self._open = None
        return entered

    async def _with_key(self, who: Enrolling | Halfway, done: Done) -> Entered:
        match who:
            case Enrolling():
                return await self._ways.keys.enrol(who, done)
            case Halfway():
                entered = await self._ways.keys.enter(who, done)
                self._ways.sign_ins.was_right(paid=not who.counted)
                return entered
            case _:
                assert_never(who)

    async def _from_provider(self, asked: Asked, returned: link.CameBack) -> Entered | None:
        self._page = None
        assert self._ways.provider, "it was asked"
        came = await self._ways.provider.finish(asked, returned)
        if isinstance(came, Entered):
            return came
        self._open = came
        if isinstance(came, Enrolling):
            self._set_up(came)
        else:
            self._line.send(link.SecondFactorWanted())
        return None

    async def _confirm(self, code: str) -> Entered:
        match self._open:
            case Enrolling():
                entered = await self._ways.sign_ins.enrol(self._open, code)
            case Halfway():
                entered = await self._ways.sign_ins.confirm(self._open, code)
                self._ways.sign_ins.was_right(paid=not self._open.counted)
            case None:
                raise OutOfOrder
            case _:
                assert_never(self._open)
        self._open = None
        return entered

    def _at_key_page(self) -> Begun:
        """The page that the browser comes back from. It does so once."""
        begun, self._page = self._page, None
        if not isinstance(begun, Begun):
            raise OutOfOrder
        return begun

    def _set_up(self, enrolling: Enrolling) -> None:
        address = second_factor.address(enrolling.secret, enrolling.account.name, self._operator)
        self._line.send(link.SetUpSecondFactor(address, second_factor.spelled(enrolling.secret)))

    def _demand(self, *, pressed: bool = False) -> None:
        """`pressed`: so it was when it was asked, so that it may not have been looked at."""
        if pressed or self._ways.sign_ins.pressed:
            self._line.send(self._toll.demand(self._ways.sign_ins.price))
