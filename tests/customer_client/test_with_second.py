"""A second agent at the customer, as plays: asked for by name, compared, with rights of its own, and sent away."""

from dataclasses import dataclass, field
from hashlib import sha256

import pytest

from customer_client import commands as c
from customer_client import events as e
from customer_client.seconding import ANSWER_WITHIN, APART_AT_MOST, ASK_AGAIN_AFTER, HERE_WITHIN
from customer_client.status import AnswerGrant, AnswerSecond, End, GiveAgain, SendAway, Step, TakeBack
from peer.safety import AgentSide, Seen
from protocol import link
from protocol import peer_messages as m
from protocol.gate import Hold
from protocol.grants import Grant, Level, Office, Who
from protocol.problems import MessageRefused
from protocol.session import EndReason
from tests.fakes.customer_play import (
    NONCE,
    NOTICE,
    OURS,
    RECORDER_SEEN,
    RECORDER_TEXT,
    SESSION,
    Play,
    injected,
    only,
    stated,
    to_agent,
    to_server,
)

AGENT, SECOND = link.Role.AGENT, link.Role.SECOND
BERTA, SECOND_SEEN = "Berta Beispiel", b"b" * 32
ASK = m.AskSecond(BERTA, Office.SUPERVISOR)
CONNECT = link.Connect(session=SESSION, peer=SECOND, recorder=RECORDER_TEXT)


@dataclass
class Seconded(Play):
    """A play with a second agent."""

    second: AgentSide = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.second = AgentSide(Seen(SESSION, OURS, SECOND_SEEN, RECORDER_SEEN), b"z" * 16)

    def running(self, level: Level = Level.FULL) -> "Seconded":
        """Helped, with pictures flowing."""
        self.helped(level)
        self.after(1.0)
        return self

    def admitted(self, level: Level = Level.FULL) -> "Seconded":
        self.running(level)
        self.from_agent(ASK)
        self.acts(AnswerSecond(BERTA, given=True))
        self.server(CONNECT)
        return self

    def coded(self, seen: bytes = SECOND_SEEN) -> list[c.Command]:
        """Connected, and the exchange has come to a code; `seen` is the certificate that DTLS saw."""
        self.admitted()
        self.say(e.PeerConnected(SECOND, self.attempt(SECOND), seen))
        self.from_second(self.second.begin())
        answer = m.SafetyAnswer(nonce=NONCE, consent=sha256(NOTICE.encode()).digest())
        return self.from_second(self.second.receive_answer(answer))

    def here(self) -> "Seconded":
        self.coded()
        self.from_second(self.second.type(self.code()))
        self.from_agent(m.ConfirmSecond(self.second.confirmation))
        return self

    def code(self) -> str:
        """What the first agent is to say to the second."""
        return next(one.code for one in reversed(told_first(self.said)) if one.code)

    def from_second(self, message: m.FromAgent) -> list[c.Command]:
        return self.say(e.FromAgent(self.attempt(SECOND), message, peer=SECOND))


def told_first(commands: list[c.Command]) -> list[m.SecondIs]:
    return [message for message in to_agent(commands) if isinstance(message, m.SecondIs)]


def to_second(commands: list[c.Command]) -> list[m.PeerMessage]:
    return [command.message for command in only(commands, c.SendPeer) if command.peer is SECOND]


def lines(play: Play) -> list[tuple[str, str]]:
    """What the receipt says, and about whom."""
    play.acts(End())
    assert play.status.receipt
    return [(line.what, line.who) for line in play.status.receipt.lines]


def events(commands: list[c.Command]) -> list[m.PeerMessage]:
    return [command.message for command in only(commands, c.SendPeer) if command.peer is link.Role.RECORDER]


# Asking.


@pytest.mark.promise("P07")
def test_the_customer_is_asked_by_name_and_office_and_nothing_is_injected_meanwhile() -> None:
    play = Seconded().running()
    assert told_first(play.from_agent(ASK)) == [m.SecondIs(m.Stage.ASKED)]
    assert play.status.joining
    assert (play.status.joining.name, play.status.joining.office) == (BERTA, Office.SUPERVISOR)
    assert injected(play.from_agent(m.TypeText("y"))) == []
    assert play.help._course.gate().input(play.now) is Hold.DIALOG_OPEN


def test_only_a_yes_of_the_customers_admits_and_it_is_told_to_the_server() -> None:
    play = Seconded().running()
    play.from_agent(ASK)
    commands = play.acts(AnswerSecond(BERTA, given=True))
    assert link.AnswerSecond(SESSION, BERTA, Office.SUPERVISOR, given=True) in to_server(commands)
    assert [offer.peer for offer in only(play.server(CONNECT), c.Offer)] == [SECOND]
    assert play.status.second
    assert not play.status.second.here


