from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from protocol.recorder_identity import Identity, IdentityUnreadable, read, sign, written
from tests.fakes.identities import ACTIVE, FILE, IDENTITY, NEXT, STRANGER

SESSION, CERTIFICATE = "ab" * 16, b"f" * 32


@pytest.mark.promise("P05")
def test_both_keys_vouch_and_no_other_does() -> None:
    assert [IDENTITY.vouches(SESSION, CERTIFICATE, sign(key, SESSION, CERTIFICATE)) for key in (ACTIVE, NEXT)] == [
        True,
        True,
    ]
    assert not IDENTITY.vouches(SESSION, CERTIFICATE, sign(STRANGER, SESSION, CERTIFICATE))
    assert not Identity().vouches(SESSION, CERTIFICATE, sign(ACTIVE, SESSION, CERTIFICATE))


@pytest.mark.promise("P05")
def test_the_word_for_one_session_and_certificate_is_worth_nothing_for_another() -> None:
    signature = sign(ACTIVE, SESSION, CERTIFICATE)
    assert not IDENTITY.vouches("cd" * 16, CERTIFICATE, signature)
    assert not IDENTITY.vouches(SESSION, b"g" * 32, signature)
    assert not IDENTITY.vouches(SESSION[:-1], SESSION[-1:].encode() + CERTIFICATE, signature)
    assert sign(ACTIVE, SESSION, CERTIFICATE) == signature


@given(st.binary(max_size=80))
def test_bytes_that_are_no_signature_are_none(signature: bytes) -> None:
    assert not IDENTITY.vouches(SESSION, CERTIFICATE, signature)


def test_a_file_has_one_or_two_keys() -> None:
    assert written(read(written(IDENTITY.keys)).keys) == written(IDENTITY.keys) == Path(FILE).read_text()
    assert len(read("words around are fine\n" + written(IDENTITY.keys[:1])).keys) == 1


@pytest.mark.parametrize(
    "pem",
    [
        "",
        "nothing",
        written([*IDENTITY.keys, STRANGER.public_key()]),
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        generate_private_key(SECP256R1())
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        .decode(),
    ],
)
def test_what_is_no_such_file_is_refused(pem: str) -> None:
    with pytest.raises(IdentityUnreadable):
        read(pem)
