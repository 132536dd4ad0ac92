import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from protocol import statement
from protocol.grants import Grant, Who
from protocol.statement import KEY_BYTES, SIGNATURE_BYTES, Signer

SESSION = "a" * 32
SIGNER = Signer(ec.derive_private_key(7, ec.SECP256R1()))
SAID = statement.of_right("given", Grant.CONTROL, Who.AGENT)
SIGNED = SIGNER.sign(statement.signed_bytes(SESSION, 3, SAID))


def test_a_statement_holds_as_it_was_signed() -> None:
    assert (len(SIGNER.public), len(SIGNED)) == (KEY_BYTES, SIGNATURE_BYTES)
    assert statement.holds(SESSION, 3, SAID, SIGNER.public, SIGNED)


@pytest.mark.parametrize(
    ("session", "number", "said", "key", "signature"),
    [
        ("b" * 32, 3, SAID, SIGNER.public, SIGNED),
        (SESSION, 4, SAID, SIGNER.public, SIGNED),
        (SESSION, 3, "given view agent", SIGNER.public, SIGNED),
        (SESSION, 3, SAID, Signer(ec.derive_private_key(8, ec.SECP256R1())).public, SIGNED),
        (SESSION, 3, SAID, SIGNER.public, SIGNED[:-1] + bytes([SIGNED[-1] ^ 1])),
        (SESSION, 3, SAID, SIGNER.public, b"short"),
        (SESSION, 3, SAID, SIGNER.public, bytes(SIGNATURE_BYTES)),
        (SESSION, 3, SAID, b"\x02" + b"\xff" * 32, SIGNED),
        (SESSION, 3, SAID, b"no point", SIGNED),
        (SESSION, -1, SAID, SIGNER.public, SIGNED),
        (SESSION, 2**64, SAID, SIGNER.public, SIGNED),
    ],
    ids=["session", "number", "words", "key", "bit", "short", "zero", "off-the-curve", "no-key", "below", "beyond"],
)
def test_nothing_else_holds(session: str, number: int, said: str, key: bytes, signature: bytes) -> None:
    assert not statement.holds(session, number, said, key, signature)
