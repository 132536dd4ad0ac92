"""The conversation with an agent's program: sign in, sessions, descriptions."""

from typing import assert_never

from protocol import link, session_key
from protocol.link import Role
from protocol.problems import DatabaseUnavailable, OutOfOrder, RoleRefused, SessionUnknown, SignInRefused, TokenRefused
from protocol.session import EndReason, State
from signaling import second_factor
from signaling.enrolments import Enrolments, Said
from signaling.invitations import LIFETIME, Invitations
from signaling.key_desk import KeyDesk
from signaling.lines import Line
from signaling.meeting import Described, EndAsked, SecondDeclined
from signaling.roles import Right, may
from signaling.sign_ins import Enrolling, Entered, SignIns
from signaling.store.agents import SignIn
from signaling.switchboard import Switchboard
from signaling.tolls import Booth, Toll


class AgentConversation:
    """One agent's, on one line."""

    def __init__(
        self,
        line: Line,
        *,
        sign_ins: SignIns,
        desk: KeyDesk,
        switchboard: Switchboard,
        enrolments: Enrolments,
        operator: link.Operator,
        booth: Booth,
        invitations: Invitations,
    ) -> None:
        self._line = line
        self._sign_ins = sign_ins
        self._desk = desk
        self._switchboard = switchboard
        self._enrolments = enrolments
        self._invitations = invitations
        self._operator = operator
        self._toll = Toll(booth)
        self._sign_in: SignIn | None = None
        self._enrolling: Enrolling | None = None
        if sign_ins.pressed:  # the program can work it off while the password is being typed
            line.send(self._toll.demand())

    async def hear(self, message: link.FromAgentProgram) -> None:
        """What the program said. Raises the `Problem` that it is to be told."""
        match message:
            case link.SignIn() | link.ConfirmSecondFactor() | link.Resume():
                await self._identify(message)
            case link.SignOut():
                await self._sign_out()
            case link.RequestSession():
                await self._open(message.customer)
            case link.SetEnrolment():
                await self._enrol(message)
            case link.Invite() | link.JoinSession() | link.DeclineSecond():
                await self._second(message)
            case link.Description():
                role = self._switchboard.role_of(message.session, self._line)
                await self._switchboard.happen(message.session, role, self._line, Described(role, message))
            case link.EndSession():
                await self._end(message.session, message.reason)
            case _:
                assert_never(message)

    async def gone(self) -> None:
        """The line is gone."""
        if self._sign_in:
            await self._switchboard.agent_gone(self._sign_in, self._line)

    async def _identify(self, message: link.SignIn | link.ConfirmSecondFactor | link.Resume) -> None:
        if self._sign_in:
            raise OutOfOrder
        match message:
            case link.SignIn():
                entered = await self._check(message)
            case link.ConfirmSecondFactor():
                if self._enrolling is None:
                    raise OutOfOrder
                entered = await self._sign_ins.enrol(self._enrolling, message.code)
            case link.Resume():
                entered = Entered(await self._sign_ins.resume(message.token), message.token)
            case _:
                assert_never(message)
        if isinstance(entered, Enrolling):
            self._set_up(entered)
        else:
            await self._enter(entered)

    async def _check(self, message: link.SignIn) -> Entered | Enrolling:
        """A refusal goes with a demand for a toll, while there is one for everybody."""
        self._enrolling = None
        paid = await self._toll.paid(message.toll)
        try:
            return await self._sign_ins.sign_in(message.name, message.password, message.second_factor, paid=paid)
        except SignInRefused:
            if self._sign_ins.pressed:
                self._line.send(self._toll.demand())
            raise

    def _set_up(self, enrolling: Enrolling) -> None:
        self._enrolling = enrolling
        address = second_factor.address(enrolling.secret, enrolling.account.name, self._operator.name)
        self._line.send(link.SetUpSecondFactor(address, second_factor.spelled(enrolling.secret)))

    async def _enter(self, entered: Entered) -> None:
        sign_in, codes = entered.sign_in, list(entered.recovery_codes)
        greeting = link.SignedIn(sign_in.display_name, entered.token, self._operator, codes, self._enrolments.text())
        await self._switchboard.agent_came(sign_in, self._line, greeting)
        self._sign_in, self._enrolling = sign_in, None

    async def _sign_out(self) -> None:
        if self._sign_in is None:
            raise OutOfOrder
        sign_in, self._sign_in = self._sign_in, None
        try:
            await self._sign_ins.sign_out(sign_in)
        finally:  # also when the database is away: what runs ends
            await self._switchboard.agent_signed_out(sign_in)

    def _with_right(self, right: Right) -> SignIn:
        """The sign-in, if it may begin that now. Raises the `Problem` that the program is to be told."""
        if self._sign_in is None:
            raise OutOfOrder
        if not may(self._sign_in.role, right):
            raise RoleRefused
        if not self._sign_ins.still_counts(self._sign_in):
            raise TokenRefused
        return self._sign_in

    async def _enrol(self, message: link.SetEnrolment) -> None:
        said = Said(message.granted, message.text_version, message.language)
        await self._enrolments.tell(message.customer, said, self._with_right(Right.ENROL).agent)
        self._line.send(link.EnrolmentChanged(message.granted))

    async def _open(self, reference: str) -> None:
        sign_in = self._with_right(Right.HELP)
        customer = await self._enrolments.needed_for(reference, sign_in.agent)
        session = await self._switchboard.open(sign_in, self._line, customer)
        try:
            key = await self._desk.make(session)
        except DatabaseUnavailable:
            await self._end(session, EndReason.FAULT)
            raise
        self._line.send(link.SessionOpened(session, key, session_key.LIFETIME, self._desk.extra_digits(key)))
        self._line.send(link.SessionChanged(session, State.WAITING))

    async def _end(self, session: str, reason: EndReason) -> None:
        role = self._switchboard.role_of(session, self._line)
        await self._switchboard.happen(session, role, self._line, EndAsked(role, reason))

    async def _second(self, message: link.Invite | link.JoinSession | link.DeclineSecond) -> None:
        sign_in = self._with_right(Right.HELP)
        match message:
            case link.JoinSession(number):
                await self._switchboard.join(self._invitations.use(number, sign_in.id), sign_in, self._line)
            case link.DeclineSecond(session):
                await self._switchboard.happen(session, Role.AGENT, self._line, SecondDeclined())
            case link.Invite(session):
                if self._switchboard.role_of(session, self._line) is not Role.AGENT:
                    raise SessionUnknown
                number = self._invitations.make(session)
                self._line.send(link.Invitation(session, number, LIFETIME))
