"""An archive's opening side: a real desk and openings, over a store, register and ledger that tests can break."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from archive.cabinet import Cabinet
from archive.opening.desk import Desk
from archive.opening.door import Ask, Asked, Bring
from archive.opening.mail import Letter, NotTold
from archive.opening.messages import FromProjector, Project, Show, Shown, ToProjector
from archive.opening.openings import Openings
from archive.opening.projection import Fetch, ProjectorGone
from archive.opening.tickets import Tickets
from archive.register import Register, Registered
from archive.stock import Stock
from ledger.book import Book
from ledger.entries import Entry
from logs import Dialogue
from sealing import release, request
from sealing.officers import Card, OfficerKey
from sealing.request import Act, Request
from tests.fakes.memory_rows import MemoryRows
from tests.fakes.memory_store import MemoryStore
from tests.fakes.recorded_takes import Recorded
from tests.fakes.sealed import NOON, nobody_asks, nobody_says
from tests.fakes.sealed_recording import SealedRecording

RETENTION = timedelta(days=90)


class FakeMailbox:
    """Reads its letters, unless it is out of order."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.broken = False

    def tell(self, letter: Letter) -> None:
        if self.broken:
            raise NotTold("The mailbox is out of order.")
        self.letters.append(letter)


class FakeProjection:
    """Answers whatever it is asked with one picture, until it is killed."""

    def __init__(self, project: Project, fetch: Fetch) -> None:
        self.project, self.fetch = project, fetch
        self.killed = False
        self.said: list[ToProjector] = []

    async def run(self) -> None:
        return

    async def say(self, message: ToProjector) -> None:
        self.said.append(message)

    async def ask(self, message: ToProjector) -> FromProjector:
        if self.killed:
            raise ProjectorGone
        assert isinstance(message, Show)
        return Shown(message.at, "one", b"jpeg")

    async def next(self) -> FromProjector:
        return await self.ask(Show(0))

    def kill(self) -> None:
        self.killed = True


@cache
def _recorded() -> Recorded:
    return Recorded().take(5).ended()


def _one_take() -> SealedRecording:
    """With officers and keys of its own; coded once for all tests."""
    return SealedRecording(_recorded())


@dataclass
class OpeningArchive:
    """With one recording in it, that of `sealed`."""

    folder: Path
    sealed: SealedRecording = field(default_factory=_one_take)
    wall: datetime = NOON
    steady: float = 1000.0
    projections: list[FakeProjection] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.asking = self.sealed.asking
        self.store, self.rows, self.mailbox = MemoryStore(), MemoryRows(), FakeMailbox()
        self.store.objects |= self.sealed.objects()
        cabinet, archive = Cabinet(self.folder / "keys"), self.asking.archive
        (self.folder / "keys" / f"{archive.day}.key").write_bytes(archive.epochs[archive.day].secret)
        self.register = Register(self.folder / "register.sqlite")
        self.book = Book(self.rows, archive.signing)
        self.stock = Stock(self.store, self.register, self.book, cabinet, archive.signing, Dialogue("test"))
        self.cards: tuple[Card, ...] = archive.cards
        self.tickets = Tickets(self.folder / "openings")
        self.desk = Desk(self.stock, lambda: self.cards, self.tickets, self.mailbox)
        self.openings = Openings(self.stock, self.desk, self._start, lambda: self.steady)
        self.keep()

    @property
    def session(self) -> str:
        return self.sealed.recorded.session

    def keep(self, hold: str = "", held_until: datetime | None = None) -> None:
        """Enters the recording."""
        self.register.put(
            Registered(self.session, NOON, NOON + RETENTION, "0" * 64, len(self.store.objects), hold, held_until)
        )

    def ask(self, act: Act = Act.OPEN, **more: object) -> Asked:
        wanted = Ask(self.session, act, "Complaint about a transfer", "AZ 4711/26", **more)  # type: ignore[arg-type]  # of Ask
        return self.desk.ask(wanted, self.wall)

    def request(self, asked: Asked) -> Request:
        return request.read(asked.file, self.asking.archive.verifying)

    def released(self, asked: Asked, *keys: OfficerKey) -> Bring:
        """What the operator brings after these officers have released it; both, unless others are named."""
        made = self.request(asked)
        who = keys or (self.asking.archive.data_protection, self.asking.archive.security)
        files = tuple(release.make(made, key, self.wall, nobody_says, nobody_asks) for key in who)
        return Bring(made.act, asked.file, files)

    @property
    def ledger(self) -> list[Entry]:
        """What stands in it about the recording, in order."""
        return [one.entry for one in self.book.of_session(self.session)]

    def close(self) -> None:
        self.register.close()

    async def _start(self, project: Project, fetch: Fetch) -> FakeProjection:
        self.projections.append(FakeProjection(project, fetch))
        return self.projections[-1]
