"""The scribe: writes facts into this server's ledger. Whoever waits for it knows that they survive a power cut.

Facts that come while the disk is busy are written together, so that a hundred sessions a second need no hundred syncs.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import copies
from ledger.book import Book
from ledger.checkpoint import Place
from ledger.copies import Copies
from ledger.entries import Entry
from ledger.folder import FolderPlace
from ledger.rows import LedgerUnavailable, Row, SqliteRows
from ledger.server_facts import AccountChanged, Change
from logs import Dialogue
from protocol.link import LedgerHead
from protocol.problems import DatabaseUnavailable
from signaling import secret_files
from signaling.clock import Clock
from signaling.problems import CannotStart
from signaling.settings import Settings

CHECKPOINT_EVERY = 60.0
"""Seconds between two checkpoints, when something was added."""


class Written(NamedTuple):
    """An entry where it lies, and the whole ledger with it."""

    row: Row
    head: LedgerHead


class Scribe:
    """One server's ledger. Several servers have one each."""

    def __init__(self, book: Book, places: Mapping[str, Place], clock: Clock, log: Dialogue) -> None:
        self._book = book
        self._copies = Copies(places)
        self._clock = clock
        self._log = log
        self._waiting: list[tuple[tuple[Entry, ...], asyncio.Future[list[Written] | None]]] = []
        self._writing = asyncio.Lock()
        self._checked_at = clock()
        self._failed: frozenset[str] = frozenset()

    def now(self) -> datetime:
        """The time for an entry."""
        return datetime.fromtimestamp(self._clock(), UTC)

    async def write(self, *facts: Entry) -> list[Written]:
        """Returns when they are safe. Raises `DatabaseUnavailable`, and then what they say must not happen."""
        if not facts:
            return []
        done: asyncio.Future[list[Written] | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((facts, done))
        # Others wait for what is written now: it goes on though whoever began it is gone.
        await asyncio.shield(self._settle(done))
        written = done.result()
        if written is None:
            raise DatabaseUnavailable
        return written

    def account_note(self, change: Change, role: str = "") -> Callable[[int], Awaitable[object]]:
        """What writes down that this is done to an account, given its id."""

        async def note(account: int) -> None:
            await self.write(AccountChanged(at=self.now(), account=account, change=change, role=role))

        return note

    async def checkpoint(self) -> None:
        """Signs what was added since the last time, once a minute, and sends it to the other places."""
        if self._clock() - self._checked_at < CHECKPOINT_EVERY:
            return
        self._checked_at = self._clock()
        await self.sign()

    async def sign(self) -> None:
        """Signs what was added, and sends it to the other places. What cannot be done now is done the next time."""
        try:
            async with self._writing:
                await asyncio.to_thread(self._book.checkpoint, self.now())
            failed = await asyncio.to_thread(self._copies.send, self._book)
        except LedgerUnavailable as unavailable:
            self._log.fault(unavailable)
            return
        for name in sorted(failed.keys() - self._failed):
            self._log.fault(failed[name])
            self._log.state(f"no checkpoint can be written to {name}")
        self._failed = frozenset(failed)

    async def _settle(self, done: "asyncio.Future[list[Written] | None]") -> None:
        async with self._writing:
            if done.done():
                return
            waiting, self._waiting = self._waiting, []
            written = await self._append([fact for facts, _ in waiting for fact in facts])
            begin = 0
            for facts, one in waiting:
                one.set_result(written and written[begin : begin + len(facts)])
                begin += len(facts)

    async def _append(self, facts: list[Entry]) -> list[Written] | None:
        try:
            return await asyncio.to_thread(self._written, facts)
        except LedgerUnavailable as unavailable:
            self._log.fault(unavailable)
            return None

    def _written(self, facts: list[Entry]) -> list[Written]:
        numbered = self._book.append(*facts)
        head = self._book.head(self.now())
        return [Written(one.row, head) for one in numbered]


@contextmanager
def opened(settings: Settings, clock: Clock, log: Dialogue) -> Iterator[Scribe]:
    """The scribe of this server. Its key is made and published at the first start. Raises `CannotStart`."""
    folder = settings.ledger
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret_files.read_or_make(folder / "signing.key")))
    places = {name: FolderPlace(Path(name)) for name in settings.checkpoints.split()}
    try:
        _publish(settings.verifying, key)
        rows = SqliteRows(folder / "ledger.sqlite")
    except OSError as error:
        raise CannotStart(f"The ledger in {folder} cannot be used: {error}") from None
    try:
        book = Book(rows, key)
        book.begin(datetime.fromtimestamp(clock(), UTC), copies.newest(places, key.public_key()))
        yield Scribe(book, places, clock, log)
    finally:
        rows.close()


def _publish(path: Path, key: Ed25519PrivateKey) -> None:
    """As the archive publishes its own: what `ferndiagnose ledger verify --key` reads."""
    line = msgspec.json.encode(key.public_key().public_bytes_raw()) + b"\n"
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(line)
    if path.read_bytes() != line:
        raise CannotStart(
            f"{path} does not belong to the key in the ledger's folder. Restore the folder from a backup. Only if it "
            f"is lost for good, remove {path} and start again: the ledger begins anew."
        )
