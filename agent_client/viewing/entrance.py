"""The way in: name and password, codes, keys, and the operator's identity provider, until somebody is at the desk."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import assert_never

from agent_client.viewing.browser_trip import NO_PORT_YET, BrowserTrip, said
from agent_client.viewing.commands import Command, SendLink
from agent_client.viewing.events import BrowserAwaited, BrowserEvent, BrowserMissing, BrowserReturned
from agent_client.viewing.own_factors import OwnFactors
from agent_client.viewing.status import (
    AtTheDoor,
    ConfirmSecondFactor,
    KeptCodes,
    LeaveBrowser,
    SetUp,
    SignIn,
    SignInByProvider,
    SignOut,
    UseKey,
)
from agent_client.viewing.steps import BEFORE_DESK, Step, Turn, advance, leads
from protocol import link
from protocol.problems import BrowserRefused, Problem


class Entrance(ABC):
    """Who is signed in at this program, or is about to be. The desk is what it leads to."""

    def __init__(self) -> None:
        self._step = Step.SIGN_IN
        """Where the agent is outside a session; inside, the encounter knows."""
        self._reached = False
        self._resumed = False
        self._credentials: SignIn | None = None
        self._set_up: SetUp | None = None
        self._recovery_codes: tuple[str, ...] = ()
        self._signed_in: link.SignedIn | None = None
        self._problem: type[Problem] | None = None
        self._trip = BrowserTrip()
        self._provider = ""
        self._key_added = False
        self._factors = OwnFactors()

    def _acted_at_the_door(self, action: AtTheDoor) -> Iterator[Command]:
        match action:
            case SignIn():
                yield from self._sign_in(action)
            case SignInByProvider() | UseKey() | LeaveBrowser():
                yield from self._browse(action)
            case ConfirmSecondFactor(code):
                yield from self._confirm(code)
            case KeptCodes():
                self._recovery_codes = ()
                self._turn(Turn.CODES_KEPT)
            case SignOut():
                yield from self._sign_out()
            case _:
                assert_never(action)

    def _sign_in(self, action: SignIn) -> Iterator[Command]:
        """The name and password are kept until the server has answered, in case that it is not reached yet."""
        if not (action.name.strip() and action.password and self._turn(Turn.CREDENTIALS_GIVEN)):
            return
        self._problem = None
        if action.with_key:
            yield from self._trip.begin(said(action))
        else:
            self._credentials = action
            yield from self._introduce()

    def _browse(self, action: SignInByProvider | UseKey | LeaveBrowser) -> Iterator[Command]:
        """To the browser, from wherever it can be of use; or back from it, to where one signs in or to the desk."""
        match action:
            case SignInByProvider():
                if self._turn(Turn.CREDENTIALS_GIVEN):
                    self._problem = None
                    yield from self._trip.begin(link.SignInByProvider(NO_PORT_YET))
            case UseKey():
                if self._step in {Step.SECOND_FACTOR, Step.SECOND_CODE} or (self._step is Step.IDLE and self._resumed):
                    self._problem, self._key_added = None, False
                    yield from self._trip.begin(link.UseKey(NO_PORT_YET))
            case LeaveBrowser():
                yield from self._trip.end()
                if self._step in BEFORE_DESK:
                    self._forget(None)
            case _:
                assert_never(action)

    def _about_browser(self, event: BrowserEvent) -> Iterator[Command]:
        match event:
            case BrowserAwaited(port):
                yield from self._trip.awaited(port, reached=self._reached)
            case BrowserReturned(message):
                yield from self._trip.returned(message)
            case BrowserMissing():
                yield from self._trip.end()
                if self._step in BEFORE_DESK:
                    self._forget(BrowserRefused)
                self._problem = BrowserRefused
            case _:
                assert_never(event)

    def _confirm(self, code: str) -> Iterator[Command]:
        if self._step in {Step.SECOND_FACTOR, Step.SECOND_CODE} and code.strip():
            self._problem = None
            yield SendLink(link.ConfirmSecondFactor(code.strip()[:64]))

    def _introduce(self) -> Iterator[Command]:
        """The first message on the link: the token when there is one, else name and password, else nothing yet."""
        if not self._reached:
            return
        if self._signed_in:
            yield SendLink(link.Resume(self._signed_in.token))
        elif self._trip.wish:
            yield from self._trip.ask()
        elif self._credentials:
            yield SendLink(said(self._credentials))

    def _about_sign_in(
        self, message: link.SignInWays | link.OpenPage | link.SecondFactorWanted | link.KeyAdded | link.Factors
    ) -> Iterator[Command]:
        match message:
            case link.SignInWays(provider):
                self._provider = provider
            case link.OpenPage():
                self._turn(Turn.PAGE_CAME)
                yield from self._trip.page(message)
            case link.SecondFactorWanted():
                self._turn(Turn.SECOND_WANTED)
            case link.KeyAdded():
                self._key_added, self._problem = True, None
                yield from self._factors.changed()
            case link.Factors():
                self._problem = None
                self._factors.told(message)
            case _:
                assert_never(message)

    def _turn(self, turn: Turn) -> bool:
        """One step on, if the turn leads anywhere from here."""
        if leads(self._step, turn):
            self._step = advance(self._step, turn)
            return True
        return False

    @abstractmethod
    def _sign_out(self) -> Iterator[Command]:
        """The agent leaves."""

    @abstractmethod
    def _forget(self, problem: type[Problem] | None) -> None:
        """Nobody is signed in here any more."""
