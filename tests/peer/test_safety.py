"""The two sides of the safety code: an honest exchange, a disordered one, and somebody in the middle."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from peer.safety import AgentSide, CustomerSide, Seen, Step
from protocol import safety_code
from protocol.peer_messages import SafetyAnswer, SafetyCodeTyped, SafetyCommit, SafetyResult, SafetyReveal
from protocol.problems import OutOfOrder, SafetyCodeMismatch


def print_of(name: str) -> bytes:
    return sha256(name.encode()).digest()


SEEN = Seen("0" * 32, customer=print_of("customer"), agent=print_of("agent"), recorder=print_of("recorder"))
NOTICE = print_of("notice")
AGENT_NONCE, CUSTOMER_NONCE = b"a" * 16, b"c" * 16


def sides(at_agent: Seen = SEEN, at_customer: Seen = SEEN) -> tuple[AgentSide, CustomerSide]:
    return AgentSide(at_agent, AGENT_NONCE), CustomerSide(at_customer, NOTICE, CUSTOMER_NONCE)


def up_to_the_code(agent: AgentSide, customer: CustomerSide) -> str:
    answer = customer.receive_commit(agent.begin())
    return customer.receive_reveal(agent.receive_answer(answer))


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


@pytest.mark.promise("P05")
def test_two_honest_sides_match() -> None:
    agent, customer = sides()
    code = up_to_the_code(agent, customer)
    assert customer.step is Step.SHOWN
    assert customer.receive_typed(agent.type(code)) is None
    assert not customer.matched
    assert len(agent.confirmation) == safety_code.CONFIRMATION_DIGITS
    agent.receive_result(customer.confirm(agent.confirmation))
    assert agent.matched
    assert customer.matched


def test_one_wrong_digit_ends_it_on_both_sides() -> None:
    agent, customer = sides()
    typed = agent.type(wrong(up_to_the_code(agent, customer)))
    assert customer.receive_typed(typed) == SafetyResult(matched=False)
    with pytest.raises(SafetyCodeMismatch):
        agent.receive_result(SafetyResult(matched=False))
    assert not agent.matched
    assert not customer.matched


@pytest.mark.promise("P05")
def test_the_right_code_alone_opens_nothing_at_the_customer_whoever_sends_it() -> None:
    """Whoever is at the other end can reckon the code: it has to be confirmed by what only the agent can say."""
    agent, customer = sides()
    customer.receive_typed(SafetyCodeTyped(up_to_the_code(agent, customer)))
    assert customer.step is Step.CONFIRMING
    assert not customer.matched


@pytest.mark.promise("P05")
def test_a_wrong_confirmation_ends_it_and_there_is_one_try() -> None:
    agent, customer = sides()
    customer.receive_typed(agent.type(up_to_the_code(agent, customer)))
    right = agent.confirmation
    assert customer.confirm(f"{(int(right) + 1) % 1000:03d}") == SafetyResult(matched=False)
    with pytest.raises(OutOfOrder):
        customer.confirm(right)
    assert not customer.matched


@pytest.mark.promise("P05")
def test_an_agent_whose_code_is_wrong_has_nothing_to_read_out() -> None:
    agent, customer = sides()
    code = up_to_the_code(agent, customer)
    assert agent.confirmation == ""
    agent.type(wrong(code))
    assert agent.confirmation == ""


def test_there_is_one_try() -> None:
    agent, customer = sides()
    code = up_to_the_code(agent, customer)
    customer.receive_typed(SafetyCodeTyped(wrong(code)))
    with pytest.raises(OutOfOrder):
        customer.receive_typed(SafetyCodeTyped(code))
    assert not customer.matched


def test_the_agent_does_not_believe_a_customer_who_says_yes_to_a_wrong_code() -> None:
    agent, customer = sides()
    agent.type(wrong(up_to_the_code(agent, customer)))
    with pytest.raises(SafetyCodeMismatch):
        agent.receive_result(SafetyResult(matched=True))
    assert not agent.matched


def test_a_right_code_is_not_enough_when_the_customer_says_no() -> None:
    agent, customer = sides()
    agent.type(up_to_the_code(agent, customer))
    with pytest.raises(SafetyCodeMismatch):
        agent.receive_result(SafetyResult(matched=False))
    assert not agent.matched


def test_a_nonce_that_was_not_committed_to_is_a_mismatch() -> None:
    agent, customer = sides()
    customer.receive_commit(agent.begin())
    with pytest.raises(SafetyCodeMismatch):
        customer.receive_reveal(SafetyReveal(b"x" * 16))
    assert customer.step is Step.MISMATCHED


def test_an_agent_who_was_told_of_another_recorder_fails_at_the_reveal() -> None:
    agent, customer = sides(at_agent=replace(SEEN, recorder=print_of("another recorder")))
    answer = customer.receive_commit(agent.begin())
    with pytest.raises(SafetyCodeMismatch):
        customer.receive_reveal(agent.receive_answer(answer))


def test_another_notice_gives_another_code() -> None:
    agent, customer = sides()
    customer_thinks = CustomerSide(SEEN, print_of("another notice"), CUSTOMER_NONCE)
    reveal = agent.receive_answer(customer.receive_commit(agent.begin()))
    other = AgentSide(SEEN, AGENT_NONCE)
    customer_thinks.receive_commit(other.begin())
    assert customer.receive_reveal(reveal) != customer_thinks.receive_reveal(reveal)


AT_CUSTOMER: dict[str, Callable[[CustomerSide], object]] = {
    "commit": lambda side: side.receive_commit(
        SafetyCommit(safety_code.commitment(SEEN.session, SEEN.agent, SEEN.recorder, AGENT_NONCE))
    ),
    "reveal": lambda side: side.receive_reveal(SafetyReveal(AGENT_NONCE)),
    "typed": lambda side: side.receive_typed(SafetyCodeTyped(side.code or "000000")),
    "confirm": lambda side: side.confirm(
        safety_code.confirmation(SEEN.facts(NOTICE), CUSTOMER_NONCE, AGENT_NONCE),
    ),
}
AT_AGENT: dict[str, Callable[[AgentSide], object]] = {
    "begin": lambda side: side.begin(),
    "answer": lambda side: side.receive_answer(SafetyAnswer(CUSTOMER_NONCE, NOTICE)),
    "type": lambda side: side.type(
        safety_code.code(SEEN.facts(NOTICE), CUSTOMER_NONCE, AGENT_NONCE),
    ),
    "result": lambda side: side.receive_result(SafetyResult(matched=True)),
}


@given(st.lists(st.sampled_from(sorted(AT_CUSTOMER)), max_size=8))
def test_the_customers_side_matches_in_the_one_right_order_only(order: list[str]) -> None:
    side = sides()[1]
    for name in order:
        try:
            AT_CUSTOMER[name](side)
        except (OutOfOrder, SafetyCodeMismatch):
            assert side.step is Step.MISMATCHED
    assert side.matched == (order == ["commit", "reveal", "typed", "confirm"])


@given(st.lists(st.sampled_from(sorted(AT_AGENT)), max_size=8))
def test_the_agents_side_matches_in_the_one_right_order_only(order: list[str]) -> None:
    side = sides()[0]
    for name in order:
        try:
            AT_AGENT[name](side)
        except (OutOfOrder, SafetyCodeMismatch):
            assert side.step is Step.MISMATCHED
    assert side.matched == (order == ["begin", "answer", "type", "result"])


def test_a_message_after_the_match_ends_it() -> None:
    agent, customer = sides()
    customer.receive_typed(agent.type(up_to_the_code(agent, customer)))
    agent.receive_result(customer.confirm(agent.confirmation))
    with pytest.raises(OutOfOrder):
        customer.receive_commit(SafetyCommit(b"x" * 32))
    assert not customer.matched


@given(
    swapped=st.lists(st.sampled_from(["customer", "agent", "recorder"]), min_size=1, unique=True),
    stranger=st.binary(min_size=32, max_size=32),
    nonces=st.tuples(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16)),
)
def test_any_swapped_fingerprint_is_found(swapped: list[str], stranger: bytes, nonces: tuple[bytes, bytes]) -> None:
    """One chance in a million per try remains: that two different texts have the same six digits."""
    at_agent = replace(SEEN, **dict.fromkeys(swapped, stranger))
    assume(at_agent != SEEN)
    agent, customer = AgentSide(at_agent, nonces[0]), CustomerSide(SEEN, NOTICE, nonces[1])
    answer = customer.receive_commit(agent.begin())
    reveal = agent.receive_answer(answer)
    if set(swapped) & {"agent", "recorder"}:
        with pytest.raises(SafetyCodeMismatch):
            customer.receive_reveal(reveal)
    else:
        code = customer.receive_reveal(reveal)
        assume(safety_code.code(at_agent.facts(NOTICE), *reversed(nonces)) != code)
        agent.type(code)
        assert agent.step is Step.MISMATCHED


@given(st.data())
def test_somebody_in_the_middle_who_plays_both_sides_well_is_heard_on_the_phone(data: st.DataObject) -> None:
    """The middle speaks both protocols perfectly, with its own certificate and nonces, in either order of events."""
    middle = print_of("middle")
    nonce = st.binary(min_size=16, max_size=16)
    agent = AgentSide(replace(SEEN, customer=middle), data.draw(nonce, "agent"))
    customer = CustomerSide(replace(SEEN, agent=middle), NOTICE, data.draw(nonce, "customer"))
    to_agent = CustomerSide(replace(SEEN, customer=middle), NOTICE, data.draw(nonce, "towards the agent"))
    to_customer = AgentSide(replace(SEEN, agent=middle), data.draw(nonce, "towards the customer"))

    read_out = up_to_the_code(to_customer, customer)
    expected = up_to_the_code(agent, to_agent)
    assume(read_out != expected)  # one in a million, whatever the middle does: see below
    agent.type(read_out)
    with pytest.raises(SafetyCodeMismatch):
        agent.receive_result(SafetyResult(matched=True))


def test_the_middle_cannot_search_for_nonces_that_make_both_codes_equal() -> None:
    """Grinding needs a choice after the other code is known. Without the commitment, a million tries would find one.

    With it, the only nonce that fits a commitment is the committed one: every other is refused at the reveal.
    """
    customer = CustomerSide(SEEN, NOTICE, CUSTOMER_NONCE)
    committed = safety_code.commitment(SEEN.session, SEEN.agent, SEEN.recorder, AGENT_NONCE)
    for guess in range(64):
        victim = CustomerSide(SEEN, NOTICE, CUSTOMER_NONCE)
        victim.receive_commit(SafetyCommit(committed))
        with pytest.raises(SafetyCodeMismatch):
            victim.receive_reveal(SafetyReveal(guess.to_bytes(16)))
    customer.receive_commit(SafetyCommit(committed))
    assert customer.receive_reveal(SafetyReveal(AGENT_NONCE)) == customer.code


def test_a_wrong_code_or_confirmation_is_the_end_and_not_merely_no_match() -> None:
    agent, customer = sides()
    customer.receive_typed(agent.type(wrong(up_to_the_code(agent, customer))))
    assert customer.step is Step.MISMATCHED
    agent, customer = sides()
    customer.receive_typed(agent.type(up_to_the_code(agent, customer)))
    assert customer.confirm("x") == SafetyResult(matched=False)
    assert customer.step is Step.MISMATCHED
