from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.gate import Hold
from protocol.grants import Level
from protocol.link import (
    Claimed,
    Connect,
    Description,
    LinkMessage,
    NoticeTexts,
    Operator,
    Record,
    RecorderProof,
    Refused,
    Role,
    SessionChanged,
)
from protocol.problems import (
    DescriptionRefused,
    MessageRefused,
    OutOfOrder,
    Problem,
    RecorderAbsent,
    SessionUnknown,
)
from protocol.session import EndReason, State
from signaling import pairing
from signaling.meeting import (
    AccessAllowed,
    Consented,
    CustomerCame,
    Described,
    EndAsked,
    Event,
    GateReported,
    KeyExpired,
    Lost,
    Meeting,
    Outcome,
    RecorderCame,
    RecorderLost,
    Returned,
    Tell,
    TimePassed,
    Vouched,
)
from signaling.pairing import Worker
from tests.fakes.descriptions import FINGERPRINT, OTHER_FINGERPRINT, SDP, SDP_WITHOUT_FINGERPRINT

S = "ab" * 16
NOW, GRACE = 1000.0, 120.0
CLAIMED = Claimed(S, "token", "Anna", Operator("O", "s", "d"), "1", NoticeTexts("Hinweise", "notice"), 90)
CONSENT = Consented("1", "00" * 32, "de")
ALLOW = AccessAllowed(Level.FULL, FINGERPRINT)
OFFER = Description(S, Role.AGENT, 1, "offer", SDP)
ANSWER = Description(S, Role.CUSTOMER, 1, "answer", SDP)

WAITING = Meeting(S)
RUNNING = Meeting(S, State.RUNNING, recorder=FINGERPRINT, recorder_there=True)


def _after(meeting: Meeting, *events: Event) -> Outcome:
    outcome = Outcome(meeting)
    for event in events:
        outcome = pairing.decide(outcome.meeting, event)
    return outcome


def _told(outcome: Outcome, role: Role) -> list[LinkMessage]:
    return [tell.message for tell in outcome.tells if tell.to is role]


# The way to a session.


def test_a_customer_with_the_right_key_is_told_who_calls_and_the_agent_that_somebody_came() -> None:
    outcome = _after(WAITING, CustomerCame(CLAIMED))
    assert outcome.tells == (Tell(Role.CUSTOMER, CLAIMED), Tell(Role.AGENT, SessionChanged(S, State.CLAIMED)))


@pytest.mark.promise("P07")
def test_a_consent_is_recorded_and_told_to_both() -> None:
    outcome = _after(WAITING, CustomerCame(CLAIMED), CONSENT)
    assert outcome.record == CONSENT
    assert _told(outcome, Role.CUSTOMER) == _told(outcome, Role.AGENT) == [SessionChanged(S, State.CONSENTED)]


@pytest.mark.promise("P12")
def test_access_cannot_be_allowed_before_the_consent() -> None:
    with pytest.raises(OutOfOrder):
        _after(WAITING, CustomerCame(CLAIMED), ALLOW)


@pytest.mark.promise("P07")
def test_no_consent_is_given_twice() -> None:
    with pytest.raises(OutOfOrder):
        _after(WAITING, CustomerCame(CLAIMED), CONSENT, CONSENT)


def test_when_access_is_allowed_all_three_are_introduced() -> None:
    outcome = _after(WAITING, CustomerCame(CLAIMED), CONSENT, ALLOW)
    allowed = SessionChanged(S, State.ALLOWED)
    assert outcome.record == ALLOW
    assert _told(outcome, Role.RECORDER) == [allowed, Record(S), allowed]
    assert _told(outcome, Role.CUSTOMER) == [
        allowed,
        Connect(S, Role.RECORDER, FINGERPRINT),
        Connect(S, Role.AGENT, FINGERPRINT),
    ]
    assert _told(outcome, Role.AGENT) == [allowed, Connect(S, Role.CUSTOMER, FINGERPRINT)]


@pytest.mark.promise("P18")
def test_without_a_recorder_nobody_is_introduced_until_one_comes() -> None:
    absent = Refused(RecorderAbsent.code, S)
    outcome = _after(WAITING, CustomerCame(CLAIMED), CONSENT, AccessAllowed(Level.VIEW, None))
    assert _told(outcome, Role.CUSTOMER) == _told(outcome, Role.AGENT) == [SessionChanged(S, State.ALLOWED), absent]
    later = pairing.decide(outcome.meeting, RecorderCame(FINGERPRINT))
    assert _told(later, Role.AGENT) == [Connect(S, Role.CUSTOMER, FINGERPRINT)]
    assert len(_told(later, Role.CUSTOMER)) == 2


