"""The checkpoints, copied to other places: what a place lacks is sent again until it has it."""

from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger import checkpoint as checkpoints
from ledger.book import Book
from ledger.checkpoint import FOLDER, Checkpoint, Place


class Copies:
    """What each place has. Blocking; a place that fails is asked again, and the others go on."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._places = dict(places)
        self._newest: dict[str, str] = {}

    def send(self, book: Book) -> dict[str, OSError]:
        """Sends what is missing, oldest first. What failed, by the place's name."""
        failed: dict[str, OSError] = {}
        for name, place in self._places.items():
            try:
                self._send(name, place, book)
            except OSError as error:
                failed[name] = error
        return failed

    def _send(self, name: str, place: Place, book: Book) -> None:
        if name not in self._newest:
            self._newest[name] = max(place.names(FOLDER), default="")
        missing: list[Checkpoint] = []
        for kept in book.checkpoints():
            if kept.name <= self._newest[name]:
                break
            missing.append(kept)
        for kept in reversed(missing):
            place.put(kept.name, checkpoints.encode(kept))
            self._newest[name] = kept.name


def newest(places: Mapping[str, Place], key: Ed25519PublicKey) -> Checkpoint | None:
    """The newest checkpoint that any place has; one that cannot be reached or read is passed over."""
    found: list[Checkpoint] = []
    for place in places.values():
        try:
            names = sorted(place.names(FOLDER), reverse=True)
            found += [one for name in names[:1] for one in _read(place, name, key)]
        except OSError:
            continue
    return max(found, key=lambda one: (one.at, one.size), default=None)


def documents(place: Place) -> list[bytes]:
    """All checkpoints that a place has, unread. Raises `OSError`."""
    return [place.get(name) for name in place.names(FOLDER)]


def _read(place: Place, name: str, key: Ed25519PublicKey) -> list[Checkpoint]:
    try:
        return [checkpoints.read(place.get(name), key)]
    except checkpoints.CheckpointWrong:
        return []
