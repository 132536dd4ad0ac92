"""A certificate authority and a server certificate for `localhost` and `networks.MIDDLE`, made for one test run."""

import atexit
import ipaddress
import shutil
import ssl
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.fakes.networks import ALSO_MIDDLE, MIDDLE


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def _signs_certificates() -> x509.KeyUsage:
    """Python 3.13 trusts no authority that does not say so, if its context is made by default."""
    uses = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    rest = ("crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(key_cert_sign=True, **dict.fromkeys((*uses, *rest), False))


def folder(name: str = "ferndiagnose") -> Path:
    """A folder with `ca.pem`, `server.pem` and `server.key`. Another name is another authority."""
    return _made(name)


@cache
def _made(name: str) -> Path:
    made = Path(mkdtemp(prefix="tls-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    now = datetime.now(UTC)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())

    def builder(subject: str, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(_name(subject))
            .issuer_name(_name(f"{name} test authority"))
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        )

    authority = (
        builder(f"{name} test authority", ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_signs_certificates(), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    addresses = [x509.IPAddress(ipaddress.ip_address(address)) for address in ("127.0.0.1", MIDDLE, ALSO_MIDDLE)]
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), *addresses])
    server = builder("localhost", key.public_key()).add_extension(names, critical=False).sign(ca_key, hashes.SHA256())
    (made / "ca.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    (made / "server.pem").write_bytes(server.public_bytes(serialization.Encoding.PEM))
    (made / "server.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return made


def serving(name: str = "ferndiagnose") -> ssl.SSLContext:
    """A server's context with that certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder(name) / "server.pem", folder(name) / "server.key")
    return context