def test_the_session_with_the_fewest_sessions_is_chosen() -> None:
    one, two, three = (Worker(fingerprint, "") for fingerprint in "abc")
    assert pairing.choose({one: 2, two: 1, three: 1}, WAITING) == two
    assert pairing.choose({}, WAITING) is None


def test_a_session_keeps_the_recorder_that_the_safety_code_is_bound_to() -> None:
    ours, other = Worker(FINGERPRINT, "1"), Worker(OTHER_FINGERPRINT, "1")
    assert pairing.choose({ours: 9, other: 0}, RUNNING) == ours
    assert pairing.choose({other: 0}, RUNNING) is None


def test_a_session_goes_on_at_any_recorder_with_the_same_certificate() -> None:
    first, second = Worker(FINGERPRINT, "1"), Worker(FINGERPRINT, "2")
    assert pairing.choose({first: 9, second: 0}, RUNNING) == second


def test_a_recorders_proof_is_carried_to_both_and_waits_for_whoever_is_away() -> None:
    proof = RecorderProof(S, FINGERPRINT, b"s" * 64)
    assert _after(RUNNING, Vouched(proof)).tells == (Tell(Role.CUSTOMER, proof), Tell(Role.AGENT, proof))

    newer = RecorderProof(S, FINGERPRINT, b"t" * 64)
    away = _after(RUNNING, Lost(Role.CUSTOMER, NOW), Vouched(proof), Vouched(newer))
    assert _told(away, Role.CUSTOMER) == []
    assert [tell.message for tell in away.meeting.owed] == [newer]
    assert newer in _told(pairing.decide(away.meeting, Returned(Role.CUSTOMER)), Role.CUSTOMER)


def test_a_proof_for_another_certificate_or_before_access_is_out_of_order() -> None:
    with pytest.raises(OutOfOrder):
        pairing.decide(RUNNING, Vouched(RecorderProof(S, OTHER_FINGERPRINT, b"s" * 64)))
    with pytest.raises(OutOfOrder):
        pairing.decide(replace(RUNNING, state=State.CONSENTED), Vouched(RecorderProof(S, FINGERPRINT, b"s" * 64)))


# Descriptions.


def test_a_description_is_relayed_under_the_name_of_its_sender() -> None:
    outcome = _after(RUNNING, Described(Role.CUSTOMER, OFFER))
    assert outcome.tells == (Tell(Role.AGENT, Description(S, Role.CUSTOMER, 1, "offer", SDP)),)
    outcome = _after(RUNNING, Described(Role.RECORDER, ANSWER))
    assert outcome.tells == (Tell(Role.CUSTOMER, Description(S, Role.RECORDER, 1, "answer", SDP)),)


@pytest.mark.parametrize(
    ("sender", "peer", "kind"),
    [
        (Role.AGENT, Role.RECORDER, "answer"),
        (Role.RECORDER, Role.AGENT, "answer"),
        (Role.CUSTOMER, Role.CUSTOMER, "offer"),
        (Role.CUSTOMER, Role.AGENT, "answer"),
        (Role.AGENT, Role.CUSTOMER, "offer"),
        (Role.RECORDER, Role.CUSTOMER, "offer"),
    ],
)
def test_only_customers_offer_and_nobody_describes_past_the_customer(sender: Role, peer: Role, kind: str) -> None:
    message = replace_description(OFFER, peer=peer, kind=kind)
    with pytest.raises(MessageRefused):
        pairing.decide(RUNNING, Described(sender, message))


def replace_description(description: Description, **changes: object) -> Description:
    fields = {name: getattr(description, name) for name in Description.__struct_fields__}
    return Description(**(fields | changes))


def test_a_description_without_fingerprint_is_refused() -> None:
    with pytest.raises(DescriptionRefused):
        pairing.decide(RUNNING, Described(Role.CUSTOMER, replace_description(OFFER, sdp=SDP_WITHOUT_FINGERPRINT)))


@pytest.mark.promise("P12")
@pytest.mark.parametrize("state", [State.WAITING, State.CLAIMED, State.CONSENTED])
def test_nobody_describes_anything_before_access_was_allowed(state: State) -> None:
    with pytest.raises(OutOfOrder):
        pairing.decide(Meeting(S, state), Described(Role.CUSTOMER, OFFER))


@pytest.mark.promise("P18")
def test_without_a_recorder_no_description_passes_to_the_agent_either() -> None:
    with pytest.raises(OutOfOrder):
        pairing.decide(Meeting(S, State.ALLOWED), Described(Role.CUSTOMER, OFFER))


def test_an_offer_to_a_recorder_that_is_gone_is_answered_with_its_absence() -> None:
    meeting = _after(RUNNING, RecorderLost()).meeting
    with pytest.raises(RecorderAbsent):
        pairing.decide(meeting, Described(Role.CUSTOMER, replace_description(OFFER, peer=Role.RECORDER)))


