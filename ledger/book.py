"""The book: entries are appended, each signed; every minute with a new one ends in a signed checkpoint."""

import copy
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import checkpoint as checkpoints
from ledger import entries, head, tree
from ledger.checkpoint import Checkpoint
from ledger.entries import Entry
from ledger.facts import LedgerBegun, LedgerRestored
from ledger.rows import LedgerUnavailable, Row, Rows, row
from protocol.link import LedgerHead


@dataclass(frozen=True)
class Numbered:
    """An entry, its place, and the row that proves it."""

    number: int
    entry: Entry
    row: Row


class Book:
    """One ledger. Blocking, and safe to use from several threads; every method may raise `LedgerUnavailable`.

    Another process with the same key may append too, as an operator's command does beside the server.
    """

    def __init__(self, rows: Rows, key: Ed25519PrivateKey) -> None:
        self._rows = rows
        self._key = key
        self._lock = threading.RLock()
        self._size = rows.count()
        newest = next((kept for kept in self.checkpoints() if kept.size <= self._size), None)
        self._signed = newest
        self._tree = self._tree_of(newest.size if newest else 0)
        self._grown: tree.Growing | None = None
        """All entries, for heads; behind where nobody asked for one."""

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self._size

    def begin(self, now: datetime, known: Checkpoint | None) -> None:
        """The first entry of a new ledger; of one that lost entries which a checkpoint knows, the entry that says so.

        `known` is the newest checkpoint of the other places.
        """
        with self._lock:
            lost = [one for one in (known, next(self.checkpoints(), None)) if one and not self._knows(one)]
            if lost:
                most = max(lost, key=lambda one: one.size)
                self.append(LedgerRestored(at=now, known=most.size, root=most.root.hex()))
            elif not self._size:
                self.append(LedgerBegun(at=now))

    def append(self, *new: Entry) -> list[Numbered]:
        """All of them, or none. When it returns, they survive a power cut."""
        with self._lock:
            while True:
                self._size = self._rows.count()
                written = [(number, entries.encode(entry)) for number, entry in enumerate(new, self._size)]
                rows = [row(number, data, checkpoints.sign_entry(number, data, self._key)) for number, data in written]
                try:
                    self._rows.append(rows)
                except LedgerUnavailable:
                    if self._rows.count() == self._size:
                        raise
                    continue  # an operator's command beside the server was quicker: the numbers are taken
                self._size += len(rows)
                return [Numbered(one.number, entry, one) for one, entry in zip(rows, new, strict=True)]

    def of_session(self, session: str) -> list[Numbered]:
        """All entries about one session that this version can read, in order."""
        return _readable(self._rows.of_session(session))

    def of_kinds(self, *kinds: type[Entry]) -> list[Numbered]:
        """All entries of these kinds, in order."""
        return _readable(self._rows.of_kinds(*(str(kind.__struct_config__.tag) for kind in kinds)))

    def last_written_at(self) -> datetime | None:
        """When the newest entry was written."""
        last = next(iter(self._rows.read(self._size - 1)), None) if self._size else None
        return entries.written_at(last.entry) if last else None

    def inclusion_proof(self, number: int) -> tuple[Checkpoint, list[bytes]] | None:
        """The newest checkpoint, and what leads from the entry to its root; `None` when none was made since."""
        with self._lock:
            if self._signed is None or number >= self._signed.size:
                return None
            leaves = [tree.leaf_hash(found.entry) for found in self._rows.read(0, self._signed.size)]
            return self._signed, tree.inclusion_proof(leaves, number)

    def checkpoint(self, now: datetime) -> list[Checkpoint]:
        """Signs what was added since the last checkpoint, and keeps that here: one, or one more for each block."""
        with self._lock:
            self._size = self._rows.count()
            made, documents = [], []
            for size in checkpoints.sizes_between(self._tree.size, self._size):
                first = checkpoints.block_of(size)
                hashes = [tree.leaf_hash(found.entry) for found in self._rows.read(first, size)]
                for leaf in hashes[self._tree.size - first :]:
                    self._tree.add(leaf)
                one = checkpoints.signed(Checkpoint(size, self._tree.root, now, tuple(hashes)), self._key)
                made.append(one)
                documents.append(checkpoints.encode(one))
            if made:
                self._keep(made, documents)
            return made

    def head(self, now: datetime) -> LedgerHead:
        """All that there is, as one signed hash."""
        with self._lock:
            grown = self._grown = self._grown or copy.deepcopy(self._tree)
            for found in self._rows.read(grown.size, self._rows.count()):
                grown.add(tree.leaf_hash(found.entry))
            return head.sign(grown.size, grown.root, now, self._key)

    def checkpoints(self) -> Iterator[Checkpoint]:
        """All that we signed and kept, the last first."""
        for document in self._rows.checkpoints():
            with suppress(checkpoints.CheckpointWrong):
                yield checkpoints.read(document, self._key.public_key())

    def _keep(self, made: list[Checkpoint], documents: list[bytes]) -> None:
        try:
            self._rows.keep(*documents)
        except LedgerUnavailable:
            self._tree = self._tree_of(self._signed.size if self._signed else 0)
            raise
        self._signed = made[-1]

    def _knows(self, known: Checkpoint) -> bool:
        """Whether our entries begin with those of the checkpoint, or say themselves that they do not."""
        if known.size <= self._size and self._tree_of(known.size).root == known.root:
            return True
        restored = (found.entry for found in self.of_kinds(LedgerRestored))
        return any(isinstance(one, LedgerRestored) and one.root == known.root.hex() for one in restored)

    def _tree_of(self, size: int) -> tree.Growing:
        grown = tree.Growing()
        for found in self._rows.read(0, size):
            grown.add(tree.leaf_hash(found.entry))
        return grown


def _readable(rows: Sequence[Row]) -> list[Numbered]:
    found = []
    for one in rows:
        with suppress(entries.EntryUnreadable):
            found.append(Numbered(one.number, entries.read(one.entry), one))
    return found
