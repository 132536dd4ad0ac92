import pytest

from agent_client.viewing.known_recorder import KnownRecorder
from protocol.problems import RecorderNotTrusted
from tests.fakes.identities import IDENTITY, NEXT, STRANGER, proof

SESSION = "ab" * 16
ONE, TWO = ":".join(["01"] * 32), ":".join(["02"] * 32)


@pytest.mark.promise("P05")
@pytest.mark.parametrize("named_first", [True, False])
def test_it_takes_both_a_name_and_a_proof_in_any_order(named_first: bool) -> None:
    known = KnownRecorder(SESSION, IDENTITY)
    steps = [lambda: known.named(ONE), lambda: known.proved(proof(SESSION, ONE, NEXT))]
    first, second = steps if named_first else reversed(steps)
    first()
    assert known.fingerprint is None
    second()
    assert known.fingerprint == bytes([1] * 32)


@pytest.mark.promise("P05")
def test_a_stranger_is_refused_and_changes_nothing() -> None:
    known = KnownRecorder(SESSION, IDENTITY)
    known.named(ONE)
    known.proved(proof(SESSION, ONE))
    known.named(TWO)
    for wrong in (proof(SESSION, TWO, STRANGER), proof("cd" * 16, TWO)):
        with pytest.raises(RecorderNotTrusted):
            known.proved(wrong)
    assert known.fingerprint == bytes([1] * 32)
