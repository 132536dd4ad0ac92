from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from ferndiagnose import receipts
from ferndiagnose.problems import CannotServe
from ledger import entries
from ledger.book import Book
from ledger.checkpoint import sign_entry
from protocol import receipt_proof
from protocol.link import Noted
from tests.fakes.ledgers import KEY, NOON
from tests.fakes.memory_rows import MemoryRows
from tests.fakes.stated import session_of, signer

ENTRY = '{"kind":"consent-given","language":"de"}'


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "server.pub"
    path.write_bytes(msgspec.json.encode(KEY.public_key().public_bytes_raw()))
    return path


def saved(folder: Path, entry: str = ENTRY) -> Path:
    """A receipt with one entry that was signed as `ENTRY`."""
    noted = Noted("a" * 32, 3, entry, sign_entry(3, ENTRY.encode(), KEY))
    path = folder / "receipt.txt"
    path.write_text("\n".join(["Sitzungsprotokoll", *receipt_proof.lines([noted])]), encoding="utf-8")
    return path


def test_a_receipt_as_it_was_saved_is_signed(tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert receipts.verify(saved(tmp_path), key) == 0
    assert f"signed: entry 3: {ENTRY}" in capsys.readouterr().out


def test_a_changed_word_is_found(tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert receipts.verify(saved(tmp_path, ENTRY.replace("de", "en")), key) == 1
    assert "NOT SIGNED" in capsys.readouterr().out


def written(folder: Path, *noted: Noted) -> Path:
    path = folder / "receipt.txt"
    path.write_text("\n".join(receipt_proof.lines(noted)), encoding="utf-8")
    return path


def in_the_ledger(*facts: entries.Entry) -> list[Noted]:
    """As the server tells the customer, with the head after them."""
    book = Book(MemoryRows(), KEY)
    numbered, head = book.append(*facts), book.head(NOON)
    return [Noted("a" * 32, one.number, one.row.entry.decode(), one.row.signature, head) for one in numbered]


def test_the_ledgers_head_and_what_the_customer_stated_are_checked_too(
    tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert receipts.verify(written(tmp_path, *in_the_ledger(*session_of("a" * 32, signer()))), key) == 0
    said = capsys.readouterr().out
    assert "taken-back control agent" in said
    assert "signed: the ledger of 6 entries on 2026-11-23 12:00:00 UTC" in said


def test_what_the_server_says_in_the_customers_name_is_found(
    tmp_path: Path, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stated = session_of("a" * 32, signer())
    stated[3] = replace(stated[3], said="given file-out agent")
    assert receipts.verify(written(tmp_path, *in_the_ledger(*stated)), key) == 1
    assert "NOT WHAT THE CUSTOMER SAID" in capsys.readouterr().out


@pytest.mark.parametrize("changes", [{"root": bytes(32)}, {"size": 5}], ids=["another-root", "fewer-entries"])
def test_a_head_that_the_server_did_not_sign_is_found(tmp_path: Path, key: Path, changes: dict[str, object]) -> None:
    *before, last = in_the_ledger(*session_of("a" * 32, signer()))
    assert last.head
    forged = replace(last, head=replace(last.head, **changes))
    assert receipts.verify(written(tmp_path, *(replace(one, head=None) for one in before), forged), key) == 1


@pytest.mark.parametrize("lacks", ["receipt", "proof", "key"])
def test_what_cannot_be_checked_says_which(lacks: str, tmp_path: Path, key: Path) -> None:
    receipt = saved(tmp_path)
    match lacks:
        case "receipt":
            receipt.unlink()
        case "proof":
            receipt.write_text("nothing", encoding="utf-8")
        case _:
            key.write_text("no key", encoding="ascii")
    with pytest.raises(CannotServe, match=key.name if lacks == "key" else receipt.name):
        receipts.verify(receipt, key)
