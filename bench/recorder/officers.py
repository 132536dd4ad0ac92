"""What a recorder seals to: a keyring with an epoch and two officers who last as long as a trial."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealing import keyring, published
from sealing.keyring import Epoch, Keyring
from sealing.officers import Group, OfficerKey
from sealing.wrapping import EpochKey


def publish(state: Path) -> None:
    """As an archive does, into the state folder. Nobody keeps a key: what is recorded can never be opened."""
    now, signing = datetime.now(UTC), Ed25519PrivateKey.generate()
    epochs = tuple(Epoch(now.date() + timedelta(days=day), EpochKey.generate().public) for day in range(2))
    cards = tuple(OfficerKey.make(group.value, group).card for group in Group)
    folder = state / published.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / published.VERIFYING).write_bytes(keyring.encode_verifying(signing.public_key().public_bytes_raw()))
    (folder / published.KEYRING).write_bytes(keyring.publish(Keyring(epochs, cards, now), signing))