# The gate.


def test_the_gate_moves_the_session_between_running_and_paused() -> None:
    allowed = replace(RUNNING, state=State.ALLOWED)
    running = _after(allowed, GateReported(None))
    assert running.meeting.state is State.RUNNING
    paused = _after(running.meeting, GateReported(Hold.NOT_RECORDED))
    assert paused.meeting.state is State.PAUSED
    assert _told(paused, Role.AGENT) == [SessionChanged(S, State.PAUSED, Hold.NOT_RECORDED)]


def test_a_report_that_changes_nothing_is_not_told() -> None:
    assert _after(RUNNING, GateReported(None)).tells == ()


def test_a_gate_cannot_open_before_access_was_allowed() -> None:
    with pytest.raises(OutOfOrder):
        pairing.decide(Meeting(S, State.CONSENTED), GateReported(None))


# Recorders that go and come.


def test_a_recorder_that_is_back_is_introduced_to_the_customer_anew_and_the_agent_is_left_alone() -> None:
    outcome = _after(RUNNING, RecorderLost(), RecorderCame(FINGERPRINT))
    assert _told(outcome, Role.CUSTOMER) == [Connect(S, Role.RECORDER, FINGERPRINT, instead=True)]
    assert _told(outcome, Role.RECORDER)[0] == Record(S)
    assert _told(outcome, Role.AGENT) == []


def test_after_a_restart_of_the_server_the_pictures_go_on_undisturbed() -> None:
    restored = pairing.restored(replace(RUNNING, recorder_there=False), NOW)
    back = _after(restored, Returned(Role.CUSTOMER), Returned(Role.AGENT))
    outcome = pairing.decide(back.meeting, RecorderCame(FINGERPRINT, holds=True))
    assert _told(outcome, Role.RECORDER)[0] == Record(S)
    assert _told(outcome, Role.CUSTOMER) == _told(outcome, Role.AGENT) == []


def test_unless_the_recorder_restarted_as_well_which_the_customer_notices() -> None:
    restored = pairing.restored(replace(RUNNING, recorder_there=False), NOW)
    came = _after(restored, Returned(Role.CUSTOMER), RecorderCame(FINGERPRINT))
    outcome = pairing.decide(came.meeting, GateReported(Hold.NOT_RECORDED))
    assert Connect(S, Role.RECORDER, FINGERPRINT, instead=True) in _told(outcome, Role.CUSTOMER)
    assert pairing.decide(outcome.meeting, GateReported(None)).meeting.state is State.RUNNING


def test_a_session_that_was_not_recorded_when_the_server_stopped_is_introduced_anew() -> None:
    paused = Meeting(S, State.PAUSED, Hold.NOT_RECORDED, recorder=FINGERPRINT)
    outcome = _after(pairing.restored(paused, NOW), Returned(Role.CUSTOMER), RecorderCame(FINGERPRINT))
    assert _told(outcome, Role.CUSTOMER) == [Connect(S, Role.RECORDER, FINGERPRINT, instead=True)]


def test_a_recorder_whose_link_was_gone_for_a_moment_keeps_its_customer() -> None:
    outcome = _after(RUNNING, RecorderLost(), RecorderCame(FINGERPRINT, holds=True))
    assert _told(outcome, Role.CUSTOMER) == []
    assert _told(outcome, Role.RECORDER)[0] == Record(S)


# People who go and come.


def test_whoever_is_back_is_told_how_the_session_stands() -> None:
    outcome = _after(RUNNING, Lost(Role.CUSTOMER, NOW), Returned(Role.CUSTOMER))
    assert outcome.tells == (Tell(Role.CUSTOMER, SessionChanged(S, State.RUNNING)),)


def test_an_agent_who_is_back_is_introduced_again_for_the_network_may_be_another() -> None:
    outcome = _after(RUNNING, Lost(Role.AGENT, NOW), Returned(Role.AGENT))
    assert _told(outcome, Role.CUSTOMER) == [Connect(S, Role.AGENT, FINGERPRINT)]


def test_introductions_and_descriptions_wait_for_whoever_is_away() -> None:
    consented = Meeting(S, State.CONSENTED)
    away = _after(consented, Lost(Role.AGENT, NOW), ALLOW, Described(Role.CUSTOMER, OFFER))
    assert _told(away, Role.AGENT) == []
    back = pairing.decide(away.meeting, Returned(Role.AGENT))
    assert _told(back, Role.AGENT) == [
        SessionChanged(S, State.ALLOWED),
        Connect(S, Role.CUSTOMER, FINGERPRINT),
        Description(S, Role.CUSTOMER, 1, "offer", SDP),
    ]
    assert back.meeting.owed == ()


