"""What recorders get to know: the keys of the next days, and the officers.

A STOP-GAP: officers belong into the ledger.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from archive import identity
from archive.cabinet import Cabinet
from sealing import keyring, officers, published
from sealing.files import write_whole
from sealing.keyring import Epoch, Keyring, KeyringRefused
from sealing.officers import Card

DAYS_AHEAD = 7
"""Days for which keys exist before they come: so long may the archive be off and recorders still seal."""


class NoSuchOfficer(Exception):
    """Nobody of that name is enrolled."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no officer {name!r}. Give the name exactly as it stands on the card.")


def enrolled(folder: Path) -> list[Card]:
    """The officers of now. `folder` is the archive's own."""
    return [officers.read_card(path.read_bytes()) for path in sorted((folder / "officers").glob("*.card"))]


def add(folder: Path, cards: list[Card]) -> None:
    """More officers; all of them, or none. Raises `SamePerson`, `OSError`."""
    known = enrolled(folder)
    for card in cards:
        officers.check_enrolment(card, known)
        known.append(card)
    (folder / "officers").mkdir(mode=0o700, parents=True, exist_ok=True)
    for card in cards:
        write_whole(_path(folder, card), officers.encode_card(card))


def remove(folder: Path, name: str) -> None:
    """One officer less. What was sealed before can still be opened with that key. Raises `NoSuchOfficer`, `OSError`."""
    found = [card for card in enrolled(folder) if card.name == name]
    if not found:
        raise NoSuchOfficer(name)
    _path(folder, found[0]).unlink()


def publish(state: Path, now: datetime) -> None:
    """Makes missing keys, and writes the keyring when it changed. Raises `OSError`, `identity.IdentityLost`."""
    folder, public = state / "archive", state / published.FOLDER
    public.mkdir(parents=True, exist_ok=True)
    signing = identity.kept(folder / "identity.key", public / published.VERIFYING)
    cabinet = Cabinet(folder / "keys")
    today = now.astimezone(UTC).date()
    epochs = tuple(_epoch(cabinet, today + timedelta(days=ahead)) for ahead in range(DAYS_AHEAD + 1))
    ring = Keyring(epochs, tuple(enrolled(folder)), now)
    path = public / published.KEYRING
    before = _known(path, signing.public_key().public_bytes_raw())
    if before is None or (before.epochs, before.officers) != (ring.epochs, ring.officers):
        write_whole(path, keyring.publish(ring, signing))
        path.chmod(0o644)  # recorders are other users


def _epoch(cabinet: Cabinet, day: date) -> Epoch:
    name = day.isoformat()
    return Epoch(day, (cabinet.key(name) or cabinet.make(name)).public)


def _known(path: Path, verifying: bytes) -> Keyring | None:
    try:
        return keyring.read(path.read_bytes(), verifying)
    except (FileNotFoundError, KeyringRefused):
        return None


def _path(folder: Path, card: Card) -> Path:
    return folder / "officers" / f"{card.fingerprint.replace(' ', '')}.card"
