"""A stretch's key, wrapped: E for the archive's epoch key, A and B for the officers of the two groups.

The three wraps lie beside the segments as one small file. Each is bound to its session, stretch and purpose: it opens
nowhere else, and an officer can see for which session a share is before it leaves the officer's machine.
"""

from typing import Annotated, Self

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from msgspec import Meta, Struct
from msgspec.structs import replace

from protocol.link import SessionId
from sealing import age, keys
from sealing.keys import Shares
from sealing.officers import Group

EPOCH_SECRET_SIZE = 64 + 32
"""Bytes: the seed of ML-KEM-768, then X25519's private key."""
EPOCH_PUBLIC_SIZE = 1184 + 32
KEY_FILE_LIMIT = 1024 * 1024
EpochName = Annotated[str, Meta(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2}|hold-[0-9a-f]{1,32})\Z")]
"""A UTC day, or a hold."""
StretchNumber = Annotated[int, Meta(ge=1, le=2**32 - 1)]
AgeFiles = Annotated[tuple[Annotated[bytes, Meta(max_length=KEY_FILE_LIMIT)], ...], Meta(min_length=1, max_length=2)]

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_EPOCH_LABEL = b"ferndiagnose wrap for an epoch 1"
_SHARE_LABEL = b"ferndiagnose share 1 "
_ML_KEM_SECRET, _ML_KEM_PUBLIC = 64, 1184


class WrapRefused(ValueError):
    """This key does not open this wrap, or the wrap belongs elsewhere, or was changed."""

    def __init__(self) -> None:
        super().__init__("The wrapped key cannot be opened with this key, belongs to something else, or was changed.")


class KeyFileUnreadable(ValueError):
    """The bytes are no stretch's key file."""


class EpochKey:
    """The private key of an epoch or of a hold. Its public half is what recorders get."""

    def __init__(self, ml_kem: MLKEM768PrivateKey, x25519: X25519PrivateKey) -> None:
        self._ml_kem, self._x25519 = ml_kem, x25519
        self.both = MLKEM768X25519PrivateKey(ml_kem, x25519)

    @classmethod
    def generate(cls) -> Self:
        return cls(MLKEM768PrivateKey.generate(), X25519PrivateKey.generate())

    @classmethod
    def from_secret(cls, secret: bytes) -> Self:
        """Of what `secret` gave. Raises `ValueError`."""
        if len(secret) != EPOCH_SECRET_SIZE:
            raise ValueError(f"an epoch's secret has {EPOCH_SECRET_SIZE} bytes")
        ml_kem = MLKEM768PrivateKey.from_seed_bytes(secret[:_ML_KEM_SECRET])
        return cls(ml_kem, X25519PrivateKey.from_private_bytes(secret[_ML_KEM_SECRET:]))

    @property
    def secret(self) -> bytes:
        """`EPOCH_SECRET_SIZE` bytes."""
        return self._ml_kem.private_bytes_raw() + self._x25519.private_bytes_raw()

    @property
    def public(self) -> bytes:
        """`EPOCH_PUBLIC_SIZE` bytes."""
        return self._ml_kem.public_key().public_bytes_raw() + self._x25519.public_key().public_bytes_raw()


class KeyFile(Struct, frozen=True, forbid_unknown_fields=True):
    """`key-<stretch>.json`: the three wraps of one stretch's key. Secret from nobody."""

    session: SessionId
    stretch: StretchNumber
    epoch: EpochName
    """Whose key opens `archive`: the day's on which the stretch began; once entered, the day's of the session's end."""
    archive: Annotated[bytes, Meta(max_length=4096)]
    """E, by HPKE."""
    data_protection: AgeFiles
    """A, as age files."""
    security: AgeFiles
    """B, as age files."""
    version: int = 1

    def share(self, group: Group) -> tuple[bytes, ...]:
        """The wrapped share of a group."""
        return self.data_protection if group is Group.DATA_PROTECTION else self.security


_decoder = msgspec.json.Decoder(KeyFile)


def encode(file: KeyFile) -> bytes:
    """The file's bytes."""
    return msgspec.json.encode(file) + b"\n"