@pytest.mark.promise("P07")
def test_no_and_no_answer_are_both_no() -> None:
    for answers in (True, False):
        play = Seconded().running()
        play.from_agent(ASK)
        commands = play.acts(AnswerSecond(BERTA, given=False)) if answers else play.after(ANSWER_WITHIN)
        assert told_first(commands)[-1] == m.SecondIs(m.Stage.REFUSED)
        assert link.AnswerSecond(SESSION, BERTA, Office.SUPERVISOR, given=False) in to_server(commands)
        assert only(play.server(CONNECT), c.Offer) == []
        assert play.status.second is None
        assert "refused second" in stated(play.said)


def test_an_answer_about_somebody_else_is_none() -> None:
    play = Seconded().running()
    play.from_agent(ASK)
    assert to_server(play.acts(AnswerSecond("Somebody Else", given=True))) == []
    assert play.status.joining


def test_after_a_no_nobody_is_asked_for_at_once() -> None:
    play = Seconded().running()
    play.from_agent(ASK)
    play.acts(AnswerSecond(BERTA, given=False))
    assert told_first(play.from_agent(ASK)) == [m.SecondIs(m.Stage.REFUSED)]
    assert play.status.joining is None
    play.after(ASK_AGAIN_AFTER)
    play.from_agent(ASK)
    assert play.status.joining


def test_before_the_code_of_the_first_matched_nobody_is_asked_for() -> None:
    play = Seconded()
    play.code_typed()
    play.from_agent(ASK)
    assert play.status.joining is None


def test_there_is_one_question_at_a_time() -> None:
    play = Seconded().running(Level.VIEW)
    play.from_agent(m.AskGrant(Grant.CONTROL))
    assert told_first(play.from_agent(ASK)) == [m.SecondIs(m.Stage.REFUSED)]
    play.acts(AnswerGrant(Grant.CONTROL, given=True))
    play.from_agent(ASK)
    assert m.GrantRefused(Grant.CLIPBOARD_IN) in to_agent(play.from_agent(m.AskGrant(Grant.CLIPBOARD_IN)))
    assert play.status.asked is None


# Nobody joins unseen.


@pytest.mark.promise("P05")
def test_a_server_that_introduces_a_second_by_itself_is_left_alone() -> None:
    play = Seconded().running()
    assert only(play.server(CONNECT), c.Offer) == []
    play.from_agent(ASK)
    assert only(play.server(CONNECT), c.Offer) == [], "the customer has not answered yet"
    commands = play.say(e.PeerConnected(SECOND, 1, SECOND_SEEN), e.FromAgent(1, m.TypeText("x"), peer=SECOND))
    assert commands == [] or injected(commands) == []


def test_a_second_asks_for_no_third() -> None:
    play = Seconded().here()
    play.after(ASK_AGAIN_AFTER)
    assert told_first(play.from_second(ASK)) == []
    assert play.status.joining is None
    assert told_first(play.from_agent(ASK)) == [m.SecondIs(m.Stage.REFUSED)], "there is one second at a time"


@pytest.mark.promise("P05")
def test_the_second_sees_nothing_before_its_own_code_and_word_were_right() -> None:
    play = Seconded()
    said = play.coded()
    assert len(play.code()) == 6
    assert m.GateChanged(picture=Hold.SAFETY_CODE_OPEN, input=Hold.SAFETY_CODE_OPEN) in to_second(play.said)
    said += play.from_second(play.second.type(play.code()))
    assert told_first(said)[-1] == m.SecondIs(m.Stage.TYPED)
    assert c.ReleaseVideo(SECOND) not in play.said
    commands = play.from_agent(m.ConfirmSecond(play.second.confirmation))
    assert told_first(commands) == [m.SecondIs(m.Stage.HERE)]
    assert c.ReleaseVideo(SECOND) in commands
    assert c.ReleaseVideo(AGENT) not in commands, "the first one's pictures go on"
    assert play.status.second
    assert play.status.second.here


@pytest.mark.promise("P05")
def test_with_another_certificate_than_the_seconds_the_code_does_not_match_and_nobody_else_joins() -> None:
    play = Seconded()
    play.coded(seen=b"m" * 32)
    assert play.status.second is None, "its reveal is not for what DTLS saw"
    assert ("second-code-mismatched", BERTA) in [(line.what, line.who) for line in play.help._course.account._lines]
    assert play.step is Step.HELPED, "the first is who was compared"
    play.after(ASK_AGAIN_AFTER)
    play.from_agent(ASK)
    assert play.status.joining is None


