import subprocess
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from release.sums import SIGNATURE, SUMS, NoSigningKey, sign, write

KEY = Ed25519PrivateKey.generate()
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "help-linux").write_bytes(b"for Linux")
    (tmp_path / "help-windows.exe").write_bytes(b"for Windows")
    return tmp_path


def test_the_sums_are_what_the_usual_tool_checks(folder: Path) -> None:
    assert write(folder, PEM) == ["help-linux", "help-windows.exe"]
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", SUMS], cwd=folder, check=True)


def test_the_signature_is_over_exactly_these_sums(folder: Path) -> None:
    write(folder, PEM)
    signed = (folder / SUMS).read_bytes()
    KEY.public_key().verify((folder / SIGNATURE).read_bytes(), signed)
    with pytest.raises(InvalidSignature):
        KEY.public_key().verify((folder / SIGNATURE).read_bytes(), signed.replace(b"linux", b"linus"))


def test_sums_without_a_key_have_no_signature_not_even_an_old_one(folder: Path) -> None:
    write(folder, PEM)
    write(folder, None)
    assert not (folder / SIGNATURE).exists()
    assert len((folder / SUMS).read_text().splitlines()) == 2


def test_what_is_no_signing_key_is_refused() -> None:
    with pytest.raises(NoSigningKey):
        sign("text", b"-----BEGIN CERTIFICATE-----")
