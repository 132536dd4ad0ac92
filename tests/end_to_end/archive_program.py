"""A real archive in a process of its own, on whatever day a test says it is."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from archive import certificates, control
from archive.app import Folders
from archive.cabinet import Cabinet
from archive.certificates import Certificate
from archive.commands import AskStatus, Status
from archive.control import NotRunning
from ledger import entries
from ledger.book import Book
from ledger.entries import Entry
from ledger.rows import SqliteRows
from protocol import recording
from protocol.recording import Closing, Manifest
from sealing import keyring, keys, segment, wrapping
from sealing.officers import Group
from sealing.vault import SealedVault
from tests.fakes.ending import ended
from tests.fakes.sealed import FakeArchive, enrol, nobody_asks, nobody_says

FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
"""Debian's package libfaketime; release/setup.sh installs it."""
PATIENCE = 30.0
SESSION = "a" * 32
PICTURE = b"a picture of a desktop"
OFFICERS = FakeArchive()
DAY = timedelta(days=1)
QUICK = {
    "FERNDIAGNOSE_ARCHIVE_LOOK_EVERY": "0.2",
    "FERNDIAGNOSE_ARCHIVE_SWEEP_EVERY": "0.5",
    "FERNDIAGNOSE_ARCHIVE_CHECKPOINT_EVERY": "0.5",
}


@dataclass
class Kept:
    """A state folder with officers and one finished recording, brought as a recorder brings it. It ended `began`."""

    state: Path
    began: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        enrol(self.state, OFFICERS.cards)
        ring = keyring.read(self.folders.keyring.read_bytes(), self._verifying())
        vault = SealedVault(self.folders.store / "recordings", lambda _: ring, lambda: self.began)
        begun = recording.segment_begun(Manifest(SESSION, self.began), 1, self.began, stretch=1)
        written = vault.open_segment(SESSION, 1)
        written.write(PICTURE)
        written.close()
        manifest = recording.segment_finished(begun, self.began, 1, written.size, written.digest)
        vault.write_manifest(SESSION, recording.encode(recording.closed(manifest, self.began, Closing.ENDED)))
        (self.folders.store / "incoming").mkdir()
        (self.folders.store / "incoming" / SESSION).touch()

    @property
    def folders(self) -> Folders:
        return Folders(self.state)

    @property
    def log(self) -> Path:
        """What the archive says."""
        return self.state.parent / "archive.log"

    @property
    def objects(self) -> list[Path]:
        """What lies of the recording in the store."""
        return list((self.folders.store / "recordings").glob(f"{SESSION}/*"))

    def told(self, kind: type[Entry]) -> list[Entry]:
        """The ledger's entries of a kind, read by somebody else."""
        rows = SqliteRows(self.folders.ledger, read_only=True)
        try:
            return [entries.read(row.entry) for row in rows.of_kinds(str(kind.__struct_config__.tag))]
        finally:
            rows.close()

    def backup(self, to: Path) -> "Kept":
        """All of it, as it lies there."""
        shutil.copytree(self.state, to)
        return self.elsewhere(to)

    def elsewhere(self, state: Path) -> "Kept":
        """The same recording, looked for in another folder."""
        other = object.__new__(Kept)
        other.state, other.began = state, self.began
        return other

    def machine_was_off(self) -> None:
        """What the archive finds after a boot: the machine has another number than last time."""
        path = self.folders.own / "clock.json"
        memory = msgspec.json.decode(path.read_bytes())
        memory["anchor"]["boot"] = "another boot"
        path.write_bytes(msgspec.json.encode(memory))

    def seen(self) -> bytes | None:
        """What both officers see with what lies in this folder, if there is anything that opens it."""
        folder = self.folders.store / "recordings" / SESSION
        if not (folder / "key-1.json").exists():
            return None
        file = wrapping.read((folder / "key-1.json").read_bytes())
        key = Cabinet(self.folders.own / "keys").key(file.epoch)
        if key is None:
            return None
        people = {Group.DATA_PROTECTION: OFFICERS.data_protection, Group.SECURITY: OFFICERS.security}
        shares = [
            wrapping.unwrap_share(file.share(group), group, SESSION, 1, one.identity, nobody_says, nobody_asks)
            for group, one in people.items()
        ]
        data_key = keys.data_key(wrapping.unwrap_archive_share(file, key), *shares)
        data = (folder / "1.sealed").read_bytes()
        place = segment.place_of(data)
        assert place
        return segment.unseal(data, data_key, place).data

    def certificate(self) -> Certificate:
        """That the recording was deleted. The archive must not run."""
        rows = SqliteRows(self.folders.ledger, read_only=True)
        try:
            key = Ed25519PrivateKey.from_private_bytes((self.folders.own / "identity.key").read_bytes())
            found = certificates.of(Book(rows, key), SESSION)
        finally:
            rows.close()
        assert found
        return found

    def public_key(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self._verifying())

    def _verifying(self) -> bytes:
        return keyring.read_verifying(self.folders.verifying.read_bytes())


@asynccontextmanager
async def running(
    kept: Kept, after: timedelta = timedelta(), clock: Path | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The archive, so long after the session's end. `clock` is a file that says how far off the clock is."""
    off = kept.began + after - datetime.now(UTC)
    told = {"FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"} if clock else {}
    environ = {
        **os.environ, **QUICK, **told, "LD_PRELOAD": str(FAKETIME), "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME": f"{off.total_seconds():+.3f}",
    }  # fmt: skip
    if clock:
        del environ["FAKETIME"]
    with kept.log.open("ab") as file:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "archive", "serve", "--state", str(kept.state), stderr=file, env=environ
        )
    try:
        await until(lambda: _answers(kept))
        yield process
    finally:
        await ended(process)
        assert process.returncode == 0


async def opens(kept: Kept) -> None:
    """Until the archive would open recordings."""
    await until(lambda: status(kept).opens)


def status(kept: Kept) -> Status:
    return control.ask(kept.folders.own, AskStatus(), Status)


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(holds):  # noqa: ASYNC110  # another process does it; there is no event
            await asyncio.sleep(0.05)


def _answers(kept: Kept) -> bool:
    try:
        return bool(status(kept))
    except NotRunning:
        return False
