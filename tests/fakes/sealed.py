"""Everything that sealing needs of others: two officers, and an archive with its epochs and its published keyring."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive import enrolment
from archive.app import Archive
from archive.commands import AddOfficers
from archive.settings import Settings
from logs import Dialogue
from sealing import keyring, officers, segment, wrapping
from sealing.keyring import Epoch, Keyring
from sealing.officers import Card, Group, OfficerKey
from sealing.vault import SealedVault
from sealing.wrapping import EpochKey, KeyFile
from tests.fakes import age_files

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = NOON.date()
DAYS_AHEAD = 7
PASSPHRASE = "correct horse battery"


def nobody_says(text: str) -> None:
    raise AssertionError(f"nobody is to be told {text!r}")


def nobody_asks(text: str) -> str:
    raise AssertionError(f"nobody is to be asked {text!r}")


@dataclass(eq=False)
class FakeArchive:
    """An archive's identity and epochs in memory, and one officer of each group whose keys everybody has."""

    day: date = TODAY
    data_protection: OfficerKey = field(
        default_factory=lambda: OfficerKey.make("Dora Datenschutz", Group.DATA_PROTECTION)
    )
    security: OfficerKey = field(default_factory=lambda: OfficerKey.make("Sepp Sicherheit", Group.SECURITY))
    signing: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    epochs: dict[date, EpochKey] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for ahead in range(DAYS_AHEAD + 1):
            self.epochs[self.day + timedelta(days=ahead)] = EpochKey.generate()

    @property
    def verifying(self) -> bytes:
        return self.signing.public_key().public_bytes_raw()

    @property
    def cards(self) -> tuple[Card, ...]:
        return (self.data_protection.card, self.security.card)

    def keyring(self, *cards: Card) -> Keyring:
        """With these officers, or with both."""
        days = tuple(Epoch(day, key.public) for day, key in sorted(self.epochs.items()))
        return Keyring(days, cards or self.cards, datetime.combine(self.day, NOON.timetz()))

    def publish(self, state: Path, *cards: Card) -> None:
        """As an archive does, into the folder `public` of the state folder."""
        folder = state / "public"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "archive.pub").write_bytes(keyring.encode_verifying(self.verifying))
        (folder / "keyring.json").write_bytes(keyring.publish(self.keyring(*cards), self.signing))

    def settle(self, state: Path) -> None:
        """Its identity, keys and officers, where a real archive looks for its own."""
        folder = state / "archive"
        (folder / "keys").mkdir(parents=True, exist_ok=True)
        (folder / "identity.key").write_bytes(self.signing.private_bytes_raw())
        for day, key in self.epochs.items():
            (folder / "keys" / f"{day}.key").write_bytes(key.secret)
        enrol(state, self.cards)

    def vault(self, folder: Path, now: Callable[[], datetime] = lambda: NOON) -> SealedVault:
        """A recorder's vault that seals to this archive."""
        return SealedVault(folder, lambda _day: self.keyring(), now)

    def data_keys(self, folder: Path) -> dict[int, bytearray]:
        """The keys of a recording's stretches."""
        files = [wrapping.read(path.read_bytes()) for path in folder.glob("key-*.json")]
        return {file.stretch: self.data_key(file) for file in files}

    def unsealed(self, folder: Path, number: int) -> bytes:
        """What is in a recording's segment."""
        data = (folder / f"{number}.sealed").read_bytes()
        place = segment.place_of(data)
        assert place
        return segment.unseal(data, self.data_keys(folder)[place.stretch], place).data

    def data_key(self, file: KeyFile) -> bytearray:
        """What archive and both officers together know."""
        shares = {
            group: wrapping.unwrap_share(
                file.share(group), group, file.session, file.stretch, key.identity, nobody_says, nobody_asks
            )
            for group, key in ((Group.DATA_PROTECTION, self.data_protection), (Group.SECURITY, self.security))
        }
        archive = wrapping.unwrap_archive_share(file, self.epochs[date.fromisoformat(file.epoch)])
        return wrapping.keys.data_key(archive, shares[Group.DATA_PROTECTION], shares[Group.SECURITY])


def enrol(state: Path, cards: Sequence[Card]) -> None:
    """Makes them officers of the archive that lies there and does not run."""
    archive = Archive(Settings(state), Dialogue("test"))
    try:
        if not enrolment.enrolled(archive.stock):
            archive.commands().add_officers(AddOfficers(list(cards)))
    finally:
        archive.close()


def locked_cheaply(key: OfficerKey, passphrase: str = PASSPHRASE) -> bytes:
    """A key file that opens at once: the real one takes a second, on purpose."""
    return age_files.under_passphrase(msgspec.json.encode(key), passphrase)


def written(folder: Path, key: OfficerKey, passphrase: str = PASSPHRASE) -> tuple[Path, Path]:
    """An officer's key file and card, as `ferndiagnose officer make` leaves them."""
    folder.mkdir(parents=True, exist_ok=True)
    file, card = folder / f"{key.card.group}.key", folder / f"{key.card.group}.card"
    file.write_bytes(locked_cheaply(key, passphrase))
    card.write_bytes(officers.encode_card(key.card))
    return file, card
