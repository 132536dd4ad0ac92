"""The agent's desk: the link, the sign-in, and one session at a time. Events in, commands out, one frozen status."""

from collections.abc import Iterator
from typing import assert_never

from agent_client.viewing.commands import Command, Leave, SendLink
from agent_client.viewing.encounter import Encounter
from agent_client.viewing.entrance import Entrance
from agent_client.viewing.events import (
    Acted,
    BrowserAwaited,
    BrowserMissing,
    BrowserReturned,
    Event,
    FromServer,
    LinkDown,
    LinkUp,
    PeerEvent,
    Tick,
)
from agent_client.viewing.seen import inside
from agent_client.viewing.status import (
    Action,
    AdjustCamera,
    Ask,
    AskControl,
    AskSecond,
    ChooseMonitor,
    ConfirmSecond,
    Dismiss,
    DismissSecond,
    End,
    HideFactors,
    InviteSecond,
    JoinSession,
    NewSession,
    Point,
    Quit,
    RemoveFactor,
    Say,
    SetEnrolment,
    SetUp,
    ShowFactors,
    Status,
    TypeCode,
    Use,
)
from agent_client.viewing.steps import Step, Turn
from protocol import link, problems
from protocol.grants import Grant
from protocol.peer_messages import Ability
from protocol.problems import EnrolmentMissing, Problem, SignInRefused, TokenRefused
from protocol.recorder_identity import Identity
from protocol.session import EndReason


