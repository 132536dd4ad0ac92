"""What a customer's program states in one session, signed with a real key, as it stands in a ledger."""

from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric import ec

from ledger.server_facts import CustomerStated
from protocol import statement
from protocol.statement import Signer
from tests.fakes.ledgers import NOON

STATED = (
    "allowed view",
    "code-matched agent",
    "asked control agent",
    "given control agent",
    "taken-back control agent",
    "given control agent",
)


def signer(number: int = 7) -> Signer:
    return Signer(ec.derive_private_key(number, ec.SECP256R1()))


def stated(session: str, number: int, said: str, by: Signer) -> CustomerStated:
    """One statement."""
    signature = by.sign(statement.signed_bytes(session, number, said))
    at = NOON + timedelta(seconds=number)
    return CustomerStated(at=at, session=session, number=number, said=said, key=by.public, signature=signature)


def session_of(session: str, by: Signer) -> list[CustomerStated]:
    """Those of a whole session."""
    return [stated(session, number, said, by) for number, said in enumerate(STATED, 1)]
