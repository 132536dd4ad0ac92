from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.problems import SafetyCodeMismatch
from protocol.safety_code import Facts, check_reveal, code, commitment, spoken

FACTS = Facts("ab" * 16, *(sha256(name).digest() for name in (b"customer", b"agent", b"recorder", b"consent")))
CUSTOMER_NONCE, AGENT_NONCE = b"c" * 16, b"a" * 16


def test_the_code_is_six_digits_and_the_same_at_both_ends() -> None:
    assert code(FACTS, CUSTOMER_NONCE, AGENT_NONCE) == "614735"
    assert spoken("614735") == "614 735"


@pytest.mark.promise("P05")
@settings(derandomize=True)
@given(st.sampled_from(["customer", "agent", "recorder", "consent"]), st.binary(min_size=32, max_size=32))
def test_another_certificate_or_notice_makes_another_code(field: str, other: bytes) -> None:
    # One in a million swaps gives the same six digits by chance, so the examples are the same in every run.
    swapped = replace(FACTS, **{field: other})
    assert code(swapped, CUSTOMER_NONCE, AGENT_NONCE) != code(FACTS, CUSTOMER_NONCE, AGENT_NONCE)


def test_another_session_makes_another_code() -> None:
    assert code(replace(FACTS, session="cd" * 16), CUSTOMER_NONCE, AGENT_NONCE) != code(
        FACTS, CUSTOMER_NONCE, AGENT_NONCE
    )


def test_the_two_nonces_do_not_run_into_each_other() -> None:
    assert code(FACTS, b"ab", b"c") != code(FACTS, b"a", b"bc")


@pytest.mark.promise("P05")
def test_a_nonce_other_than_the_committed_one_is_a_mismatch() -> None:
    committed = commitment(FACTS.session, FACTS.agent, FACTS.recorder, AGENT_NONCE)
    check_reveal(committed, FACTS.session, FACTS.agent, FACTS.recorder, AGENT_NONCE)
    for session, agent, recorder, nonce in [
        ("cd" * 16, FACTS.agent, FACTS.recorder, AGENT_NONCE),
        (FACTS.session, FACTS.recorder, FACTS.recorder, AGENT_NONCE),
        (FACTS.session, FACTS.agent, FACTS.agent, AGENT_NONCE),
        (FACTS.session, FACTS.agent, FACTS.recorder, b"b" * 16),
        (FACTS.session, FACTS.agent, FACTS.recorder, b""),
    ]:
        with pytest.raises(SafetyCodeMismatch):
            check_reveal(committed, session, agent, recorder, nonce)
