"""All parties in one process, on a virtual clock and a network that loses, doubles and reorders.

The customer and the key desk here are the tables and rules of `protocol`, driven by messages that arrive in any order
or not at all. What must hold is checked against a second, simpler account of the truth: what the customer really
answered, what the recorder really stored, and when.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from protocol import consent, permissions, session
from protocol import peer_messages as m
from protocol.gate import RECORDER_WITHIN, Gate
from protocol.grants import GRANTS_OF_LEVEL, Grant, Level
from protocol.problems import OutOfOrder, SessionKeyRefused
from protocol.session_key import LIFETIME, KeyState


@dataclass
class Network:
    """Messages on their way: any may be delivered next, twice, or never."""

    under_way: list[Callable[[], None]] = field(default_factory=list)

    def send(self, arrival: Callable[[], None]) -> None:
        self.under_way.append(arrival)


@dataclass
class Truth:
    """What really happened, kept apart from the rules under test."""

    consented: bool = False
    allowed: bool = False
    withdrawn: bool = False
    grants: set[Grant] = field(default_factory=set)
    code_right: bool = False
    stored_mark_sent_at: float | None = None
    claims: list[str] = field(default_factory=list)


class Sessions(RuleBasedStateMachine):
    """One session between an agent, a customer, a recorder and a server, and strangers who guess the key."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        self.network = Network()
        self.truth = Truth()
        self.key = KeyState("s", made_at=self.now)
        self.server = session.State.WAITING
        self.consent = consent.State.NOT_ASKED
        self.gate = Gate()
        self.marks: list[float] = []
        self.recorder_up = True
        self.at_agent = 0
        self.injected = 0

    @initialize(steps=st.sampled_from([4, 5, 6, 3, 4, 5, 6, 2, 0]))
    def the_session_is_under_way(self, steps: int) -> None:
        """Where chance takes over: at the very start, or after so many steps that went well."""
        course: list[Callable[[], None]] = [
            lambda: self.types_the_key("customer"),
            self.agrees,
            lambda: self.allows_access(Level.FULL),
            self.sends_a_mark,
            lambda: self.is_sent_a_typed_code(right=True),
            lambda: self.the_agent_sends_input(m.TypeText("x")),
        ]
        for step in course[:steps]:
            step()
            while self.network.under_way:
                self.network.under_way.pop(0)()

    # The server

    def _claim_arrives(self, who: str) -> None:
        try:
            self.key = self.key.claim(self.now)
        except SessionKeyRefused:
            return
        self.truth.claims.append(who)
        self._server_learns(session.Event.CLAIMED)
        if who == "customer":
            self.network.send(self._notice_arrives)

    def _server_learns(self, event: session.Event) -> None:
        try:
            self.server = session.advance(self.server, event)
        except OutOfOrder:
            return

    # The customer

    @rule(who=st.sampled_from(["customer", "stranger"]))
    def types_the_key(self, who: str) -> None:
        self.network.send(lambda: self._claim_arrives(who))

    def _notice_arrives(self) -> None:
        self._consents(consent.Event.NOTICE_SHOWN)

    def _consents(self, event: consent.Event) -> bool:
        try:
            self.consent = consent.advance(self.consent, event)
        except OutOfOrder:
            return False
        self.gate = replace(self.gate, consent=self.consent)
        return True

    @rule()
    def agrees(self) -> None:
        if self._consents(consent.Event.AGREED):
            self.truth.consented = True
            self.network.send(lambda: self._server_learns(session.Event.CONSENTED))

    @rule(level=st.sampled_from(Level))
    def allows_access(self, level: Level) -> None:
        if self._consents(consent.Event.ACCESS_ALLOWED):
            self.truth.allowed = True
            self.truth.grants = set(GRANTS_OF_LEVEL[level])
            self.gate = replace(self.gate, grants=GRANTS_OF_LEVEL[level])
            self.network.send(lambda: self._server_learns(session.Event.ALLOWED))

    @rule(event=st.sampled_from([consent.Event.REFUSED, consent.Event.WITHDRAWN]), sure=st.integers(1, 4))
    def says_no(self, event: consent.Event, sure: int) -> None:
        if sure < 4:  # most hesitate, or chance would end nearly every session early
            return
        assert self._consents(event)
        self.truth.withdrawn = True
        self.network.send(lambda: self._server_learns(session.Event.ENDED))

    @precondition(lambda self: self.truth.allowed)
    @rule(grant=st.sampled_from(Grant), given=st.booleans())
    def gives_or_takes_a_grant(self, grant: Grant, *, given: bool) -> None:
        (self.truth.grants.add if given else self.truth.grants.discard)(grant)
        self.gate = replace(self.gate, grants=self.gate.grants | {grant} if given else self.gate.grants - {grant})

    @precondition(lambda self: self.truth.allowed)
    @rule(right=st.booleans())
    def is_sent_a_typed_code(self, *, right: bool) -> None:
        self.network.send(lambda: self._code_arrives(right=right))

    def _code_arrives(self, *, right: bool) -> None:
        if right:
            self.truth.code_right = True
            self.gate = replace(self.gate, code_matched=True)
        else:
            self._consents(consent.Event.WITHDRAWN)
            self.truth.withdrawn = True

    # The recorder

    @rule()
    def sends_a_mark(self) -> None:
        if self.gate.recording():
            number = len(self.marks)
            self.marks.append(self.now)
            self.network.send(lambda: self._mark_arrives(number))

    def _mark_arrives(self, number: int) -> None:
        if self.recorder_up:
            sent = self.marks[number]
            newest = self.truth.stored_mark_sent_at
            self.truth.stored_mark_sent_at = sent if newest is None else max(newest, sent)
            self.network.send(lambda: self._stored_arrives(number))

    def _stored_arrives(self, number: int) -> None:
        newest = max(self.gate.stored_at or 0, self.marks[number])
        self.gate = replace(self.gate, stored_at=newest)

    @rule(up=st.booleans())
    def the_recorder_dies_or_comes_back(self, *, up: bool) -> None:
        self.recorder_up = up

    # The agent, who may be a rogue and send anything at any time

    @rule(message=st.sampled_from([m.TypeText("x"), m.KeyDown("Enter"), m.PointerDown(0, 1, 1), m.ReleaseAll()]))
    def the_agent_sends_input(self, message: m.FromAgent) -> None:
        self.network.send(lambda: self._input_arrives(message))

    def _input_arrives(self, message: m.FromAgent) -> None:
        if permissions.NEEDED[type(message)] is not Grant.CONTROL:
            return
        if self.gate.input(self.now) is None and permissions.permits(self.gate.grants, message):
            self.injected += 1
            assert Grant.CONTROL in self.truth.grants
            self._everything_holds()

    @rule()
    def the_screen_changes(self) -> None:
        if self.gate.picture(self.now) is None:
            self.at_agent += 1
            self._everything_holds()

    # Time and the network

    @rule(seconds=st.sampled_from([0.1, 0.5, 1.0, RECORDER_WITHIN, LIFETIME]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @precondition(lambda self: self.network.under_way)
    @rule(data=st.data(), fate=st.sampled_from(["arrives", "arrives", "arrives", "arrives twice", "is lost"]))
    def a_message(self, data: st.DataObject, fate: str) -> None:
        index = data.draw(st.integers(0, len(self.network.under_way) - 1))
        arrival = self.network.under_way[index]
        if fate != "arrives twice":
            self.network.under_way.pop(index)
        if fate != "is lost":
            arrival()

    # What must hold

    def _everything_holds(self) -> None:
        truth = self.truth
        assert truth.consented
        assert truth.allowed
        assert not truth.withdrawn
        assert truth.code_right
        assert Grant.VIEW in truth.grants
        assert truth.stored_mark_sent_at is not None
        assert self.now - truth.stored_mark_sent_at <= RECORDER_WITHIN

    @invariant()
    def no_key_is_claimed_twice(self) -> None:
        assert len(self.truth.claims) <= 1

    @invariant()
    def the_server_never_runs_a_session_that_nobody_claimed(self) -> None:
        if self.server not in (session.State.WAITING, session.State.ENDED):
            assert self.truth.claims


Sessions.TestCase.settings = settings(max_examples=2 * settings().max_examples, stateful_step_count=50)


@pytest.mark.promise("P07")
@pytest.mark.promise("P18")
class TestSessions(Sessions.TestCase):  # type: ignore[misc,name-defined]
    """No picture and no input without consent, access, grant, safety code and recorder; no key claimed twice."""


def test_the_course_that_goes_well_opens_the_gate() -> None:
    world = Sessions()
    world.the_session_is_under_way(steps=6)
    world.the_screen_changes()
    assert (world.at_agent, world.injected) == (1, 1)
