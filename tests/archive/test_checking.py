import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from archive import checking
from archive.checking import CannotCheck, Checked
from ledger.book import Book
from ledger.copies import Copies
from ledger.rows import SqliteRows
from ledger.verify import Wrong
from protocol import receipt_proof
from protocol.link import Noted
from sealing import keyring
from sealing.store import FolderStore
from tests.fakes.ledgers import KEY, NOON, made
from tests.fakes.memory_store import MemoryStore


class Kept:
    """A ledger in a file with its public key, and one other place."""

    def __init__(self, folder: Path) -> None:
        self.ledger, self.verifying = folder / "ledger.sqlite", folder / "archive.pub"
        self.place = FolderStore(folder / "elsewhere")
        self.verifying.write_bytes(keyring.encode_verifying(KEY.public_key().public_bytes_raw()))
        self.write(5)

    def write(self, size: int) -> None:
        rows = SqliteRows(self.ledger)
        book = Book(rows, KEY)
        book.append(*(made(number) for number in range(book.size, size)))
        book.checkpoint(NOON + timedelta(minutes=size))
        Copies({"elsewhere": self.place}).send(book)
        rows.close()

    def check(self) -> Checked:
        return checking.check(self.ledger, self.verifying, {"elsewhere": self.place}, NOON)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def test_a_sound_ledger_is_said_to_be_one(kept: Kept) -> None:
    checked = kept.check()
    assert checked.is_sound
    assert checked.said() == "The ledger of 5 entries is as it was written.\n"


def test_an_edit_in_the_file_is_named(kept: Kept) -> None:
    database = sqlite3.connect(kept.ledger)
    database.executescript(
        "DROP TRIGGER entries_stay; UPDATE entries SET entry = CAST(entry || ' ' AS BLOB) WHERE number = 3"
    )
    database.close()
    checked = kept.check()
    assert not checked.is_sound
    assert "entry 3: EDITED" in checked.said()
    assert "CHANGED" in checked.said()


def test_a_file_from_a_backup_is_named(kept: Kept, tmp_path: Path) -> None:
    shutil.copy(kept.ledger, tmp_path / "backup")
    kept.write(9)
    shutil.copy(tmp_path / "backup", kept.ledger)
    assert [(one.number, one.wrong) for one in kept.check().findings] == [(5, Wrong.ROLLED_BACK)]


def receipt(kept: Kept, path: Path) -> Path:
    """What a customer has who was helped when the ledger was as it is."""
    rows = SqliteRows(kept.ledger)
    book = Book(rows, KEY)
    last = next(iter(rows.read(book.size - 1)))
    noted = Noted("a" * 32, last.number, last.entry.decode(), last.signature, book.head(NOON))
    rows.close()
    path.write_text("\n".join(receipt_proof.lines([noted])), encoding="utf-8")
    return path


def test_a_customers_receipt_knows_what_a_rolled_back_ledger_does_not(kept: Kept, tmp_path: Path) -> None:
    shutil.copy(kept.ledger, tmp_path / "backup")
    kept.write(9)
    receipts = [receipt(kept, tmp_path / "receipt.txt")]
    assert checking.check(kept.ledger, kept.verifying, {}, NOON, receipts).is_sound
    shutil.copy(tmp_path / "backup", kept.ledger)
    checked = checking.check(kept.ledger, kept.verifying, {}, NOON, receipts)
    assert [(one.number, one.wrong) for one in checked.findings] == [(5, Wrong.ROLLED_BACK)]
    assert "a customer's receipt knows 9 entries" in checked.said()


def test_a_ledger_that_was_written_anew_with_its_key_does_not_fit_to_a_receipt(kept: Kept, tmp_path: Path) -> None:
    receipts = [receipt(kept, tmp_path / "receipt.txt")]
    kept.ledger.unlink()
    rows = SqliteRows(kept.ledger)
    book = Book(rows, KEY)
    book.append(*(made(number, "another") for number in range(6)))
    book.checkpoint(NOON)
    rows.close()
    checked = checking.check(kept.ledger, kept.verifying, {}, NOON, receipts)
    assert [one.wrong for one in checked.findings] == [Wrong.EDITED]


def test_what_is_no_receipt_of_this_servers_checks_nothing(kept: Kept, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("\n".join(receipt_proof.lines([Noted("a" * 32, 0, "{}", bytes(64))])), encoding="utf-8")
    for path in (other, tmp_path / "none.txt"):
        with pytest.raises(CannotCheck, match=path.name):
            checking.check(kept.ledger, kept.verifying, {}, NOON, [path])


def test_a_place_that_cannot_be_read_is_no_proof_of_anything(kept: Kept) -> None:
    gone = MemoryStore()
    gone.fails = OSError("gone")
    checked = checking.check(kept.ledger, kept.verifying, {"there": gone}, NOON)
    assert not checked.is_sound
    assert "there cannot be read" in checked.said()
    assert "No other place was read" in checked.said()


def test_without_a_ledger_or_a_key_nothing_is_checked(kept: Kept, tmp_path: Path) -> None:
    for ledger, verifying in ((tmp_path / "none", kept.verifying), (kept.ledger, tmp_path / "none")):
        with pytest.raises(CannotCheck, match="Nothing was checked"):
            checking.check(ledger, verifying, {}, NOON)
    kept.ledger.write_bytes(b"no database" * 100)
    with pytest.raises(CannotCheck, match="Nothing was checked"):
        kept.check()
