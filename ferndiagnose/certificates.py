"""The server's certificate: the operator's own, or one from a development CA made for this machine.

The development CA's key is never written anywhere: it signs one certificate and is gone. Nothing trusts this CA but our
own clients and recorders, which trust `ca.pem` and nobody else. Near the end of their year both are made anew; an
operator's certificate is left alone.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ferndiagnose.problems import CannotServe
from ferndiagnose.state import write_private

ALWAYS_NAMED = ("localhost", "127.0.0.1", "::1")
LIFETIME = timedelta(days=365)
RENEW_BEFORE = timedelta(days=30)
_CA_NAME = "Ferndiagnose development CA of this machine"
_WITHOUT_AUTHORITY = (
    "{path} is missing. Put the root certificate (PEM) there from which server.pem comes, by way of “{issuer}”: "
    "clients and recorders trust it alone. On Debian public CAs' roots are in /usr/share/ca-certificates/mozilla."
)


@dataclass(frozen=True)
class Paths:
    """The three files in the folder `tls`."""

    folder: Path

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def server(self) -> Path:
        return self.folder / "server.pem"

    @property
    def key(self) -> Path:
        return self.folder / "server.key"


def ensure(paths: Paths, names: Sequence[str], now: datetime) -> bool:
    """Makes the certificates if they are missing, ours and ending soon, or ours and for other names.

    Returns whether it made them. Raises `CannotServe` when an operator's own files do not fit together.
    """
    server = _read(paths.server)
    if server is None and not paths.key.exists():
        _make(paths, names, now)
        return True
    if server is None or not paths.key.exists():
        raise CannotServe(f"{paths.folder} has only one of server.pem and server.key. Put the other one there too.")
    ca = _read(paths.ca)
    if ca is None or not _is_ours(server, ca):
        if server.not_valid_after_utc <= now:
            raise CannotServe(f"The certificate {paths.server} has expired. Put a new one there, with its server.key.")
        if ca is None:
            raise CannotServe(_WITHOUT_AUTHORITY.format(path=paths.ca, issuer=_last_issuer(paths.server)))
        return False
    if server.not_valid_after_utc - now > RENEW_BEFORE and set(_wanted(names)) <= set(_names_of(server)):
        return False
    _make(paths, names, now)
    return True


def _is_ours(server: x509.Certificate, ca: x509.Certificate) -> bool:
    if ca.subject != _name(_CA_NAME):
        return False
    try:
        server.verify_directly_issued_by(ca)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _make(paths: Paths, names: Sequence[str], now: datetime) -> None:
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = _ca(ca_key, now)
    server = _server(key, ca_key, names, now)
    write_private(paths.key, _pem(key))
    write_private(paths.server, server.public_bytes(serialization.Encoding.PEM))
    write_private(paths.ca, ca.public_bytes(serialization.Encoding.PEM), mode=0o644)


def _ca(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    usage = _key_usage(key_cert_sign=True)
    return (
        _builder(_CA_NAME, _CA_NAME, key, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def _server(
    key: ec.EllipticCurvePrivateKey,
    ca_key: ec.EllipticCurvePrivateKey,
    names: Sequence[str],
    now: datetime,
) -> x509.Certificate:
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    return (
        _builder("Ferndiagnose", _CA_NAME, key, now)
        .add_extension(x509.SubjectAlternativeName(_wanted(names)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(authority, critical=False)
        .sign(ca_key, hashes.SHA256())
    )


def _builder(subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # for a client whose clock is a little late
        .not_valid_after(now + LIFETIME)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _key_usage(*, digital_signature: bool = False, key_cert_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        crl_sign=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _wanted(names: Sequence[str]) -> list[x509.GeneralName]:
    """Names and addresses as a certificate holds them, each once."""
    return [_general(name) for name in dict.fromkeys((*ALWAYS_NAMED, *names))]


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _names_of(server: x509.Certificate) -> list[x509.GeneralName]:
    try:
        return list(server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    except x509.ExtensionNotFound:
        return []


def _last_issuer(server: Path) -> str:
    """Who issued the last certificate of the chain, in the words of that certificate."""
    return x509.load_pem_x509_certificates(server.read_bytes())[-1].issuer.rfc4514_string()


def _read(path: Path) -> x509.Certificate | None:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except FileNotFoundError:
        return None
    except (ValueError, OSError) as error:
        raise CannotServe(f"{path} cannot be read as a certificate ({type(error).__name__}).") from None


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