@pytest.mark.parametrize("wrong", ["code", "word"])
def test_a_wrong_code_or_a_wrong_word_sends_the_second_away_for_good(wrong: str) -> None:
    play = Seconded()
    play.coded()
    code = play.code()
    play.from_second(m.SafetyCodeTyped(f"{(int(code) + 1) % 10**6:06d}" if wrong == "code" else code))
    if wrong == "word":
        play.second.type(code)
        play.from_agent(m.ConfirmSecond(f"{(int(play.second.confirmation) + 1) % 1000:03d}"))
    assert play.status.second is None
    assert c.Drop(SECOND) in play.said
    assert c.ReleaseVideo(SECOND) not in play.said
    assert play.step is Step.HELPED


def test_the_second_cannot_say_the_word_itself() -> None:
    play = Seconded()
    play.coded()
    play.from_second(play.second.type(play.code()))
    play.from_second(m.ConfirmSecond(play.second.confirmation))
    assert c.ReleaseVideo(SECOND) not in play.said


def test_a_code_that_nobody_compares_is_not_waited_for() -> None:
    play = Seconded()
    play.coded()
    play.after(HERE_WITHIN)
    assert play.status.second is None
    assert link.DismissSecond(SESSION) in to_server(play.said)


# Rights of its own.


def test_the_second_may_look_and_not_touch() -> None:
    play = Seconded().here()
    assert m.Granted(frozenset({Grant.VIEW})) in to_second(play.said)
    assert injected(play.from_second(m.TypeText("x"))) == []
    assert injected(play.from_agent(m.TypeText("x"))) != []


def test_the_second_asks_for_itself_and_the_customer_sees_who_asks() -> None:
    play = Seconded().here()
    play.from_second(m.AskGrant(Grant.CONTROL))
    assert (play.status.asked, play.status.asked_by) == (Grant.CONTROL, BERTA)
    commands = play.acts(AnswerGrant(Grant.CONTROL, given=True))
    assert to_second(commands)[0] == m.Granted(frozenset({Grant.VIEW, Grant.CONTROL}))
    assert "given control second" in stated(play.said)
    assert injected(play.from_second(m.TypeText("x"))) != []


def test_control_can_be_taken_from_one_of_them_or_from_both() -> None:
    for who, first, second in ((Who.SECOND, True, False), (None, False, False)):
        play = Seconded().here()
        play.from_second(m.AskGrant(Grant.CONTROL))
        play.acts(AnswerGrant(Grant.CONTROL, given=True))
        play.acts(TakeBack(Grant.CONTROL, who))
        assert bool(injected(play.from_agent(m.TypeText("x")))) is first
        assert bool(injected(play.from_second(m.TypeText("x")))) is second


def test_the_picture_is_stopped_for_both_and_shown_to_both_again() -> None:
    play = Seconded().here()
    stopped = play.acts(TakeBack(Grant.VIEW))
    assert {c.HoldVideo(AGENT), c.HoldVideo(SECOND), c.HoldVideo(link.Role.RECORDER)} <= {
        command for command in stopped if isinstance(command, c.HoldVideo)
    }
    play.acts(GiveAgain(Grant.VIEW))
    shown = play.after(1.5)
    assert c.ReleaseVideo(AGENT) in shown
    assert c.ReleaseVideo(SECOND) in shown


@pytest.mark.promise("P03")
def test_the_picture_is_stopped_for_the_first_alone_and_the_second_goes_on_with_what_it_may() -> None:
    play = Seconded().here()
    play.from_second(m.AskGrant(Grant.CONTROL))
    play.acts(AnswerGrant(Grant.CONTROL, given=True))
    stopped = play.acts(TakeBack(Grant.VIEW, Who.AGENT))
    assert only(stopped, c.HoldVideo) == [c.HoldVideo(AGENT)], "the recording goes on as well"
    assert m.RightChanged(Grant.VIEW, m.RightChange.TAKEN_BACK, Who.AGENT) in events(stopped)
    assert not injected(play.from_agent(m.TypeText("x")))
    assert injected(play.from_second(m.TypeText("x")))
    assert c.ReleaseVideo(AGENT) in play.acts(GiveAgain(Grant.VIEW))
    assert ("taken-back-view", "Frau Weber") in lines(play)


