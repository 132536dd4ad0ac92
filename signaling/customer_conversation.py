"""The conversation with a customer's program: key or ticket, consent, access, descriptions."""

from dataclasses import dataclass
from typing import assert_never

from protocol import link
from protocol.link import Role
from protocol.problems import ConsentOutdated, OutOfOrder, SessionKeyRefused, SessionUnknown
from protocol.recording import RETENTION_DAYS
from signaling import digests
from signaling.enrolments import Enrolments
from signaling.key_desk import KeyDesk
from signaling.lines import Line
from signaling.meeting import (
    AccessAllowed,
    Consented,
    CustomerCame,
    Described,
    EndAsked,
    Event,
    GateReported,
    SecondAnswered,
    SecondDismissed,
    Stated,
)
from signaling.notices import Notices
from signaling.switchboard import Switchboard
from signaling.tolls import Booth, Toll


@dataclass(frozen=True)
class Greeting:
    """What every customer is told before deciding."""

    operator: link.Operator
    notices: Notices

    def claimed(self, session: str, agent: str) -> link.Claimed:
        """The answer to a right key, with a fresh token to return with."""
        german, english = self.notices.notice("privacy", "de"), self.notices.notice("privacy", "en")
        return link.Claimed(
            session=session,
            token=digests.new_secret(),
            agent=agent,
            operator=self.operator,
            notice_version=german.version,
            notice=link.NoticeTexts(german.text, english.text),
            retention_days=RETENTION_DAYS,
        )

    def consented(self, message: link.GiveConsent) -> Consented:
        """The consent, for the register. Raises `ConsentOutdated` when it is to another text than the one in force."""
        notice = self.notices.notice("privacy", message.language)
        if (message.notice_version, message.notice_sha256) != (notice.version, notice.sha256):
            raise ConsentOutdated
        return Consented(notice.version, notice.sha256, message.language)


class CustomerConversation:
    """One customer's, on one line."""

    def __init__(
        self,
        line: Line,
        *,
        desk: KeyDesk,
        switchboard: Switchboard,
        greeting: Greeting,
        booth: Booth,
        enrolments: Enrolments,
    ) -> None:
        self._line = line
        self._desk = desk
        self._switchboard = switchboard
        self._greeting = greeting
        self._toll = Toll(booth)
        self._enrolments = enrolments
        self._came = False
        self._is_off = False
        if desk.pressed:  # the program can work it off while the key is being typed
            line.send(self._toll.demand(desk.price))

    async def hear(self, message: link.FromCustomerProgram) -> None:
        """What the program said. Raises the `Problem` that it is to be told."""
        match message:
            case link.ClaimKey() | link.PresentTicket() | link.Return():
                await self._identify(message)
            case link.SwitchedOff():
                await self._switched_off()
            case _:
                await self._switchboard.happen(message.session, Role.CUSTOMER, self._line, self._event(message))

    async def gone(self) -> None:
        """The line is gone."""
        if self._came:
            await self._switchboard.customer_gone(self._line)

    async def _switched_off(self) -> None:
        """Once for each line is enough."""
        if not self._is_off:
            self._is_off = True
            await self._enrolments.switched_off()

    async def _identify(self, message: link.ClaimKey | link.PresentTicket | link.Return) -> None:
        if self._came:
            raise OutOfOrder
        match message:
            case link.ClaimKey():
                await self._claim(await self._session_of(message))
            case link.PresentTicket():
                await self._claim(await self._desk.use_ticket(message.ticket))
            case link.Return():
                token = digests.of_secret(message.token)
                await self._switchboard.customer_returned(message.session, self._line, token)
        self._came = True

    async def _session_of(self, message: link.ClaimKey) -> str:
        """The key's session. A refusal goes with a demand for a toll, while there is one for everybody."""
        paid = await self._toll.paid(message.toll)
        # Before, too: what was not looked at because somebody else was just looked at is to be asked for again.
        pressed = self._desk.pressed
        try:
            return await self._desk.claim(message.key, paid=paid)
        except SessionKeyRefused:
            if pressed or self._desk.pressed:
                self._line.send(self._toll.demand(self._desk.price))
            raise

    async def _claim(self, session: str) -> None:
        try:
            claimed = self._greeting.claimed(session, self._switchboard.agent_of(session))
            token = digests.of_secret(claimed.token)
            await self._switchboard.customer_came(session, self._line, CustomerCame(claimed), token)
        except (SessionUnknown, OutOfOrder):  # it ended in this very moment
            raise SessionKeyRefused from None

    def _event(
        self,
        message: link.GiveConsent
        | link.AllowAccess
        | link.ReportGate
        | link.Statement
        | link.AnswerSecond
        | link.DismissSecond
        | link.Description
        | link.EndSession,
    ) -> Event:
        match message:
            case link.GiveConsent():
                return self._greeting.consented(message)
            case link.AllowAccess():
                return AccessAllowed(message.level, self._switchboard.recorder_for(message.session))
            case link.ReportGate():
                return GateReported(message.hold)
            case link.AnswerSecond() | link.DismissSecond() | link.Statement():
                return _about_guests(message)
            case link.Description():
                return Described(Role.CUSTOMER, message)
            case link.EndSession():
                return EndAsked(Role.CUSTOMER, message.reason)
            case _:
                assert_never(message)


def _about_guests(message: link.AnswerSecond | link.DismissSecond | link.Statement) -> Event:
    match message:
        case link.AnswerSecond(_session, name, office, given):
            return SecondAnswered(name, office, given)
        case link.DismissSecond():
            return SecondDismissed()
        case link.Statement():
            return Stated(message)
