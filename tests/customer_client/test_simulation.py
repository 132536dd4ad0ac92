"""A customer's client among hostile peers: any event at any time, and what must hold is checked after each.

The truth is kept apart from the client: what the customer really clicked, what the recorder really stored and when,
which code was really typed.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from customer_client import commands as c
from customer_client import events as e
from customer_client.capture import Sighting
from customer_client.capture.desktop import Desktop, Monitor, View
from customer_client.injection.strokes import MoveTo, PressButton, PressKey, ReleaseButton, ReleaseKey, Turn, Type
from customer_client.moving import APART_AT_MOST
from customer_client.status import (
    Action,
    AgreeToNotice,
    AnswerGrant,
    ChooseAccess,
    End,
    GiveAgain,
    Refuse,
    ShowAll,
    ShowOnly,
    Step,
    TakeBack,
    TypeConfirmation,
    TypeKey,
)
from customer_client.window import OwnWindows, Rectangle
from peer.connection_state import PATIENCE
from peer.picture import Area
from protocol import link
from protocol import peer_messages as m
from protocol.grants import GRANTS_OF_LEVEL, Grant, Level
from protocol.problems import MessageRefused, ServerUnreachable
from protocol.session import EndReason, State
from tests.fakes.customer_play import AGENT_SEEN, CLAIMED, RECORDER_SEEN, RECORDER_TEXT, SESSION, Play, only
from tests.fakes.screen import view
from tests.fakes.sight import shape

AGENT, RECORDER = link.Role.AGENT, link.Role.RECORDER
OTHER = b"x" * 32
ACTIONS: list[Action] = [
    TypeKey("4819203"),
    AgreeToNotice("de"),
    ChooseAccess(Level.VIEW),
    ChooseAccess(Level.FULL),
    AnswerGrant(Grant.CONTROL, given=True),
    AnswerGrant(Grant.CONTROL, given=False),
    TakeBack(Grant.CONTROL),
    TakeBack(Grant.VIEW),
    GiveAgain(Grant.CONTROL),
    GiveAgain(Grant.VIEW),
    ShowOnly(50, 50),
    ShowOnly(150, 50),
    ShowAll(),
]
ENDINGS: list[e.Event] = [
    e.Acted(End()),
    e.Acted(Refuse()),
    e.PanicKeyPressed(),
    e.PeerRefused(AGENT, 1, MessageRefused),
    e.FromServer(link.SessionChanged(session=SESSION, state=State.ENDED, reason=EndReason.AGENT)),
]
INPUTS: list[m.FromAgent] = [
    m.TypeText(text="a"),
    m.KeyDown(key="Control"),
    m.KeyUp(key="Control"),
    m.PointerDown(button=0, x=50, y=50),
    m.PointerDown(button=0, x=5, y=5),
    m.PointerUp(button=0, x=5, y=5),
    m.Wheel(delta_x=0, delta_y=1),
    m.ReleaseAll(),
    m.Heartbeat(number=1),
    m.Chat(text="hello"),
    m.PointAt(x=50, y=50),
    m.UseCamera(torch=True, zoom=None, still=None),
    m.ChooseMonitor(number=0),
    m.ChooseMonitor(number=1),
    m.ChooseMonitor(number=2),
]
LEFT, RIGHT = Monitor("left", Area(0, 0, 100, 100)), Monitor("right", Area(100, 0, 100, 100))
BOTH, RIGHT_AWAY = Desktop(Area(0, 0, 200, 100), (LEFT, RIGHT)), Desktop(LEFT.area, (LEFT,))
OWN = OwnWindows((Rectangle(0, 0, 20, 20),))


class Hostile(RuleBasedStateMachine):
    """One customer's client; everybody else says anything at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.play = Play()
        self.agreed = self.allowed = False
        self.given: set[Grant] = set()
        self.level: Level | None = None
        self.matched = False
        self.stored_at = self.storing_at = float("-inf")
        self.marks: dict[int, float] = {}
        self.shown = False
        self.recorded = False
        self.held = 0
        self.ended = False
        self.only: Monitor | None = None
        self.captured: View | None = None
        self.wanted: Monitor | None = None

    def say(self, event: e.Event) -> None:
        asked = self.play.status.asked
        for command in self.play.say(event):
            self._look_at(command, event, asked)
            if isinstance(command, c.ReleaseVideo | c.HoldVideo | c.Drop) and command.peer is RECORDER:
                self.recorded = isinstance(command, c.ReleaseVideo)
            if isinstance(command, c.ShowMonitor):
                self.wanted = command.monitor
            if isinstance(command, c.SendPeer):
                self._look_at_pointer(command.message)
        self.ended = self.ended or self.play.step is Step.ENDED
        self._must_hold()

    def _look_at(self, command: c.Command, event: e.Event, asked: Grant | None) -> None:
        match command:
            case c.ReleaseVideo(peer) if peer is AGENT:
                self.shown = True
            case c.HoldVideo(peer) | c.Drop(peer) if peer is AGENT:
                self.shown = False
            case c.SendPeer(_, m.RECORDING, m.Mark(number)):
                self.marks[number] = self.play.now
            case c.SendPeer(_, _, m.SafetyResult(matched)):
                self.matched = matched
            case c.SendPeer(_, _, m.SafetyAnswer()):
                self.matched = False
            case c.StartCapture():
                assert self.agreed
                assert self.allowed
                assert not self.ended
            case c.Inject(PressKey() | PressButton() | Type() | Turn() as stroke):
                assert isinstance(event, e.FromAgent)
                assert self._may_show()
                assert Grant.CONTROL in self.given
                assert asked is None
                self.held += isinstance(stroke, PressKey | PressButton)
            case c.Inject(ReleaseKey() | ReleaseButton()):
                self.held -= 1
            case c.Inject(MoveTo(x, y)):
                assert self.captured
                assert self.captured.area
                assert self.captured.area.contains(x, y)

    def _look_at_pointer(self, message: m.PeerMessage) -> None:
        """The pointer is told through the gate of the picture, and only where it is on what may be seen."""
        if isinstance(message, m.PointerAt | m.PointerAway | m.PointerShape):
            assert self._may_show()
        if isinstance(message, m.PointerAt):
            assert self.captured
            assert self.captured.area
            assert self.captured.area.contains(message.x, message.y)
        if isinstance(message, m.PointerSeen | m.Clicked):
            assert Grant.VIEW in self.given
            assert self.captured
            assert self.captured.area
            assert message.x < self.captured.area.width
            assert message.y < self.captured.area.height

    def _may_show(self) -> bool:
        recorded = self.play.now - max(self.stored_at, self.storing_at) <= 5.2
        said_yes = self.agreed and self.allowed and Grant.VIEW in self.given
        return said_yes and self.matched and recorded and not self.ended and self._may_be_captured()

    def _may_be_captured(self) -> bool:
        if self.captured is None or self.only is None:
            return True
        return self.captured.area == self.only.area

    @initialize(level=st.sampled_from(Level), right=st.sampled_from([True, True, True, False]))
    def way_in(self, level: Level, right: bool) -> None:
        """The whole way in, so that the rest is reached often."""
        self.captured = view(100, 100)
        for event in (e.LinkUp(), e.ViewChanged(self.captured), e.Acted(TypeKey("4819203")), e.FromServer(CLAIMED)):
            self.say(event)
        for action in (AgreeToNotice("de"), ChooseAccess(level)):
            self.acts(action)
        for peer, seen in ((RECORDER, RECORDER_SEEN), (AGENT, AGENT_SEEN)):
            self.is_invited(peer, RECORDER_TEXT)
            self.connects(peer, seen)
        self.stores(0)
        self.compares(right=right)

    @rule(action=st.sampled_from(ACTIONS))
    def acts(self, action: Action) -> None:
        before = self.play.status
        match action:
            case AgreeToNotice() if before.step is Step.READ_NOTICE:
                self.agreed = True
            case ChooseAccess(level) if before.step is Step.CHOOSE_ACCESS:
                self.allowed, self.level, self.given = self.agreed, level, set(GRANTS_OF_LEVEL[level])
            case AnswerGrant(grant, given) if before.asked is grant and given:
                self.given.add(grant)
            case GiveAgain(grant) if before.level and grant in GRANTS_OF_LEVEL[before.level] and self.allowed:
                self.given.add(grant)
            case TakeBack(grant):
                self.given.discard(grant)
            case ShowOnly(x, y) if self.allowed and self.captured and not self.ended:
                several = len(self.captured.desktop.monitors) > 1
                self.only = (several and self.captured.desktop.at(x, y)) or self.only
            case ShowAll() if self.allowed and not self.ended:
                self.only = None
        self.say(e.Acted(action))

    @rule(message=st.sampled_from([CLAIMED, link.Refused(problem="recorder-absent"), link.Refused(problem="nonsense")]))
    def hears_from_the_server(self, message: link.ToCustomerProgram) -> None:
        self.say(e.FromServer(message))

    @rule(up=st.booleans())
    def link_changes(self, up: bool) -> None:
        self.say(e.LinkUp() if up else e.LinkDown(ServerUnreachable))

    @rule(peer=st.sampled_from([AGENT, RECORDER]), recorder=st.sampled_from([RECORDER_TEXT, ":".join(["AA"] * 32)]))
    def is_invited(self, peer: link.Role, recorder: str) -> None:
        self.say(e.FromServer(link.Connect(session=SESSION, peer=peer, recorder=recorder)))

    @rule(peer=st.sampled_from([AGENT, RECORDER]), seen=st.sampled_from([AGENT_SEEN, RECORDER_SEEN, OTHER]))
    def connects(self, peer: link.Role, seen: bytes) -> None:
        self.say(e.PeerConnected(peer, self.play.attempt(peer), seen))

    @rule(peer=st.sampled_from([AGENT, RECORDER]))
    def is_lost(self, peer: link.Role) -> None:
        self.say(e.PeerLost(peer, self.play.attempt(peer)))

    @rule(back=st.integers(0, 5))
    def stores(self, back: int) -> None:
        """The recorder answers a mark: the newest, an old one, or one that was never sent."""
        number = max(self.marks, default=0) - back
        before = self.play.help._course.marks.stored_at
        self.storing_at = self.marks.get(number, float("-inf"))
        self.say(e.FromRecorder(self.play.attempt(RECORDER), m.Stored(mark=max(0, number), pictures=1, size=1)))
        if self.play.help._course.marks.stored_at != before:
            self.stored_at = self.marks[number]
        self.storing_at = float("-inf")

    @precondition(lambda self: not self.matched)
    @rule(right=st.sampled_from([True, True, False]))
    def compares(self, right: bool) -> None:
        self.play.agent = Play().agent
        attempt = self.play.attempt(AGENT)
        self.say(e.FromAgent(attempt, self.play.agent.begin()))
        answers = [
            sent.message for sent in only(self.play.said, c.SendPeer) if isinstance(sent.message, m.SafetyAnswer)
        ]
        if not answers:
            return
        self.say(e.FromAgent(attempt, self.play.agent.receive_answer(answers[-1])))
        code = self.play.status.code or "000000"
        self.say(
            e.FromAgent(attempt, m.SafetyCodeTyped(digits=code if right else str((int(code) + 1) % 10**6).zfill(6)))
        )

    @rule(right=st.sampled_from([True, True, True, False]))
    def confirms(self, right: bool) -> None:
        """The customer types what the agent says, or a slip of the hand, at any time."""
        said = self.play.agent._confirmation or "000"
        self.say(e.Acted(TypeConfirmation(said if right else str((int(said) + 1) % 1000).zfill(3))))

    @rule(message=st.sampled_from(INPUTS), own=st.sampled_from([OwnWindows(), OWN]))
    def inputs(self, message: m.FromAgent, own: OwnWindows) -> None:
        self.say(e.FromAgent(self.play.attempt(AGENT), message, own))

    @rule(button=st.booleans())
    def holds_something_down(self, button: bool) -> None:
        self.inputs(INPUTS[3] if button else INPUTS[1], OwnWindows())

    @rule(grant=st.sampled_from(Grant))
    def asks(self, grant: Grant) -> None:
        self.say(e.FromAgent(self.play.attempt(AGENT), m.AskGrant(grant=grant)))

    @rule(seconds=st.sampled_from([0.1, 0.5, 1.2]))
    def time_passes(self, seconds: float) -> None:
        self.play.now += seconds
        self.say(e.Tick())

    @rule(desktop=st.sampled_from([BOTH, BOTH, RIGHT_AWAY]))
    def captures(self, desktop: Desktop) -> None:
        """What was wanted last, on the desktop as it is now."""
        self.captured = View(desktop, self.wanted)
        self.say(e.ViewChanged(self.captured))

    @rule(seconds=st.sampled_from([3.5, 6.0, 61.0, 121.0]))
    def computer_sleeps(self, seconds: float) -> None:
        """Whatever happens first after it."""
        met = self.play.help._course.meetings[AGENT].seen
        self.play.now += seconds
        self.say(e.FromAgent(self.play.attempt(AGENT), m.KeyDown(key="Control")))
        assert not (self.held and seconds > PATIENCE.silence)
        assert not (met and seconds > APART_AT_MOST) or self.ended

    @rule()
    def computer_moves(self) -> None:
        self.say(e.Moved())

    @rule(x=st.integers(-5, 205), shade=st.sampled_from([None, 1, 2]))
    def pointer_is_seen(self, x: int, shade: int | None) -> None:
        self.say(e.PointerSeen(Sighting(x, 50, shade and shape(shade))))

    @rule()
    def customer_moves(self) -> None:
        self.say(e.LocalInputUsed())

    @rule(ending=st.sampled_from(ENDINGS), really=st.integers(0, 9))
    def ends(self, ending: e.Event, really: int) -> None:
        if not really:
            self.say(ending)

    @precondition(lambda self: self.ended is False and self.allowed)
    @rule(x=st.integers(-5, 205))
    def points_anywhere(self, x: int) -> None:
        for message in (m.PointerMove(x=x, y=50), m.PointerDown(button=0, x=x, y=50), m.PointerUp(button=0, x=x, y=50)):
            self.inputs(message, OwnWindows())

    def _must_hold(self) -> None:
        """After every single event."""
        status = self.play.status
        assert not self.shown or self._may_show()
        assert not self.recorded or (self.agreed and self.allowed and Grant.VIEW in self.given and not self.ended)
        assert self.held >= 0
        if not self.shown or Grant.CONTROL not in self.given or status.asked:
            assert self.held == 0
        assert status.grants <= self.given
        assert status.code == "" or status.step is Step.READ_CODE_OUT


Hostile.TestCase.settings = settings(stateful_step_count=40)
TestHostilePeers = Hostile.TestCase
