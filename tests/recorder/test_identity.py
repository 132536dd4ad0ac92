from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from peer.certificate import Certificate
from recorder import identity
from tests.fakes.identities import ACTIVE, IDENTITY, give_to_recorder

SESSION = "ab" * 16


@pytest.mark.promise("P05")
def test_a_recorder_proves_that_its_certificate_is_the_operators(tmp_path: Path) -> None:
    give_to_recorder(tmp_path)
    key = identity.load(tmp_path / "recorder" / "identity.key")
    assert key.private_bytes_raw() == ACTIVE.private_bytes_raw()

    certificate = Certificate.generate()
    proof = identity.proof(key, certificate, SESSION)
    assert (proof.session, proof.fingerprint) == (SESSION, certificate.fingerprint_text)
    assert IDENTITY.vouches(SESSION, certificate.fingerprint, proof.signature)


def test_what_is_no_key_is_said(tmp_path: Path) -> None:
    path = tmp_path / "identity.key"
    with pytest.raises(identity.NoIdentity, match="recorder-identity make"):
        identity.load(path)
    path.write_text("nonsense")
    with pytest.raises(identity.NoIdentity, match="no Ed25519 key"):
        identity.load(path)
    other = generate_private_key(SECP256R1())
    path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(identity.NoIdentity, match="another kind"):
        identity.load(path)
