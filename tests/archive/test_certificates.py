from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive import certificates, entering, sweeping
from archive.certificates import CertificateRefused
from ledger.archive_facts import Cause
from ledger.facts import LedgerBegun
from tests.fakes.archived import NOON, OTHER, SESSION, Archived

DUE = NOON + timedelta(days=90)


@pytest.fixture
def archived(tmp_path: Path) -> Archived:
    kept = Archived(tmp_path)
    kept.bring()
    row = entering.enter(kept.stock, SESSION, NOON)
    assert row
    sweeping.delete(kept.stock, row, Cause.DUE, DUE)
    kept.stock.book.append(LedgerBegun(at=DUE))
    return kept


@pytest.mark.promise("P19")
@pytest.mark.parametrize("in_a_checkpoint", [True, False])
def test_a_deletion_is_proven_to_whoever_has_the_archives_public_key(archived: Archived, in_a_checkpoint: bool) -> None:
    if in_a_checkpoint:
        archived.stock.book.checkpoint(DUE)
    certificate = certificates.of(archived.stock.book, SESSION)
    assert certificate
    assert bool(certificate.proof) is in_a_checkpoint
    said = certificates.check(certificates.encode(certificate), archived.identity.public_key())
    assert (said.session, said.cause, said.at, said.due_at) == (SESSION, Cause.DUE, DUE, DUE)


def test_what_was_not_deleted_has_no_certificate(archived: Archived) -> None:
    assert certificates.of(archived.stock.book, OTHER) is None


@pytest.mark.promise("P19")
def test_a_certificate_that_was_changed_or_is_of_another_archive_proves_nothing(archived: Archived) -> None:
    archived.stock.book.checkpoint(DUE)
    certificate = certificates.of(archived.stock.book, SESSION)
    assert certificate
    whole = certificates.encode(certificate)
    key = archived.identity.public_key()
    with pytest.raises(CertificateRefused):
        certificates.check(whole, Ed25519PrivateKey.generate().public_key())
    for old, new in [
        (SESSION, OTHER),
        (f'"number":{certificate.number}', '"number":0'),
        ('"size":', '"size":1'),
        ('"proof":["', '"proof":["AAAA'),
    ]:
        assert old.encode() in whole
        with pytest.raises(CertificateRefused):
            certificates.check(whole.replace(old.encode(), new.encode()), key)


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"[" * 100_000])
def test_what_is_no_certificate_proves_nothing(archived: Archived, data: bytes) -> None:
    with pytest.raises(CertificateRefused):
        certificates.check(data, archived.identity.public_key())


def test_another_entry_is_no_certificate(archived: Archived) -> None:
    row = archived.stock.book.of_kinds(LedgerBegun)[-1].row
    other = certificates.Certificate(row.number, certificates.Raw(row.entry), row.signature)
    with pytest.raises(CertificateRefused):
        certificates.check(certificates.encode(other), archived.identity.public_key())
