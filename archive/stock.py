"""What the archive works on: the store with the recordings, the register, the ledger, and the keys."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.cabinet import Cabinet
from archive.register import Register
from ledger.book import Book
from logs import Dialogue
from sealing.store import Store

RECORDINGS, INCOMING = "recordings", "incoming"
"""Folders of the store: what is sealed, and which sessions have something that the archive does not know yet."""
MANIFEST = "recording.json"


@dataclass(frozen=True)
class Stock:
    """The parts. What changes a recording holds its lock: it is entered, held and deleted one after the other."""

    store: Store
    register: Register
    book: Book
    cabinet: Cabinet
    identity: Ed25519PrivateKey = field(repr=False)
    log: Dialogue
    keys: threading.RLock = field(default_factory=threading.RLock, repr=False)
    """Held by whoever makes keys or changes who the officers are; never while the store is asked."""

    _locks: WeakValueDictionary[str, threading.RLock] = field(default_factory=WeakValueDictionary, repr=False)
    _making_locks: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @contextmanager
    def locked(self, session: str) -> Iterator[None]:
        """Nobody else changes this recording meanwhile; a large one that is being read keeps no other from its time."""
        with self._making_locks:
            lock = self._locks.get(session) or threading.RLock()
            self._locks[session] = lock
        with lock:
            yield

    @contextmanager
    def going_on(self, session: str = "-") -> Iterator[None]:
        """What cannot be done with one recording must not keep the others from their time; it is tried again."""
        try:
            yield
        except Exception as fault:  # noqa: BLE001 - whatever a broken recording makes us do wrong, others are due
            self.log.fault(fault, session)


def folder_of(session: str) -> str:
    """Where a session's recording lies in the store."""
    return f"{RECORDINGS}/{session}"


def marker_of(session: str) -> str:
    """The empty object that says that something new lies there."""
    return f"{INCOMING}/{session}"
