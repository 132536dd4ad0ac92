"""The archive, put together: folders, identity, ledger, rounds, and the socket for commands."""

import asyncio
import fcntl
import os
import signal
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from archive import enrolment, identity
from archive.cabinet import Cabinet
from archive.commands import Commands
from archive.control import Control, Handler
from archive.identity import IdentityLost
from archive.opening.desk import Desk
from archive.opening.mail import mailbox
from archive.opening.openings import Openings
from archive.opening.projection import Projection
from archive.opening.rights import Rights
from archive.opening.services import Services
from archive.opening.tickets import Tickets
from archive.register import Register
from archive.rounds import Round, Rounds
from archive.settings import Settings
from archive.stock import Stock
from archive.watchman import Watchman
from ledger import copies
from ledger.book import Book
from ledger.checkpoint import Place
from ledger.copies import Copies
from ledger.rows import SqliteRows
from logs import Dialogue
from sealing.store import Store, StoreFault, opened

PLACES = 2


class CannotStart(Exception):
    """The operator has something to do first; the text says what."""


@dataclass(frozen=True)
class Folders:
    """Where things lie in a state folder."""

    state: Path

    @property
    def own(self) -> Path:
        """What is the archive's alone."""
        return self.state / "archive"

    @property
    def ledger(self) -> Path:
        return self.own / "ledger" / "ledger.sqlite"

    @property
    def keyring(self) -> Path:
        return self.state / "public" / "keyring.json"

    @property
    def verifying(self) -> Path:
        return self.state / "public" / "archive.pub"

    @property
    def store(self) -> Path:
        return self.state / "store"

    def prepare(self) -> None:
        """Makes what is missing. Raises `OSError`."""
        for folder in (self.own, self.ledger.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
        self.keyring.parent.mkdir(mode=0o755, parents=True, exist_ok=True)


class AlreadyRuns(OSError):
    """Another archive works on the same folder."""

    def __init__(self) -> None:
        super().__init__("another archive is running there already")


def places_of(settings: Settings) -> Mapping[str, Place]:
    """The other places for checkpoints, by what the operator calls them. Raises `StoreFault`."""
    return {address: _place(address) for address in settings.checkpoints.split()}


def _place(address: str) -> Store:
    return opened(address, Path()) if "://" in address else opened("", Path(address))


def _locked(folder: Path) -> int:
    """The folder, as long as the file is open; also after a kill nobody has to tidy up. Raises `AlreadyRuns`."""
    file = os.open(folder / ".lock", os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        raise AlreadyRuns from None
    return file


class Archive:
    """One archive over one state folder, and the only one: a second cannot start."""

    def __init__(self, settings: Settings, log: Dialogue) -> None:
        self._log = log
        self.folders = folders = Folders(settings.state)
        try:
            with ExitStack() as opened_so_far:
                self._open(settings, opened_so_far)
                self._opened = opened_so_far.pop_all()
        except (IdentityLost, StoreFault) as reason:
            raise CannotStart(str(reason)) from None
        except OSError as error:
            raise CannotStart(f"The archive cannot use {settings.state}: {error.strerror or error}.") from None
        self.rounds = Rounds(self.stock, self.watchman, Copies(self._places), folders.keyring, settings)
        tickets, letters = Tickets(folders.own / "openings"), mailbox(settings, folders.own / "mail")
        self.rounds.rounds.append(Round("tickets", tickets.sweep, settings.sweep_every))
        self._desk = Desk(self.stock, lambda: enrolment.enrolled(self.stock), tickets, letters)
        self._openings = Openings(self.stock, self._desk, Projection.start, lambda: self.watchman.reading().steady)
        if len(self._places) < PLACES:
            log.state("the ledger's checkpoints have fewer than two other places: see FERNDIAGNOSE_ARCHIVE_CHECKPOINTS")

    def close(self) -> None:
        """Another may start."""
        self._opened.close()

    def _open(self, settings: Settings, to_close: ExitStack) -> None:
        folders = self.folders
        folders.prepare()
        to_close.callback(os.close, _locked(folders.own))
        key = identity.kept(folders.own / "identity.key", folders.verifying)
        self._places = places_of(settings)
        store = opened(settings.store, folders.store)
        rows = SqliteRows(folders.ledger)
        to_close.callback(rows.close)
        register = Register(folders.own / "register.sqlite")
        to_close.callback(register.close)
        book = Book(rows, key)
        book.begin(datetime.now(UTC), copies.newest(self._places, key.public_key()))
        self.stock = Stock(store, register, book, Cabinet(folders.own / "keys"), key, self._log)
        self.watchman = Watchman(folders.own / "clock.json", book, self._log)

    def handlers(self) -> dict[type[Struct], Handler]:
        """What can be asked over the socket."""
        commands = self.commands()
        services = Services(self._desk, self._openings, Rights(self.stock, self._desk), commands.opening)
        return {**commands.handlers(), **services.handlers()}

    def commands(self) -> Commands:
        """What can be asked of the archive itself."""
        return Commands(self.stock, self.watchman, self.rounds, self.folders.keyring)

    async def run(self) -> None:
        """Until the process is asked to stop."""
        stop = asyncio.Event()
        for asked in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(asked, stop.set)
        async with asyncio.TaskGroup() as group:
            group.create_task(self.rounds.run(stop), name="rounds")
            group.create_task(self._openings.run(stop), name="openings")
            group.create_task(Control(self.folders.own, self.handlers(), self._log).serve(stop), name="control")
