"""The course of one session: everything the core knows, the gate it comes to, and its end.

The talks (`with_server`, `with_customer`, `with_peers`) change it, each by what its own side says.
"""

from collections.abc import Callable, Iterator

from customer_client import commands as c
from customer_client.capture import Sighting
from customer_client.entry import Entry
from customer_client.guest import Guest
from customer_client.injection.strokes import Stroke
from customer_client.meeting import Meetings
from customer_client.receipt import Account
from customer_client.recording import Marks
from customer_client.seconding import Seconding
from customer_client.showing import Showing
from customer_client.statements import Statements
from customer_client.status import Device, Kept, Receipt, Second, Status, Step
from customer_client.steps import Turn, advance
from customer_client.telling import Telling
from peer.safety import Seen
from protocol import consent, link, statement
from protocol import peer_messages as m
from protocol.gate import Gate
from protocol.grants import Grant
from protocol.problems import Problem, SafetyCodeMismatch
from protocol.recorder_identity import Identity
from protocol.session import EndReason
from protocol.statement import Signs

FAREWELL = 0.3
"""Seconds between the end and the closing of the connections, so that the peers still hear of it."""

AGENT, RECORDER, SECOND = link.Role.AGENT, link.Role.RECORDER, link.Role.SECOND
ACCESS_ALLOWED = frozenset({Step.CONNECTING, Step.READ_CODE_OUT, Step.CONFIRM, Step.HELPED})
"""The steps after the customer's second yes."""

Commands = Iterator[c.Command]


