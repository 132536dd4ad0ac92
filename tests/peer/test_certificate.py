"""A certificate is made, kept over restarts, and replaced in time."""

import ssl
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import given
from hypothesis import strategies as st

from peer.certificate import RENEW_BEFORE, VALID_FOR, Certificate, CertificateUnreadable, due, from_text, text
from tests.fakes.systems import needs_modes

NOW = datetime(2030, 1, 1, tzinfo=UTC)


def test_two_certificates_are_never_the_same() -> None:
    assert Certificate.generate().fingerprint != Certificate.generate().fingerprint


def test_the_fingerprint_is_the_one_that_goes_into_the_description() -> None:
    certificate = Certificate.generate()
    in_sdp = {each.algorithm: each.value for each in certificate.for_aiortc().getFingerprints()}
    assert in_sdp["sha-256"] == certificate.fingerprint_text


def test_what_was_saved_loads_and_is_the_same(tmp_path: Path) -> None:
    certificate = Certificate.generate()
    certificate.save(tmp_path / "certificate.pem")
    assert Certificate.load(tmp_path / "certificate.pem").fingerprint == certificate.fingerprint
    assert [path.name for path in tmp_path.iterdir()] == ["certificate.pem"]


@needs_modes
def test_the_file_is_for_this_user_only_and_replaces_one_that_is_not(tmp_path: Path) -> None:
    path = tmp_path / "certificate.pem"
    path.write_text("old")
    path.chmod(0o644)
    Certificate.generate().save(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_link_in_place_of_the_file_is_replaced_and_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("untouched")
    (tmp_path / "certificate.pem").symlink_to(elsewhere)
    Certificate.generate().save(tmp_path / "certificate.pem")
    assert elsewhere.read_text() == "untouched"


def test_the_fingerprint_is_kept_over_restarts(tmp_path: Path) -> None:
    path = tmp_path / "certificate.pem"
    first = Certificate.kept(path, NOW)
    assert Certificate.kept(path, NOW + timedelta(days=200)).fingerprint == first.fingerprint


def test_a_certificate_that_runs_out_soon_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "certificate.pem"
    first = Certificate.kept(path, NOW)
    second = Certificate.kept(path, NOW + VALID_FOR - RENEW_BEFORE)
    assert second.fingerprint != first.fingerprint
    assert Certificate.load(path).fingerprint == second.fingerprint


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=2000)))
def test_it_is_due_from_thirty_days_before_its_end(later: timedelta) -> None:
    assert due(NOW + VALID_FOR, NOW + later) == (later >= VALID_FOR - RENEW_BEFORE)


def test_a_file_with_something_else_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "certificate.pem"
    path.write_text("something precious")
    with pytest.raises(CertificateUnreadable):
        Certificate.kept(path)
    assert path.read_text() == "something precious"


def test_a_key_that_does_not_belong_to_the_certificate_is_found(tmp_path: Path) -> None:
    path = tmp_path / "certificate.pem"
    one, other = Certificate.generate(), Certificate.generate()
    key = one._key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(key + other._certificate.public_bytes(serialization.Encoding.PEM))
    with pytest.raises(CertificateUnreadable):
        Certificate.load(path)


def test_a_fingerprint_is_the_sha_256_of_the_certificate() -> None:
    certificate = Certificate.generate()
    pem = certificate._certificate.public_bytes(serialization.Encoding.PEM).decode()
    assert certificate.fingerprint == sha256(ssl.PEM_cert_to_DER_cert(pem)).digest()


@given(st.binary(min_size=32, max_size=32))
def test_text_and_bytes_of_a_fingerprint_are_the_same_thing(fingerprint: bytes) -> None:
    assert from_text(text(fingerprint)) == fingerprint


@pytest.mark.parametrize("wrong", ["", "AB", ":".join(["AB"] * 31), ":".join(["AB"] * 33), "AB" * 32, "nonsense"])
def test_a_text_of_another_form_is_no_fingerprint(wrong: str) -> None:
    with pytest.raises(ValueError, match="fingerprint"):
        from_text(wrong)
