"""age files and recipients, written here after their specification: for what our own library cannot make.

https://github.com/C2SP/C2SP/blob/main/age.md
"""

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def under_passphrase(content: bytes, passphrase: str) -> bytes:
    """A file whose passphrase costs no time to try."""
    salt, file_key = os.urandom(16), os.urandom(16)
    key = hashlib.scrypt(passphrase.encode(), salt=b"age-encryption.org/v1/scrypt" + salt, n=4, r=8, p=1, dklen=32)
    wrapped = ChaCha20Poly1305(key).encrypt(bytes(12), file_key, None)
    return with_stanza(f"scrypt {plain(salt)} 2", wrapped, file_key, content)


def with_stanza(arguments: str, body: bytes, file_key: bytes, content: bytes) -> bytes:
    """A file with one recipient; its content is shorter than 64 KiB."""
    header = f"age-encryption.org/v1\n-> {arguments}\n{plain(body)}\n---".encode()
    mac = hmac.digest(HKDF(SHA256(), 32, None, b"header").derive(file_key), header, "sha256")
    nonce = os.urandom(16)
    payload = ChaCha20Poly1305(HKDF(SHA256(), 32, nonce, b"payload").derive(file_key))
    return header + f" {plain(mac)}\n".encode() + nonce + payload.encrypt(bytes(11) + b"\1", content, None)


def plain(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def hardware_recipient() -> str:
    """Where files for a new key on a piece of hardware go."""
    point = generate_private_key(SECP256R1()).public_key()
    return _bech32("age1tag", point.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))


def post_quantum_recipient() -> str:
    """The same for one that also knows ML-KEM-768."""
    point = generate_private_key(SECP256R1()).public_key()
    both = MLKEM768PrivateKey.generate().public_key().public_bytes_raw()
    return _bech32("age1tagpq", both + point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _bech32(prefix: str, data: bytes) -> str:
    """https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki, without its limit of length."""
    bits = "".join(f"{byte:08b}" for byte in data)
    values = [int(bits[at : at + 5].ljust(5, "0"), 2) for at in range(0, len(bits), 5)]
    expanded = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    check = 1
    for value in (*expanded, *values, *[0] * 6):
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            check ^= generator if top >> bit & 1 else 0
    check ^= 1
    values += [check >> 5 * (5 - at) & 31 for at in range(6)]
    return prefix + "1" + "".join(_LETTERS[value] for value in values)
