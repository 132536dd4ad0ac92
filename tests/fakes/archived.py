"""An archive's stock without its program: a store in memory, officers whose keys everybody has, recordings to bring."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from archive import holds, wraps
from archive.cabinet import Cabinet
from archive.register import Register
from archive.stock import Stock
from ledger.book import Book
from ledger.entries import Entry
from logs import Dialogue
from protocol import recording
from protocol.recording import Closing, Manifest
from sealing import keys, segment, wrapping
from sealing.keys import Shares
from sealing.officers import Group, OfficerKey
from sealing.records import Ending
from sealing.segment import Place, Seal
from tests.fakes.memory_rows import MemoryRows
from tests.fakes.memory_store import MemoryStore

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SESSION, OTHER = "a" * 32, "b" * 32
PICTURE = b"a picture of a desktop"


@cache
def officer(group: Group) -> OfficerKey:
    return OfficerKey.make(f"Officer of {group}", group)


@dataclass
class Archived:
    """`stock` over a folder; `store` is what it keeps recordings in."""

    folder: Path
    store: MemoryStore = field(default_factory=MemoryStore)
    rows: MemoryRows = field(default_factory=MemoryRows)

    def __post_init__(self) -> None:
        self.identity = Ed25519PrivateKey.from_private_bytes(bytes(32))
        self.folder.mkdir(exist_ok=True)
        self.stock = Stock(
            self.store,
            Register(self.folder / "register.sqlite"),
            Book(self.rows, self.identity),
            Cabinet(self.folder / "keys"),
            self.identity,
            Dialogue("test"),
        )

    def bring(
        self,
        session: str = SESSION,
        *,
        began: datetime = NOON - timedelta(minutes=1),
        ended: datetime | None = NOON,
        pictures: int = 2,
        days: tuple[date, ...] = (),
    ) -> Manifest:
        """Puts a recording into the store as a recorder does: a segment for each picture, a stretch for each day."""
        manifest = Manifest(session, began)
        for stretch, day in enumerate(days or (began.date(),), 1):
            data_key = self._begin_stretch(session, stretch, day)
            for _ in range(pictures):
                manifest = self._segment(manifest, stretch, data_key)
        if ended:
            manifest = recording.closed(manifest, ended, Closing.ENDED)
        self.put(manifest)
        return manifest

    def put(self, manifest: Manifest) -> None:
        """The manifest, as the recorder left it."""
        self.store.put(f"recordings/{manifest.session}/recording.json", recording.encode(manifest))
        self.store.put(f"incoming/{manifest.session}", b"")

    def told(self, kind: type[Entry]) -> list[Entry]:
        """The ledger's entries of a kind."""
        return [one.entry for one in self.stock.book.of_kinds(kind)]

    def names(self, session: str = SESSION) -> set[str]:
        """What lies of a recording in the store."""
        return {name.rpartition("/")[2] for name in self.store.names(f"recordings/{session}")}

    def seen(self, session: str = SESSION, stretch: int = 1, number: int = 1) -> bytes:
        """What archive and both officers together see in a segment. Raises `ShareGone`."""
        file = wrapping.read(self.store.get(f"recordings/{session}/key-{stretch}.json"))
        shares = [_share(file, group) for group in (Group.DATA_PROTECTION, Group.SECURITY)]
        data_key = keys.data_key(holds.archive_share(self.stock, session, stretch), *shares)
        sealed = self.store.get(f"recordings/{session}/{number}.sealed")
        unsealed = segment.unseal(sealed, data_key, Place(session, stretch, number))
        assert unsealed.ending is Ending.COMPLETE
        return unsealed.data

    def _begin_stretch(self, session: str, stretch: int, day: date) -> bytearray:
        shares = Shares()
        key = wraps.key_of(self.stock, day.isoformat(), NOON)
        recipients = {group: [officer(group).card.recipient] for group in Group}
        file = wrapping.wrap(shares, session, stretch, epoch=day.isoformat(), public=key.public, recipients=recipients)
        self.store.put(f"recordings/{session}/key-{stretch}.json", wrapping.encode(file))
        return shares.data_key()

    def _segment(self, manifest: Manifest, stretch: int, data_key: bytearray) -> Manifest:
        number, at = recording.next_number(manifest), manifest.started_at
        seal = Seal(data_key, Place(manifest.session, stretch, number))
        sealed = seal.preamble + seal.seal(PICTURE) + seal.end()
        self.store.put(f"recordings/{manifest.session}/{number}.sealed", sealed)
        begun = recording.segment_begun(manifest, number, at, take=1, stretch=stretch)
        return recording.segment_finished(begun, at + timedelta(seconds=1), 1, len(sealed), sha256(sealed).hexdigest())


def without_end(manifest: Manifest) -> Manifest:
    """As a recorder leaves it that was killed while it wrote the last segment."""
    *before, last = manifest.segments
    cut = replace(last, ended_at=None, digest=None, size=None, pictures=None, take=0, stretch=0)
    return replace(manifest, segments=(*before, cut), ended_at=None, closing=None, delete_at=None)


def _share(file: wrapping.KeyFile, group: Group) -> bytearray:
    return wrapping.unwrap_share(
        file.share(group), group, file.session, file.stretch, officer(group).identity, lambda _: None, lambda _: ""
    )
