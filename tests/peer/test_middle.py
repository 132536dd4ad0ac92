"""Somebody in the middle, with every strategy: a server that introduces itself to both, and two people on the phone.

The people are simulated as they are: the customer reads out what the window shows, the agent types what was heard and
reads out what *its* window shows, and the customer types what was heard and nothing else. The middle has its own
certificates towards both, knows all that goes over both connections, and does not speak on the phone.
"""

import hashlib
import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from math import sqrt

import pytest

from peer.safety import AgentSide, CustomerSide, Seen, Step
from protocol import safety_code
from protocol.peer_messages import SafetyCodeTyped, SafetyResult
from protocol.problems import OutOfOrder, SafetyCodeMismatch

NOTICE = b"h" * 32
SWAPS = 1000
GRINDING = 1_000_000


def seen(draw: random.Random) -> Seen:
    return Seen("0" * 32, draw.randbytes(32), draw.randbytes(32), draw.randbytes(32))


class Phone:
    """A session with its two people; `customer` and `agent` are their programs, each with what its own DTLS saw."""

    def __init__(self, at_customer: Seen, at_agent: Seen, draw: random.Random) -> None:
        self.customer = CustomerSide(at_customer, NOTICE, draw.randbytes(16))
        self.agent = AgentSide(at_agent, draw.randbytes(16))

    def agent_hears(self, code: str) -> SafetyCodeTyped | None:
        return self.agent.type(code) if self.agent.step is Step.REVEALED else None

    def customer_hears(self) -> None:
        """What the agent's window shows is read out; a customer who is told nothing types nothing."""
        if (said := self.agent.confirmation) and self.customer.step is Step.CONFIRMING:
            self.customer.confirm(said)


def swapped(honest: Seen, what: tuple[str, ...], draw: random.Random) -> Seen:
    return replace(honest, **{name: draw.randbytes(32) for name in what})


def relays(phone: Phone) -> None:
    """The middle passes everything on as it is."""
    commit = phone.agent.begin()
    reveal = phone.agent.receive_answer(phone.customer.receive_commit(commit))
    typed = phone.agent_hears(phone.customer.receive_reveal(reveal))
    if typed:
        phone.customer.receive_typed(typed)
        phone.customer_hears()


def plays_both(phone: Phone, middle: tuple[Seen, Seen], draw: random.Random, *, first: str, sends: str) -> None:
    """The middle is an agent to the customer and a customer to the agent, in either order; then sends what it likes."""
    towards_customer = AgentSide(middle[0], draw.randbytes(16))
    towards_agent = CustomerSide(middle[1], NOTICE, draw.randbytes(16))

    def meet_the_customer() -> str:
        answer = phone.customer.receive_commit(towards_customer.begin())
        return phone.customer.receive_reveal(towards_customer.receive_answer(answer))

    def meet_the_agent() -> None:
        answer = towards_agent.receive_commit(phone.agent.begin())
        towards_agent.receive_reveal(phone.agent.receive_answer(answer))

    if first == "agent":
        meet_the_agent()
    read_out = meet_the_customer()
    if first == "customer":
        meet_the_agent()
    early = {"at once": read_out, "its own": towards_agent.code}.get(sends)
    if early:
        phone.customer.receive_typed(SafetyCodeTyped(early))
    typed = phone.agent_hears(read_out)
    if not early and typed:
        phone.customer.receive_typed(typed)
    phone.customer_hears()


def strategies(draw: random.Random) -> Iterator[Phone]:
    """Every swap of fingerprints, relayed or played, in every order."""
    names = [("customer",), ("agent",), ("recorder",), ("customer", "agent"), ("customer", "agent", "recorder")]
    while True:
        for what in names:
            honest = seen(draw)
            phone = Phone(honest, swapped(honest, what, draw), draw)
            with suppress(SafetyCodeMismatch, OutOfOrder):
                relays(phone)
            yield phone
        for first in ("agent", "customer"):
            for sends in ("at once", "what was typed", "its own"):
                honest = seen(draw)
                to_customer, to_agent = swapped(honest, ("agent",), draw), swapped(honest, ("customer",), draw)
                phone = Phone(to_customer, to_agent, draw)
                plays_both(phone, (to_customer, to_agent), draw, first=first, sends=sends)
                yield phone


@pytest.mark.promise("P05")
def test_of_a_thousand_swaps_of_any_fingerprint_none_is_accepted_on_either_side() -> None:
    phones = strategies(random.Random(5))
    tried = [next(phones) for _ in range(SWAPS)]
    assert not any(phone.customer.matched or phone.agent.matched for phone in tried)
    assert sum(phone.customer.step is Step.CONFIRMING for phone in tried) > SWAPS / 10  # these the code alone let in


@pytest.mark.promise("P05")
def test_without_anybody_in_the_middle_the_same_people_match() -> None:
    draw = random.Random(6)
    honest = seen(draw)
    phone = Phone(honest, honest, draw)
    relays(phone)
    assert phone.customer.matched
    phone.agent.receive_result(SafetyResult(matched=True))
    assert phone.agent.matched


@pytest.mark.end_to_end
@pytest.mark.promise("P05")
def test_a_million_grinding_attempts_succeed_as_often_as_chance_has_it() -> None:
    """Each attempt draws a code that the middle could not choose; it wants the one that was read out to be equal.

    The expected number of hits is one; more than four are three standard deviations away. That the code is drawn like
    dice shows in a tenth of a percent of its digits too, where the expectation is large enough to be missed downwards.
    """
    facts = safety_code.Facts("0" * 32, b"c" * 32, b"m" * 32, b"r" * 32, NOTICE)
    wanted = safety_code.code(replace(facts, customer=b"m" * 32, agent=b"a" * 32), b"n" * 16, b"a" * 16)
    hits = near = 0
    for attempt in range(GRINDING):
        nonce = hashlib.blake2b(attempt.to_bytes(8), digest_size=16).digest()
        found = safety_code.code(facts, b"n" * 16, nonce)
        near += found[-3:] == wanted[-3:]
        hits += found == wanted
    assert hits <= 1 + 3 * sqrt(1)
    assert abs(near - GRINDING / 1000) <= 3 * sqrt(GRINDING / 1000 * (1 - 1 / 1000))
