"""A DTLS certificate with its key: who a peer is, to the other peer."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

from aiortc import RTCCertificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from protocol.statement import Signer

VALID_FOR = timedelta(days=365)
RENEW_BEFORE = timedelta(days=30)
"""A certificate with less time than this left is replaced when the program starts."""
_FINGERPRINT = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){31}")
_BACKDATED = timedelta(days=1)
"""So that a peer whose clock is behind does not find it too early."""


class CertificateUnreadable(Exception):
    """The file holds no certificate with its key. The operator has to look; nothing is overwritten."""


class Certificate:
    """A self-signed ECDSA P-256 certificate with its key."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        self._key = key
        self._certificate = certificate

    @classmethod
    def generate(cls, now: datetime | None = None) -> "Certificate":
        """A new one. Its name is random, so that it tells nothing about the machine."""
        now = now or datetime.now(UTC)
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, token_hex(16))])
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _BACKDATED)
            .not_valid_after(now + VALID_FOR)
        )
        return cls(key, builder.sign(key, hashes.SHA256()))

    @classmethod
    def load(cls, path: Path) -> "Certificate":
        """The one that `save` wrote. Raises `FileNotFoundError` or `CertificateUnreadable`."""
        pem = path.read_bytes()
        try:
            key = serialization.load_pem_private_key(pem, password=None)
            certificate = x509.load_pem_x509_certificate(pem)
        except ValueError:
            raise CertificateUnreadable(path.name) from None
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
            raise CertificateUnreadable(path.name)
        return cls(key, certificate)

    @classmethod
    def kept(cls, path: Path, now: datetime | None = None) -> "Certificate":
        """The one in `path`, or a new one, saved there, when there is none or it runs out soon."""
        now = now or datetime.now(UTC)
        try:
            certificate = cls.load(path)
        except FileNotFoundError:
            pass
        else:
            if not due(certificate.expires, now):
                return certificate
        certificate = cls.generate(now)
        certificate.save(path)
        return certificate

    def save(self, path: Path) -> None:
        """Writes certificate and key to `path`, readable by this user only. Whole or not at all."""
        beside = path.with_name(f".{path.name}.{token_hex(8)}")
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(file, "wb") as written:
                written.write(self._pem())
                written.flush()
                os.fsync(written.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)

    @property
    def fingerprint(self) -> bytes:
        """The certificate's SHA-256: 32 bytes."""
        return self._certificate.fingerprint(hashes.SHA256())

    @property
    def fingerprint_text(self) -> str:
        """The fingerprint as in SDP: `AB:CD:…`."""
        return text(self.fingerprint)

    @property
    def signer(self) -> Signer:
        """Signs statements with the certificate's key."""
        return Signer(self._key)

    @property
    def expires(self) -> datetime:
        return self._certificate.not_valid_after_utc

    def for_aiortc(self) -> RTCCertificate:
        """The same, as the library wants it."""
        return RTCCertificate(key=self._key, cert=self._certificate)

    def _pem(self) -> bytes:
        key = self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return key + self._certificate.public_bytes(serialization.Encoding.PEM)


def due(expires: datetime, now: datetime) -> bool:
    """Whether a certificate is to be replaced before it is used any further."""
    return now >= expires - RENEW_BEFORE


def text(fingerprint: bytes) -> str:
    """32 bytes as in SDP and in `link.Fingerprint`: `AB:CD:…`."""
    return fingerprint.hex(":").upper()


def from_text(fingerprint: str) -> bytes:
    """The other way round. Raises `ValueError` when it is not 32 bytes in that form."""
    if not _FINGERPRINT.fullmatch(fingerprint):
        raise ValueError("not a SHA-256 fingerprint")
    return bytes.fromhex(fingerprint.replace(":", ""))