class Desk(Entrance):
    """Everything that one agent's program decides."""

    def __init__(self, recorders: Identity) -> None:
        """`recorders` are the keys by which recorders are known."""
        super().__init__()
        self._recorders = recorders
        self._enrolled: bool | None = None
        self._wanted = ""
        """The customer for whom a session was asked for last."""
        self._agreeing = False
        """That customer's yes is on its way to the register: the session follows."""
        self._encounter: Encounter | None = None

    def handle(self, event: Event, now: float) -> list[Command]:
        """What is to be done because of `event`, in this order."""
        return list(self._handle(event, now))

    def status(self, now: float) -> Status:
        """All that a window needs, as of now."""
        signed_in = self._signed_in
        outside = Status(
            step=self._step,
            server_reached=self._reached,
            set_up=self._set_up,
            recovery_codes=self._recovery_codes,
            provider=self._provider,
            in_browser=self._trip.port > 0 and self._trip.wish is None,
            key_added=self._key_added,
            factors=self._factors.listed if self._at_rest else None,
            enrolment=signed_in.enrolment if signed_in else None,
            enrolled=self._enrolled,
            wanted=self._wanted,
            agent=signed_in.agent if signed_in else "",
            operator=signed_in.operator if signed_in else None,
            problem=self._problem,
        )
        return outside if self._encounter is None else inside(outside, self._encounter, now)

    def _handle(self, event: Event, now: float) -> Iterator[Command]:
        match event:
            case Acted(action):
                yield from self._acted(action, now)
            case LinkUp():
                yield from self._link_up()
            case LinkDown(problem):
                yield from self._link_down(problem)
            case FromServer(message):
                yield from self._from_server(message, now)
            case BrowserAwaited() | BrowserReturned() | BrowserMissing():
                yield from self._about_browser(event)
            case Tick():
                if self._encounter:
                    yield from self._encounter.tick(now)
            case _:
                yield from self._from_peer(event, now)

    # What the agent does.

    def _acted(self, action: Action, now: float) -> Iterator[Command]:
        match action:
            case NewSession() | SetEnrolment() | Dismiss():
                yield from self._acted_at_the_desk(action)
            case Quit():
                yield from self._trip.end()
                yield from self._end()
                yield Leave()
            case TypeCode() | AskControl() | Ask() | Say() | AdjustCamera() | Point() | ChooseMonitor() | Use() | End():
                yield from self._acted_in_session(action, now)
            case ShowFactors() | RemoveFactor() | HideFactors():
                if self._at_rest and self._resumed:
                    self._problem = None
                    yield from self._factors.acted(action)
            case JoinSession() | InviteSecond() | AskSecond() | ConfirmSecond() | DismissSecond():
                yield from self._acted_about_second(action)
            case _:
                yield from self._acted_at_the_door(action)

    def _acted_at_the_desk(self, action: NewSession | SetEnrolment | Dismiss) -> Iterator[Command]:
        match action:
            case NewSession(customer):
                yield from self._new_session(customer)
            case SetEnrolment():
                yield from self._set_enrolment(action)
            case Dismiss():
                self._dismiss()
            case _:
                assert_never(action)

    def _acted_in_session(
        self, action: TypeCode | AskControl | Ask | Say | AdjustCamera | Point | ChooseMonitor | Use | End, now: float
    ) -> Iterator[Command]:
        if self._encounter is None:
            return
        match action:
            case TypeCode(digits):
                yield from self._encounter.type_code(digits)
            case AskControl():
                yield from self._encounter.ask(Grant.CONTROL)
            case Ask(grant):
                yield from self._encounter.ask(grant)
            case Say(text):
                yield from self._encounter.say(text)
            case AdjustCamera() | Point():
                yield from self._encounter.direct(action)
            case ChooseMonitor(number):
                yield from self._encounter.choose_monitor(number)
            case Use(inputs):
                yield from self._encounter.use(inputs, now)
            case End():
                yield from self._end()
            case _:
                assert_never(action)

    def _acted_about_second(
        self, action: JoinSession | InviteSecond | AskSecond | ConfirmSecond | DismissSecond
    ) -> Iterator[Command]:
        """What the first agent does about a second, or this one to become one; a second has no second."""
        encounter = self._encounter
        if isinstance(action, JoinSession):
            yield from self._join(action.number)
            return
        if encounter is None or encounter.step is not Step.VIEWING or encounter.joins:
            return
        match action:
            case InviteSecond() if Ability.SECOND in encounter.beside.can:
                yield from encounter.seconding.invite()
            case InviteSecond():
                return  # the customer's program, in a browser, cannot let anybody join
            case AskSecond():
                yield from encounter.seconding.ask()
            case ConfirmSecond(digits):
                yield from encounter.seconding.confirm(digits.strip())
            case DismissSecond():
                yield from encounter.seconding.dismiss()
            case _:
                assert_never(action)

    @property
    def _at_rest(self) -> bool:
        """Whether nothing but the desk is on the screen."""
        return self._step is Step.IDLE and self._encounter is None

    def _join(self, number: str) -> Iterator[Command]:
        self._dismiss()
        if number.strip() and self._signed_in and self._resumed and self._turn(Turn.SESSION_WANTED):
            self._problem = None
            yield SendLink(link.JoinSession(number.strip()[:64]))

    def _sign_out(self) -> Iterator[Command]:
        """Of us nothing is left here, whether the server hears it or not: without it, its token ends by itself."""
        if self._signed_in:
            yield from self._end()
            yield SendLink(link.SignOut())
            self._forget(None)

    def _set_enrolment(self, action: SetEnrolment) -> Iterator[Command]:
        text = self._signed_in.enrolment if self._signed_in else None
        customer = action.customer.strip()[:64]
        if text and customer and self._resumed:
            self._enrolled = None
            refused = self._problem is EnrolmentMissing and customer == self._wanted
            self._agreeing = action.granted and refused
            yield SendLink(link.SetEnrolment(customer, action.granted, text.version, action.language))

    def _enrolment_changed(self, *, granted: bool) -> Iterator[Command]:
        """The session that was refused for want of this yes begins now."""
        goes_on, self._agreeing = self._agreeing and granted, False
        if goes_on:
            yield from self._new_session(self._wanted)
        self._enrolled, self._problem = granted, None

    def _new_session(self, customer: str) -> Iterator[Command]:
        self._dismiss()
        self._enrolled, self._wanted = None, customer.strip()[:64]
        if self._signed_in and self._signed_in.enrolment and not self._wanted:
            return  # it is asked for first
        if self._signed_in and self._resumed and self._turn(Turn.SESSION_WANTED):
            self._problem = None
            yield SendLink(link.RequestSession(self._wanted))

    def _dismiss(self) -> None:
        if self._encounter and not self._encounter.is_running:
            self._encounter = None

    def _end(self) -> Iterator[Command]:
        if self._encounter:
            yield from self._encounter.end(EndReason.AGENT)

    # What the link and the server say.

    def _link_down(self, problem: type[Problem]) -> Iterator[Command]:
        """What was begun on the link is gone with it: a secret that was to be set up, a page in the browser."""
        if self._step in {Step.SECOND_FACTOR, Step.SECOND_CODE, Step.IN_BROWSER}:
            self._forget(problem)
        if self._trip.wish is None:
            yield from self._trip.end()
        self._reached, self._resumed = False, False
        self._problem = self._problem if self._problem is TokenRefused else problem
        self._turn(Turn.SESSION_REFUSED)

    def _link_up(self) -> Iterator[Command]:
        """What is told about the link is over with it; that somebody was signed out is still to be read."""
        self._reached, self._problem = True, self._problem if self._problem is TokenRefused else None
        yield from self._introduce()

    def _from_server(self, message: link.ToAgentProgram, now: float) -> Iterator[Command]:
        match message:
            case link.SignedIn():
                self._came_in(message)
            case link.SignInWays() | link.OpenPage() | link.SecondFactorWanted() | link.KeyAdded() | link.Factors():
                yield from self._about_sign_in(message)
            case link.EnrolmentChanged(granted):
                yield from self._enrolment_changed(granted=granted)
            case link.SetUpSecondFactor(address, secret):
                if self._turn(Turn.SET_UP_ASKED):
                    self._credentials, self._set_up = None, SetUp(address, secret)
                    yield from self._trip.end()
            case link.SessionOpened() | link.Joining():
                yield from self._opened(message, now)
            case link.Invitation() | link.JoinAsked() | link.SecondLeft():
                yield from self._about_second(message)
            case link.Refused(problem, session):
                yield from self._refused(problem, session)
            case link.SessionChanged() | link.Connect() | link.RecorderProof() | link.IceServers() | link.Description():
                yield from self._about_session(message, now)
            case _:
                assert_never(message)

    def _came_in(self, message: link.SignedIn) -> None:
        self._signed_in, self._credentials, self._set_up, self._resumed = message, None, None, True
        if message.recovery_codes and self._turn(Turn.CODES_CAME):
            self._recovery_codes = tuple(message.recovery_codes)
        self._turn(Turn.SIGNED_IN)

    def _about_session(
        self,
        message: link.SessionChanged | link.Connect | link.RecorderProof | link.IceServers | link.Description,
        now: float,
    ) -> Iterator[Command]:
        encounter = self._encounter
        if encounter is None or encounter.session != message.session:
            return
        if isinstance(message, link.SessionChanged):
            yield from encounter.changed(message, now)
        elif isinstance(message, link.Connect):
            encounter.connect(message)
        elif isinstance(message, link.RecorderProof):
            encounter.vouched(message)
        elif isinstance(message, link.IceServers):
            encounter.served_by(message.ice_servers)
        else:
            yield from encounter.offered(message)

    def _about_second(self, message: link.Invitation | link.JoinAsked | link.SecondLeft) -> Iterator[Command]:
        encounter = self._encounter
        if encounter is None or encounter.session != message.session:
            return
        match message:
            case link.Invitation():
                encounter.seconding.invited(message.number)
            case link.JoinAsked():
                yield from encounter.seconding.wanted(message)
            case link.SecondLeft():
                encounter.seconding.left()
            case _:
                assert_never(message)

    def _opened(self, message: link.SessionOpened | link.Joining, now: float) -> Iterator[Command]:
        """A session that nobody wants any more, because the link broke after the request, is ended at once."""
        if self._turn(Turn.OPENED):
            self._step, self._encounter = Step.IDLE, Encounter(message, self._recorders, now)
        else:
            yield SendLink(link.EndSession(message.session, EndReason.AGENT))

    def _refused(self, code: str, session: str) -> Iterator[Command]:
        problem = type(problems.from_code(code))
        if session:
            if self._encounter and session == self._encounter.session:
                yield from self._encounter.refuse(problem)
        elif problem in {TokenRefused, SignInRefused} or self._step in {Step.SIGNING_IN, Step.IN_BROWSER}:
            yield from self._trip.end()
            yield from self._signed_out(problem)
        else:
            self._problem = problem
            self._turn(Turn.SESSION_REFUSED)

    def _signed_out(self, problem: type[Problem]) -> Iterator[Command]:
        """Name, password or token do not hold (any more), and without a sign-in there is no session of ours."""
        if self._encounter:
            yield from self._encounter.end(EndReason.AGENT_LOST)
        self._forget(problem)

    def _forget(self, problem: type[Problem] | None) -> None:
        """Nobody is signed in here any more."""
        self._encounter = self._credentials = self._signed_in = self._set_up = None
        self._recovery_codes, self._enrolled, self._resumed, self._problem = (), None, False, problem
        self._wanted, self._agreeing = "", False
        self._key_added = False
        self._factors.hide()
        self._turn(Turn.SIGNED_OUT)

    def _from_peer(self, event: PeerEvent, now: float) -> Iterator[Command]:
        if self._encounter and self._encounter.session == event.session:
            yield from self._encounter.peer(event, now)
