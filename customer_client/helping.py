"""One customer's session, in pure code: events in, commands out, a status to draw.

Everything that leaves this machine or moves something on it is decided here, by the tables and rules of `protocol`:
after every event the gate is asked, and what it says is done at once. Time is an argument, in seconds of one
monotonic clock. Commands are to be carried out in their order; above all, capture stops before anybody is told of
the end.
"""

from collections.abc import Callable

from customer_client import commands as c
from customer_client import events as e
from customer_client.course import RECORDER, Commands, Course, inject
from customer_client.guest import Guest
from customer_client.injection.strokes import Stroke
from customer_client.moving import Moving
from customer_client.status import Action, AnswerGrant, Device, ForDevice, Status, Step
from customer_client.with_customer import WithCustomer
from customer_client.with_device import WithDevice
from customer_client.with_peers import WithPeers
from customer_client.with_second import WithSecond
from customer_client.with_server import WithServer
from protocol import consent, link
from protocol import peer_messages as m
from protocol.recorder_identity import Identity
from protocol.session import EndReason
from protocol.statement import Signs

ASLEEP = 3.0
"""Seconds between two events after which this computer must have slept: time is told to us ten times a second."""


class Help:
    """One customer's session, from the key to the receipt."""

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
        """As in `Course`."""
        self._course = Course(
            fingerprint=fingerprint,
            nonce=nonce,
            wall_offset=wall_offset,
            recorders=recorders,
            signs=signs,
            ticket=ticket,
            removes_itself=removes_itself,
            device=device,
        )
        self._begun = False
        self._second = WithSecond(self._course)
        self._customer = WithCustomer(self._course, self._second)
        self._peers = WithPeers(self._course, self._second)
        self._server = WithServer(self._course, self._peers, self._second)
        self._device = WithDevice(self._course)
        self._moving = Moving(self._course, self._peers)

    def status(self) -> Status:
        """What the windows show now."""
        return self._course.status()

    @property
    def session(self) -> str:
        """The session's id for the log, or `-`."""
        return self._course.entry.session or "-"

    def held(self) -> list[Stroke]:
        """What lets go everything that the agent still holds: for a program that ends in a fault."""
        return [stroke for guest in self._course.guests() for stroke in guest.admission.release_all()]

    def input_flows(self, now: float) -> bool:
        """Whether an agent's input may be injected: asked again for a stroke that was admitted and had to wait."""
        course = self._course
        return any(
            course.meetings[guest.role].is_connected() and course.gate(guest).input(now) is None
            for guest in course.guests()
        )

    def handle(self, event: e.Event, now: float) -> list[c.Command]:
        """What has to be done about `event`, in this order."""
        slept = now - self._course.now if self._begun else 0.0
        self._course.now, self._begun = now, True
        woken = self._moving.moved(slept) if slept > ASLEEP else ()
        return [*woken, *self._dispatch(event), *self._settle()]

    def _dispatch(self, event: e.Event) -> Commands:
        match event:
            case e.LinkUp() | e.LinkDown() | e.FromServer():
                yield from self._server.happened(event)
            case e.Acted(action):
                yield from self._acted(action)
            case e.DeviceSeen(device):
                yield from self._device.is_now(device)
            case e.Tick():
                yield from self._tick()
            case e.LocalInputUsed() | e.PanicKeyPressed():
                yield from self._customer.used_own_input(event)
            case e.Moved():
                yield from self._moving.moved()
            case e.ViewChanged(view):
                yield from self._peers.view_is(view)
            case e.PointerSeen(sighting):
                self._course.sighted(sighting)
            case e.ScreenLost(problem):
                yield from self._course.end(EndReason.SCREEN_GONE, problem)
            case _:
                yield from self._peers.happened(event)

    def _acted(self, action: Action) -> Commands:
        if isinstance(action, ForDevice):
            yield from self._device.wished(action)
        else:
            yield from self._customer.acted(action)

    def _tick(self) -> Commands:
        now = self._course.now
        if self._course.step is Step.ENDED:
            if self._course.farewell_at is not None and now >= self._course.farewell_at:
                self._course.farewell_at = None
                yield from self._course.meetings.dropped()
            return
        if self._course.entry.has_no_answer(now):
            agreed = self._course.entry.consent is consent.State.GIVEN
            reason = EndReason.NO_ACCESS if agreed else EndReason.NO_CONSENT
            yield from self._course.end(reason, consent_event=consent.Event.NO_ANSWER)
        for guest in self._course.guests():
            if unanswered := guest.rights.unanswered(now):
                yield from self._customer.answer(guest, AnswerGrant(unanswered, given=False))
        for peer in self._course.meetings.passed(now):
            yield from self._peers.lost(peer)
        yield from self._moving.apart()
        yield from self._second.passed()
        for guest in self._course.guests():
            yield from inject(guest.admission.passed(now))

    def _settle(self) -> Commands:
        """What follows from every event: the gate's word is done, offers and marks that are due go out."""
        if self._course.step is Step.ENDED:
            return
        yield from self._course.meetings.offers(self._course.now, self._course.link_up)
        if self._course.meetings[RECORDER].is_connected():
            yield from self._record()
        if mark := self._course.marks.due(self._course.now):
            yield c.SendPeer(RECORDER, m.RECORDING, mark)
        gate = self._course.gate()
        now = self._course.now
        self._course.account.gate(gate.picture(now), gate.recorded(now), now)
        for guest in self._course.guests():
            yield from self._settle_with(guest)

    def _settle_with(self, guest: Guest) -> Commands:
        """A guest hears what its gate says, and gets what it lets through."""
        course, gate = self._course, self._course.gate(guest)
        if not course.meetings[guest.role].is_connected():
            return
        said = m.GateChanged(picture=gate.picture(course.now), input=gate.input(course.now))
        if said != guest.said:
            yield from self._gate_changed(guest, said)
        if said.picture is None:
            yield from self._point(guest)

    def _record(self) -> Commands:
        """What the recorder gets: pictures and events, or, while the customer has stopped the picture, neither."""
        course, flows = self._course, self._course.may_record()
        before, course.recording = course.recording, flows
        told: list[m.Happening] = []
        if before is not flows:
            yield from self._begin_recording() if flows else self._pause_recording()
            told = [m.Resumed()] if flows and before is False else [] if flows else [m.Paused()]
        happened = course.telling.due(course.showing, course.now) if flows else course.telling.waiting()
        for message in [*happened, *told]:
            yield c.SendPeer(RECORDER, m.RECORDING, message)

    def _begin_recording(self) -> Commands:
        self._course.marks.connected(self._course.now)
        yield c.WakeCapture()
        yield c.ReleaseVideo(RECORDER)

    def _pause_recording(self) -> Commands:
        """Nothing that was stored until now opens the gate later: then pictures have to be stored again first."""
        self._course.marks.lost()
        yield c.HoldVideo(RECORDER)
        yield c.RestCapture()

    def _gate_changed(self, guest: Guest, said: m.GateChanged) -> Commands:
        before, guest.said = guest.said, said
        if said.input:
            yield from inject(guest.admission.release_all())
        if before is None or before.picture != said.picture:
            yield c.HoldVideo(guest.role) if said.picture else c.ReleaseVideo(guest.role)
            if guest is self._course.first:
                yield c.SendLink(link.ReportGate(session=self._course.entry.session, hold=said.picture))
        yield c.SendPeer(guest.role, m.CONTROL, said)
        if said.picture:
            guest.pointing.hold()

    def _point(self, guest: Guest) -> Commands:
        """Where the pointer is: through the same gate as the picture."""
        view = self._course.showing.view
        for told in guest.pointing.due(view.area if view else None, self._course.now):
            yield c.SendPeer(guest.role, m.CONTROL if isinstance(told, m.PointerShape) else m.POINTER, told)