def test_of_several_offers_only_the_newest_waits() -> None:
    second = replace_description(OFFER, attempt=2)
    away = _after(RUNNING, Lost(Role.AGENT, NOW), Described(Role.CUSTOMER, OFFER), Described(Role.CUSTOMER, second))
    assert [tell.message.attempt for tell in away.meeting.owed if isinstance(tell.message, Description)] == [2]


def test_a_newer_introduction_takes_the_place_of_an_older_one_that_waits() -> None:
    away = _after(RUNNING, Lost(Role.CUSTOMER, NOW), RecorderLost(), RecorderCame(FINGERPRINT))
    again = _after(away.meeting, RecorderLost(), RecorderCame(FINGERPRINT))
    assert len(again.meeting.owed) == 1


def test_whoever_is_back_while_there_is_no_recorder_is_told_so() -> None:
    outcome = _after(Meeting(S, State.ALLOWED), Lost(Role.AGENT, NOW), Returned(Role.AGENT))
    assert _told(outcome, Role.AGENT)[-1] == Refused(RecorderAbsent.code, S)


@pytest.mark.parametrize(
    ("role", "reason"), [(Role.CUSTOMER, EndReason.CUSTOMER_LOST), (Role.AGENT, EndReason.AGENT_LOST)]
)
def test_a_short_absence_ends_nothing_and_a_long_one_ends_the_session(role: Role, reason: EndReason) -> None:
    away = _after(RUNNING, Lost(role, NOW)).meeting
    assert pairing.decide(away, TimePassed(NOW + GRACE, GRACE)).meeting.state is State.RUNNING
    ended = pairing.decide(away, TimePassed(NOW + GRACE + 1, GRACE)).meeting
    assert (ended.state, ended.reason) == (State.ENDED, reason)


def test_whoever_came_back_in_time_is_not_missed_later() -> None:
    back = _after(RUNNING, Lost(Role.AGENT, NOW), Returned(Role.AGENT)).meeting
    assert pairing.decide(back, TimePassed(NOW + 9999, GRACE)).meeting.state is State.RUNNING


# The end.


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.AGENT])
def test_either_person_ends_the_session_for_everyone(role: Role) -> None:
    outcome = pairing.decide(RUNNING, EndAsked(role, EndReason.SAFETY_CODE))
    ended = SessionChanged(S, State.ENDED, None, EndReason.SAFETY_CODE)
    assert outcome.tells == tuple(Tell(each, ended) for each in Role)


def test_nobody_ends_a_session_in_the_other_ones_name() -> None:
    ended = pairing.decide(RUNNING, EndAsked(Role.AGENT, EndReason.NO_CONSENT)).meeting
    assert ended.reason is EndReason.AGENT


def test_a_key_that_nobody_used_ends_the_session() -> None:
    assert pairing.decide(WAITING, KeyExpired()).meeting.reason is EndReason.KEY_EXPIRED
    assert pairing.decide(RUNNING, KeyExpired()).meeting == RUNNING


@given(st.sampled_from([CustomerCame(CLAIMED), CONSENT, ALLOW, GateReported(None), KeyExpired(), RecorderLost()]))
def test_a_session_that_has_ended_stays_ended(event: Event) -> None:
    ended = pairing.decide(RUNNING, EndAsked(Role.CUSTOMER, EndReason.CUSTOMER)).meeting
    with pytest.raises(SessionUnknown):
        pairing.decide(ended, event)


_EVENTS: list[Event] = [
    CustomerCame(CLAIMED),
    CONSENT,
    ALLOW,
    AccessAllowed(Level.VIEW, None),
    GateReported(None),
    GateReported(Hold.NOT_RECORDED),
    Described(Role.CUSTOMER, OFFER),
    Described(Role.AGENT, ANSWER),
    RecorderLost(),
    *(Lost(role, NOW) for role in (Role.CUSTOMER, Role.AGENT)),
    *(Returned(role) for role in (Role.CUSTOMER, Role.AGENT)),
]


@pytest.mark.promise("P07")
@pytest.mark.promise("P12")
@pytest.mark.promise("P18")
@given(st.lists(st.sampled_from(_EVENTS), max_size=25))
def test_in_whatever_order_things_happen_nobody_meets_without_consent_access_and_recorder(events: list[Event]) -> None:
    meeting, happened = WAITING, list[Event]()
    for event in events:
        try:
            outcome = pairing.decide(meeting, event)
        except Problem:
            continue
        meeting, happened = outcome.meeting, [*happened, event]
        introduced = [tell for tell in outcome.tells if isinstance(tell.message, Connect | Description | Record)]
        if introduced:
            consented = happened.index(CONSENT)
            assert any(isinstance(later, AccessAllowed) for later in happened[consented:])
            assert meeting.recorder is not None