def test_what_one_of_them_holds_is_not_let_go_by_the_others_silence() -> None:
    play = Seconded().here()
    play.from_agent(m.KeyDown("Shift"))
    assert injected(play.after(3.0)) == [], "the second's heart does not beat here, the first one's does"


def test_the_recording_tells_who_did_what() -> None:
    play = Seconded().here()
    play.from_second(m.AskGrant(Grant.CONTROL))
    play.acts(AnswerGrant(Grant.CONTROL, given=True))
    play.from_second(m.PointerDown(0, 5, 5))
    play.from_agent(m.TypeText("x"))
    told = [*events(play.said), *events(play.say(e.Tick()))]
    assert m.SecondInvolved(m.Stage.HERE) in told
    assert m.RightChanged(Grant.CONTROL, m.RightChange.GIVEN, Who.SECOND) in told
    assert m.Clicked(0, 5, 5, Who.SECOND) in told
    assert m.InputUsed(m.InputKind.TYPING, Who.AGENT) in told


# Going.


def test_sent_away_it_is_stopped_here_before_anybody_hears_of_it() -> None:
    play = Seconded().here()
    commands = play.acts(SendAway())
    assert commands[0] == c.HoldVideo(SECOND)
    assert c.Drop(SECOND) in commands
    assert link.DismissSecond(SESSION) in to_server(commands)
    assert told_first(commands) == [m.SecondIs(m.Stage.GONE)]
    assert play.step is Step.HELPED
    assert injected(play.from_agent(m.TypeText("x"))) != []
    late = play.say(e.FromAgent(play.attempt(SECOND), m.Heartbeat(1), peer=SECOND))
    assert to_second(late) == []


@pytest.mark.parametrize("how", ["ending", "server", "garbage", "dismissed", "apart"])
def test_it_can_go_in_many_ways_and_the_first_goes_on(how: str) -> None:
    play = Seconded().here()
    match how:
        case "ending":
            play.from_second(m.Ending(EndReason.AGENT))
        case "server":
            play.server(link.SecondLeft(SESSION))
        case "garbage":
            play.say(e.PeerRefused(SECOND, play.attempt(SECOND), MessageRefused))
        case "dismissed":
            play.from_agent(m.DismissSecond())
        case _:
            play.say(e.PeerLost(SECOND, play.attempt(SECOND)))
            play.after(APART_AT_MOST + 1)
    assert play.status.second is None
    assert play.step is Step.HELPED
    assert ("left", BERTA) in lines(play)


def test_a_second_who_is_back_soon_needs_no_new_code() -> None:
    play = Seconded().here()
    play.say(e.PeerLost(SECOND, play.attempt(SECOND)))
    play.after(1.0)
    assert only(play.said, c.Offer)[-1].expected == SECOND_SEEN
    commands = play.say(e.PeerConnected(SECOND, play.attempt(SECOND), SECOND_SEEN))
    assert c.ReleaseVideo(SECOND) in commands


def test_the_session_ends_for_both() -> None:
    play = Seconded().here()
    commands = play.acts(End())
    assert commands[:3] == [c.StopCapture(), c.HoldVideo(AGENT), c.HoldVideo(SECOND)]
    assert m.Ending(EndReason.CUSTOMER) in to_second(commands)


def test_another_may_come_after_the_first_second_and_old_news_of_that_one_do_not_matter() -> None:
    play = Seconded().here()
    before = play.attempt(SECOND)
    play.acts(SendAway())
    play.from_agent(m.AskSecond("Cora Muster", Office.AGENT))
    play.acts(AnswerSecond("Cora Muster", given=True))
    play.server(CONNECT)
    assert play.attempt(SECOND) == before + 1
    assert play.say(e.PeerConnected(SECOND, before, SECOND_SEEN)) == []


def test_the_receipt_names_both() -> None:
    play = Seconded().here()
    play.from_second(m.AskGrant(Grant.CONTROL))
    play.acts(AnswerGrant(Grant.CONTROL, given=True))
    found = lines(play)
    assert [what for what, who in found if who == BERTA] == [
        "joining-asked",
        "joining-allowed",
        "joined",
        "asked-control",
        "gave-control",
    ]


def test_a_first_agent_who_comes_back_hears_how_far_the_second_is() -> None:
    play = Seconded()
    play.coded()
    play.say(e.PeerLost(AGENT, play.attempt(AGENT)))
    play.after(1.0, beating=False)
    commands = play.say(e.PeerConnected(AGENT, play.attempt(AGENT), b"a" * 32))
    assert told_first(commands) == [m.SecondIs(m.Stage.CODE, play.code())]
