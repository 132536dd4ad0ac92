import pytest

from customer_client.commands import Offer
from customer_client.meeting import ANSWERED_WITHIN, RETRIES, Meetings, Place, from_text
from peer.routes import Routes
from protocol import link
from protocol.problems import RecorderNotTrusted
from protocol.recorder_identity import Identity
from tests.fakes.identities import IDENTITY, NEXT, STRANGER, proof

SESSION = "0" * 32
AGENT, RECORDER = link.Role.AGENT, link.Role.RECORDER
FIRST, SECOND = ":".join(["01"] * 32), ":".join(["02"] * 32)
SEEN = bytes([7] * 32)
TURN = link.IceServer(urls=["turn:turn.example.org"])


def invited(*roles: link.Role) -> Meetings:
    meetings = Meetings(IDENTITY)
    meetings.vouched(proof(SESSION, FIRST), 0.0)
    for role in roles:
        meetings.invited(link.Connect(session="0" * 32, peer=role, recorder=FIRST, ice_servers=[TURN]), 0.0)
    return meetings


def test_nobody_is_offered_anything_uninvited() -> None:
    assert list(Meetings(IDENTITY).offers(100.0, link_up=True)) == []


def test_an_invitation_leads_to_one_offer_with_its_servers() -> None:
    meetings = invited(AGENT)

    assert list(meetings.offers(0.0, link_up=True)) == [Offer(AGENT, 1, Routes((TURN,)), None)]
    assert list(meetings.offers(0.1, link_up=True)) == []


def test_while_the_server_is_away_nothing_is_offered() -> None:
    assert list(invited(AGENT).offers(0.0, link_up=False)) == []


def test_failures_in_a_row_wait_longer_and_longer() -> None:
    meetings, now, waits = invited(AGENT), 0.0, []
    for attempt in range(1, 7):
        began = now
        while not list(meetings.offers(now, link_up=True)):
            now += 0.1
        waits.append(now - began)
        meetings.lost(AGENT, attempt, now)

    assert waits == pytest.approx([0.0, *RETRIES, RETRIES[-1]], abs=0.11)


def test_an_offer_without_an_answer_is_lost_after_a_while() -> None:
    meetings = invited(AGENT)
    list(meetings.offers(0.0, link_up=True))

    assert meetings.passed(ANSWERED_WITHIN) == []
    assert meetings[AGENT].place is Place.LOST


@pytest.mark.promise("P05")
@pytest.mark.parametrize("role", [AGENT, RECORDER])
def test_nobody_is_met_before_the_recorder_has_proved_who_it_is(role: link.Role) -> None:
    meetings = Meetings(IDENTITY)
    meetings.invited(link.Connect(SESSION, role, FIRST), 0.0)
    assert list(meetings.offers(5.0, link_up=True)) == []
    assert meetings.unproven_for(5.0) == 5.0

    meetings.vouched(proof(SESSION, FIRST), 5.0)
    assert [offer.peer for offer in meetings.offers(5.0, link_up=True) if isinstance(offer, Offer)] == [role]
    assert meetings.unproven_for(9.0) == 0.0


@pytest.mark.promise("P05")
def test_a_recorder_is_known_by_either_key_and_by_no_other() -> None:
    assert not invited(RECORDER).vouched(proof(SESSION, FIRST, NEXT), 1.0)
    for stranger in (proof(SESSION, FIRST, STRANGER), proof("1" * 32, FIRST)):
        claimed = link.RecorderProof(SESSION, FIRST, stranger.signature)
        with pytest.raises(RecorderNotTrusted):
            invited(RECORDER).vouched(claimed, 1.0)
    with pytest.raises(RecorderNotTrusted):
        Meetings(Identity()).vouched(proof(SESSION, FIRST), 0.0)


@pytest.mark.promise("P05")
def test_what_vouches_for_one_certificate_does_not_for_another() -> None:
    borrowed = link.RecorderProof(SESSION, SECOND, proof(SESSION, FIRST).signature)
    with pytest.raises(RecorderNotTrusted):
        invited(RECORDER).vouched(borrowed, 1.0)


def test_another_recorder_that_proves_itself_takes_over() -> None:
    meetings = invited(RECORDER)
    list(meetings.offers(0.0, link_up=True))
    meetings.connected(RECORDER, 1, from_text(FIRST), 1.0)
    meetings.lost(RECORDER, 1, 2.0)

    assert not meetings.invited(link.Connect(SESSION, RECORDER, SECOND), 2.0)
    assert meetings[RECORDER].fingerprint == from_text(FIRST)
    assert meetings.vouched(proof(SESSION, SECOND), 2.5)
    (offer,) = meetings.offers(2.5, link_up=True)
    assert isinstance(offer, Offer)
    assert offer.expected == from_text(SECOND)
    assert meetings[RECORDER].seen is None


@pytest.mark.promise("P05")
def test_there_is_never_a_third_peer() -> None:
    meetings = invited(AGENT, RECORDER)
    list(meetings.offers(0.0, link_up=True))
    meetings.invited(link.Connect(SESSION, link.Role.CUSTOMER, FIRST), 1.0)
    assert list(meetings.offers(100.0, link_up=True)) == []


def test_a_recorder_counts_as_seen_only_when_its_connection_showed_the_certificate() -> None:
    meetings = invited(RECORDER)
    list(meetings.offers(0.0, link_up=True))
    assert not meetings[RECORDER].seen
    assert not meetings.connected(RECORDER, 1, from_text(SECOND), 1.0)
    assert not meetings[RECORDER].seen

    assert meetings.connected(RECORDER, 1, from_text(FIRST), 1.0)
    assert meetings[RECORDER].seen


def test_time_apart_counts_from_the_loss_until_the_connection() -> None:
    meetings = invited(AGENT)
    list(meetings.offers(0.0, link_up=True))
    assert meetings[AGENT].apart_for(3.0) == 3.0
    meetings.connected(AGENT, 1, b"x" * 32, 4.0)
    assert meetings[AGENT].apart_for(9.0) == 0.0
    meetings.lost(AGENT, 1, 10.0)
    assert meetings[AGENT].apart_for(12.0) == 2.0


def test_the_servers_of_the_next_offer_are_the_newest() -> None:
    meetings = invited(AGENT)
    newer = link.IceServer(urls=["turn:turn.example.org"], username="newer")
    meetings.served_by([newer])
    (offer,) = meetings.offers(0.0, link_up=True)
    assert isinstance(offer, Offer)
    assert offer.routes.ice_servers == (newer,)


def test_who_was_not_invited_yet_is_not_met_because_servers_are_known() -> None:
    meetings = Meetings(IDENTITY)
    meetings.served_by([TURN])
    assert list(meetings.offers(0.0, link_up=True)) == []


def test_an_attempt_after_a_failed_one_has_more_patience_but_not_one_after_a_broken_connection() -> None:
    meetings = invited(AGENT)
    now, patient = 0.0, []
    for _ in range(2):
        (offer,) = meetings.offers(now, link_up=True)
        assert isinstance(offer, Offer)
        patient.append(offer.routes.patient)
        meetings.lost(AGENT, offer.attempt, now)
        now += 10
    (offer,) = meetings.offers(now, link_up=True)
    assert isinstance(offer, Offer)
    meetings.connected(AGENT, offer.attempt, SEEN, now)
    meetings.lost(AGENT, offer.attempt, now)
    (offer,) = meetings.offers(now + 10, link_up=True)
    assert isinstance(offer, Offer)
    assert [*patient, offer.routes.patient] == [False, True, False]
