"""The conversation with an agent's program: sign in, sessions, descriptions."""

from contextlib import suppress
from typing import assert_never

from protocol import link, session_key
from protocol.link import Role
from protocol.problems import DatabaseUnavailable, OutOfOrder, RoleRefused, SessionUnknown, TokenRefused
from protocol.session import EndReason, State
from signaling.enrolments import Enrolments, Said
from signaling.identification import Identification, Identifying, Ways
from signaling.invitations import LIFETIME, Invitations
from signaling.key_desk import KeyDesk
from signaling.lines import Line
from signaling.meeting import Described, EndAsked, SecondDeclined
from signaling.roles import Right, may
from signaling.sign_ins import Entered
from signaling.store.agents import SignIn
from signaling.switchboard import Switchboard
from signaling.tolls import Booth


class AgentConversation:
    """One agent's, on one line."""

    def __init__(
        self,
        line: Line,
        *,
        ways: Ways,
        desk: KeyDesk,
        switchboard: Switchboard,
        enrolments: Enrolments,
        operator: link.Operator,
        booth: Booth,
        invitations: Invitations,
    ) -> None:
        self._line = line
        self._sign_ins = ways.sign_ins
        self._factors = ways.factors
        self._desk = desk
        self._switchboard = switchboard
        self._enrolments = enrolments
        self._invitations = invitations
        self._operator = operator
        self._identification = Identification(line, ways, booth, operator.name)
        self._sign_in: SignIn | None = None
        self._identification.greet()

    async def hear(self, message: link.FromAgentProgram) -> None:
        """What the program said. Raises the `Problem` that it is to be told."""
        match message:
            case (
                link.SignIn()
                | link.SignInByProvider()
                | link.UseKey()
                | link.CameBack()
                | link.ConfirmSecondFactor()
                | link.Resume()
            ):
                await self._identify(message)
            case link.ListFactors() | link.RemoveFactor():
                await self._about_factors(message)
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
        with suppress(DatabaseUnavailable):  # the scribe has logged it
            await self._identification.forget()
        if self._sign_in:
            await self._switchboard.agent_gone(self._sign_in, self._line)

    async def _identify(self, message: Identifying) -> None:
        if self._sign_in:
            await self._about_keys(self._sign_in, message)
        elif entered := await self._identification.hear(message):
            await self._enter(entered)

    async def _about_keys(self, sign_in: SignIn, message: Identifying) -> None:
        """Whoever is signed in says nothing of this any more, but to get one more key."""
        match message:
            case link.UseKey(browser):
                await self._identification.add_key(self._with_right(Right.SIGN_IN), browser)
            case link.CameBack():
                await self._identification.key_added(sign_in, message)
            case _:
                raise OutOfOrder

    async def _about_factors(self, message: link.ListFactors | link.RemoveFactor) -> None:
        sign_in = self._with_right(Right.SIGN_IN)
        if isinstance(message, link.RemoveFactor):
            self._line.send(await self._factors.remove(sign_in, message.name))
        else:
            self._line.send(await self._factors.listed(sign_in))

    async def _enter(self, entered: Entered) -> None:
        sign_in, codes = entered.sign_in, list(entered.recovery_codes)
        greeting = link.SignedIn(sign_in.display_name, entered.token, self._operator, codes, self._enrolments.text())
        await self._switchboard.agent_came(sign_in, self._line, greeting)
        self._sign_in = sign_in

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
