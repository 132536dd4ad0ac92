import pytest

from customer_client.comparing import EXCHANGES_AT_MOST, Comparing
from peer.safety import AgentSide, Seen
from protocol import peer_messages as m
from protocol.problems import OutOfOrder, SafetyCodeMismatch

SEEN = Seen("0" * 32, b"c" * 32, b"a" * 32, b"r" * 32)
CONSENT = b"h" * 32


def nonces() -> bytes:
    return b"n" * 16


def exchange(comparing: Comparing, attempt: int) -> AgentSide:
    agent = AgentSide(SEEN, b"m" * 16)
    answer = comparing.receive(agent.begin(), attempt, SEEN, CONSENT)
    assert isinstance(answer, m.SafetyAnswer)
    comparing.receive(agent.receive_answer(answer), attempt, SEEN, CONSENT)
    return agent


def test_the_right_code_matches_and_is_not_shown_any_more() -> None:
    comparing = Comparing(nonces)
    agent = exchange(comparing, 1)
    assert len(comparing.code) == 6

    assert comparing.receive(agent.type(comparing.code), 1, SEEN, CONSENT) is None
    assert not comparing.matched
    assert comparing.confirm(agent.confirmation) == m.SafetyResult(matched=True)
    assert comparing.matched
    assert comparing.code == ""


def test_what_matched_stays_so_when_the_connection_is_lost() -> None:
    comparing = Comparing(nonces)
    agent = exchange(comparing, 1)
    comparing.receive(agent.type(comparing.code), 1, SEEN, CONSENT)
    comparing.confirm(agent.confirmation)
    comparing.lost()

    assert comparing.matched


def test_a_connection_that_breaks_before_the_confirmation_needs_a_new_code() -> None:
    comparing = Comparing(nonces)
    agent = exchange(comparing, 1)
    comparing.receive(agent.type(comparing.code), 1, SEEN, CONSENT)
    comparing.lost()

    with pytest.raises(OutOfOrder):
        comparing.confirm(agent.confirmation)
    assert not comparing.matched


def test_a_new_commitment_on_a_new_connection_begins_again_from_unmatched() -> None:
    comparing = Comparing(nonces)
    agent = exchange(comparing, 1)
    comparing.receive(agent.type(comparing.code), 1, SEEN, CONSENT)
    comparing.confirm(agent.confirmation)
    exchange(comparing, 2)

    assert not comparing.matched
    assert comparing.code


def test_a_second_commitment_on_the_same_connection_is_out_of_order() -> None:
    comparing = Comparing(nonces)
    exchange(comparing, 1)

    with pytest.raises(OutOfOrder):
        comparing.receive(m.SafetyCommit(commitment=b"x" * 32), 1, SEEN, CONSENT)


def test_nothing_is_revealed_or_typed_before_a_commitment() -> None:
    for message in (m.SafetyReveal(nonce=b"x" * 16), m.SafetyCodeTyped(digits="123456")):
        with pytest.raises(SafetyCodeMismatch):
            Comparing(nonces).receive(message, 1, SEEN, CONSENT)


def test_a_commitment_waits_for_the_recorder_and_dies_with_its_connection() -> None:
    comparing = Comparing(nonces)
    early = m.SafetyCommit(commitment=b"x" * 32)
    assert comparing.receive(early, 1, None, CONSENT) is None
    assert comparing.take_early() == early
    assert comparing.take_early() is None

    comparing.receive(early, 1, None, CONSENT)
    comparing.lost()
    assert comparing.take_early() is None


def test_there_are_few_codes_in_one_session() -> None:
    comparing = Comparing(nonces)
    for attempt in range(EXCHANGES_AT_MOST):
        exchange(comparing, attempt)
        comparing.lost()

    with pytest.raises(SafetyCodeMismatch):
        comparing.receive(m.SafetyCommit(commitment=b"x" * 32), 99, SEEN, CONSENT)
