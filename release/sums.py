"""`python -m release.sums FOLDER [--key release.pem]`: the digests of the client files, and a signature over them.

`SHA256SUMS` is what `sha256sum --check` reads; `SHA256SUMS.sig` is an Ed25519 signature over its bytes.
Anybody checks it by
`openssl pkeyutl -verify -pubin -inkey release.pub -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig`.
"""

import argparse
import hashlib
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

SUMS, SIGNATURE = "SHA256SUMS", "SHA256SUMS.sig"


class NoSigningKey(ValueError):
    """The file is not an Ed25519 private key in PEM without a passphrase."""


def sums(files: list[Path]) -> str:
    """A line for each file: its digest and its name."""
    return "".join(f"{_digest(file)}  {file.name}\n" for file in sorted(files))


def sign(text: str, key: bytes) -> bytes:
    """The signature over the text. Raises `NoSigningKey`."""
    try:
        loaded = load_pem_private_key(key, None)
    except (ValueError, TypeError):
        raise NoSigningKey from None
    if not isinstance(loaded, Ed25519PrivateKey):
        raise NoSigningKey
    return loaded.sign(text.encode())


def write(folder: Path, key: bytes | None) -> list[str]:
    """Writes both for all client files in the folder; their names. Raises `NoSigningKey` and `OSError`."""
    files = [path for path in folder.iterdir() if path.is_file() and path.name not in (SUMS, SIGNATURE)]
    text = sums(files)
    signature = sign(text, key) if key else None
    (folder / SUMS).write_text(text, encoding="utf-8")
    (folder / SIGNATURE).unlink(missing_ok=True)
    if signature:
        (folder / SIGNATURE).write_bytes(signature)
    return sorted(file.name for file in files)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def main() -> int:
    """Writes them, and says for what."""
    parser = argparse.ArgumentParser(prog="release.sums", description="Digests of the client files, signed.")
    parser.add_argument("folder", type=Path, help="the folder with the client files")
    parser.add_argument("--key", type=Path, help="an Ed25519 key, PEM: openssl genpkey -algorithm ed25519")
    given = parser.parse_args()
    try:
        names = write(given.folder, given.key.read_bytes() if given.key else None)
    except NoSigningKey:
        parser.error("--key has to be an Ed25519 private key in PEM, without a passphrase")
    sys.stdout.write(f"{SUMS} of {', '.join(names)}{'' if given.key else ', not signed'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