def read(data: bytes) -> KeyFile:
    """The key file in `data`. Raises `KeyFileUnreadable`."""
    try:
        file = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise KeyFileUnreadable from None
    if file.version != 1:
        raise KeyFileUnreadable
    return file


def file_name(stretch: int) -> str:
    """The key file's name, beside the segments."""
    return f"key-{stretch}.json"


def check_public(public: bytes) -> None:
    """Whether it is an epoch's public key. Raises `ValueError`."""
    _public(public)


def wrap(
    shares: Shares, session: str, stretch: int, *, epoch: str, public: bytes, recipients: dict[Group, list[str]]
) -> KeyFile:
    """The key file of a new stretch: E for the epoch's public key, A and B for the groups' recipients."""
    archive = wrap_archive_share(shares.archive, session, stretch, epoch, public)
    one, other = Group.DATA_PROTECTION, Group.SECURITY
    data_protection = wrap_share(shares.data_protection, one, session, stretch, recipients[one])
    security = wrap_share(shares.security, other, session, stretch, recipients[other])
    return KeyFile(session, stretch, epoch, archive, data_protection, security)


def wrap_archive_share(share: bytes | bytearray, session: str, stretch: int, epoch: str, public: bytes) -> bytes:
    """E for an epoch's key."""
    return _SUITE.encrypt(bytes(share), _public(public), _info(session, stretch, epoch))


def unwrap_archive_share(file: KeyFile, key: EpochKey) -> bytearray:
    """E. Raises `WrapRefused`."""
    try:
        return bytearray(_SUITE.decrypt(file.archive, key.both, _info(file.session, file.stretch, file.epoch)))
    except (InvalidTag, ValueError):
        raise WrapRefused from None


def rewrapped(file: KeyFile, key: EpochKey, epoch: str, public: bytes) -> KeyFile:
    """The same stretch's file, with E for another epoch's key and no longer for this one. Raises `WrapRefused`."""
    share = unwrap_archive_share(file, key)
    try:
        wrapped = wrap_archive_share(share, file.session, file.stretch, epoch, public)
    finally:
        keys.wipe(share)
    return replace(file, epoch=epoch, archive=wrapped)


def wrap_share(
    share: bytes | bytearray, group: Group, session: str, stretch: int, recipients: list[str]
) -> tuple[bytes, ...]:
    """A or B as age files: for a group's officers, or from an officer to an opening. Raises `age.RecipientRefused`."""
    if not recipients:
        raise ValueError("a share for nobody could never be opened")
    return age.encrypt(_addressed(group, session, stretch) + bytes(share), recipients)


def unwrap_share(  # noqa: PLR0917 - the first four say which share, the others who opens it and how to ask them
    files: tuple[bytes, ...], group: Group, session: str, stretch: int, identity: str, say: age.Say, ask: age.Ask
) -> bytearray:
    """A or B of this very session and stretch. Raises `WrapRefused`, `age.IdentityRefused`."""
    try:
        opened = age.decrypt(files, identity, say, ask)
    except age.NotForThisKey:
        raise WrapRefused from None
    address = _addressed(group, session, stretch)
    if not opened.startswith(address) or len(opened) != len(address) + keys.SIZE:
        raise WrapRefused
    return bytearray(opened[len(address) :])


def _public(public: bytes) -> MLKEM768X25519PublicKey:
    if len(public) != EPOCH_PUBLIC_SIZE:
        raise ValueError(f"an epoch's public key has {EPOCH_PUBLIC_SIZE} bytes")
    ml_kem = MLKEM768PublicKey.from_public_bytes(public[:_ML_KEM_PUBLIC])
    return MLKEM768X25519PublicKey(ml_kem, X25519PublicKey.from_public_bytes(public[_ML_KEM_PUBLIC:]))


def _info(session: str, stretch: int, epoch: str) -> bytes:
    return keys.bound(_EPOCH_LABEL, session, stretch) + epoch.encode()


def _addressed(group: Group, session: str, stretch: int) -> bytes:
    return keys.bound(_SHARE_LABEL + group.encode(), session, stretch)
