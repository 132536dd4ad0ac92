from pathlib import Path

import msgspec
import pytest

from ferndiagnose import receipts
from ferndiagnose.problems import CannotServe
from ledger.checkpoint import sign_entry
from protocol import receipt_proof
from protocol.link import Noted
from tests.fakes.ledgers import KEY

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