class Course:
    """One customer's session, as far as it has come."""

    def __init__(
        self,
        *,
        fingerprint: bytes,
        nonce: Callable[[], bytes],
        wall_offset: float,
        recorders: Identity,
        signs: Signs,
        ticket: str = "",
        removes_itself: bool = False,
        device: Device | None = None,
    ) -> None:
        """`fingerprint` is of our own certificate; `wall_offset` as in `receipt.Account`; `nonce` as in `Comparing`.

        `recorders` are the keys by which recorders are known; `signs` has the key of our certificate; `device` is how
        its switch stands at the start.
        """
        self.fingerprint = fingerprint
        self._removes_itself = removes_itself
        self.entry = Entry(ticket)
        self.first = Guest(AGENT, nonce)
        self.second: Guest | None = None
        self.seconding = Seconding(nonce)
        self.meetings = Meetings(recorders)
        self.marks = Marks()
        self.account = Account(wall_offset)
        self.statements = Statements(signs)
        self.device = device or Device()
        self.step = Step.SWITCHED_OFF if not self.device.on else Step.CLAIMING if ticket else Step.ENTER_KEY
        self.tells_switched_off = self.step is Step.SWITCHED_OFF
        """Whether the server is to hear that no session begins."""
        self.now = 0.0
        self.link_up = False
        self.returning = False
        self.problem: type[Problem] | None = None
        self.local_input_at: float | None = None
        self.showing = Showing()
        self.telling = Telling()
        self.recording: bool | None = None
        """Whether pictures go to the recorder; `None` while nothing was told to one that is connected."""
        self.capturing = False
        self.farewell_at: float | None = None
        self.unsaid_end: link.EndSession | None = None
        self.reason: EndReason | None = None
        self.receipt: Receipt | None = None

    def status(self) -> Status:
        """What the windows show now."""
        claimed, gate = self.entry.claimed, self.gate()
        live = self.step in ACCESS_ALLOWED
        return Status(
            step=self.step,
            server_reached=self.link_up,
            operator=claimed.operator if claimed else None,
            agent=claimed.agent if claimed else "",
            notice=claimed.notice if claimed else None,
            notice_version=claimed.notice_version if claimed else "",
            retention_days=claimed.retention_days if claimed else 0,
            code=self.first.comparing.code if self.step is Step.READ_CODE_OUT else "",
            grants=self.first.rights.grants,
            level=self.first.rights.level,
            asked=asking.rights.asked if (asking := self.asking()) else None,
            asked_by=asking.name if asking else "",
            joining=self.seconding.asked,
            second=self._second() if live else None,
            hold=gate.picture(self.now) if live else None,
            shown=self.showing.shown if live else None,
            apart=live and self.meetings[AGENT].is_lost(),
            recording=live and gate.recorded(self.now),
            problem=self.problem or (self.marks.problem if live else None),
            reason=self.reason,
            receipt=self.receipt,
            removes_itself=self._removes_itself or self.device.kept is Kept.REMOVED,
            device=self.device,
        )

    def guests(self) -> list[Guest]:
        """Who is at this computer, or about to be."""
        return [self.first] if self.second is None else [self.first, self.second]

    def guest(self, role: link.Role) -> Guest | None:
        """The guest in that role, if there is one."""
        return next((guest for guest in self.guests() if guest.role is role), None)

    def asking(self) -> Guest | None:
        """Who asks the customer for a right just now."""
        return next((guest for guest in self.guests() if guest.rights.asked), None)

    def _second(self) -> Second | None:
        guest = self.second
        if guest is None or self.seconding.person is None:
            return None
        apart = self.meetings[SECOND].is_lost()
        return Second(guest.name, self.seconding.person.office, guest.rights.grants, guest.comparing.matched, apart)

    def gate(self, guest: Guest | None = None) -> Gate:
        """The gate to the first agent, or to another guest."""
        guest = guest or self.first
        return Gate(
            consent=self.entry.consent,
            grants=guest.rights.grants,
            code_matched=guest.comparing.matched,
            stored_at=self.marks.stored_at,
            desktop_away=self.showing.away,
            monitor_there=self.showing.there,
            dialog_open=self.asking() is not None or self.seconding.asked is not None,
            local_input_at=self.local_input_at,
        )

    def may_record(self) -> bool:
        """Whether pictures may go to the recorder: while any guest may see any."""
        return any(self.gate(guest).recording() for guest in self.guests())

    def seen(self, role: link.Role = AGENT) -> Seen | None:
        """The certificates that DTLS really saw, as soon as it has seen the recorder's and that guest's."""
        recorder, agent = self.meetings[RECORDER], self.meetings[role]
        if agent.seen is None or recorder.seen is None:
            return None
        return Seen(self.entry.session, self.fingerprint, agent.seen, recorder.seen)

    def turn(self, turn: Turn) -> None:
        self.step = advance(self.step, turn)
        self.problem = None

    def end(
        self,
        reason: EndReason,
        problem: type[Problem] | None = None,
        *,
        tell_server: bool = True,
        consent_event: consent.Event = consent.Event.WITHDRAWN,
    ) -> Commands:
        """The session is over, for good: first nothing leaves this machine, then the others are told."""
        if self.step is Step.ENDED:
            return
        yield c.StopCapture()
        for guest in self.guests():
            yield c.HoldVideo(guest.role)
        yield c.HoldVideo(RECORDER)
        for guest in self.guests():
            yield from inject(guest.admission.release_all())
        yield c.StopWatching()
        self.turn(Turn.ENDED)
        if self.entry.claimed and self.entry.consent in (consent.State.GIVEN, consent.State.ALLOWED):
            self.receipt = self.account.close(self.entry.claimed, self.now)
        self.reason, self.problem = reason, problem
        self.entry.close(_closing(self.entry.consent, consent_event))
        for guest in self.guests():
            guest.rights.end()
        self.seconding.end()
        self.farewell_at = self.now + FAREWELL
        for guest in self.guests():
            yield c.SendPeer(guest.role, m.CONTROL, m.Ending(reason=reason))
        if self.entry.claimed and tell_server:
            yield from self.tell_server(link.EndSession(session=self.entry.session, reason=reason))

    def mismatched(self) -> Commands:
        """Code or confirmation were wrong, or came out of order: there is no second try."""
        self.account.note("code-mismatched", self.now)
        yield from self.end(EndReason.SAFETY_CODE, SafetyCodeMismatch)

    def state(self, said: str) -> Commands:
        """For the server's ledger, in words of ours, signed."""
        return (c.SendLink(stated) for stated in self.statements.state(self.entry.session, said))

    def sighted(self, sighting: Sighting) -> None:
        """The pointer is elsewhere, or looks different."""
        for guest in self.guests():
            guest.pointing.seen(sighting, self.now)
        self.telling.pointer(sighting.x, sighting.y)

    def note(self, what: str, guest: Guest) -> None:
        """For the receipt: what this guest did, or what was done with its rights."""
        self.account.note(what, self.now, guest.name)

    def right(self, guest: Guest, grant: Grant, change: m.RightChange) -> Commands:
        """A right was asked for, given, refused or taken back: for the recording, and for the ledger."""
        self.telling.right(grant, change, guest.who)
        return self.state(statement.of_right(change, grant, guest.who))

    def tell_server(self, end: link.EndSession) -> Commands:
        if self.link_up:
            yield c.SendLink(end)
        else:
            self.unsaid_end = end


def inject(strokes: list[Stroke]) -> Commands:
    """The strokes, as commands."""
    return (c.Inject(stroke) for stroke in strokes)


def _closing(state: consent.State, event: consent.Event) -> consent.Event:
    """The event that closes a consent in this state: nobody can leave a question unanswered that was not asked."""
    return event if (state, event) in consent.TRANSITIONS else consent.Event.WITHDRAWN
