from dataclasses import replace
from datetime import UTC
from pathlib import Path

from customer_client import receipt_file
from customer_client.status import Receipt, ReceiptLine
from protocol import receipt_code, receipt_proof
from protocol.link import Noted
from tests.fakes.customer_play import OPERATOR

RECEIPT = Receipt(
    session="0" * 32,
    agent="Frau Weber",
    operator=OPERATOR,
    lines=(ReceiptLine(1_700_000_000.0, "consented"), ReceiptLine(1_700_000_060.0, "ended")),
    recording_deleted_on="2024-02-12",
)


def test_the_file_says_in_sentences_what_happened() -> None:
    text = receipt_file.text(RECEIPT, "de", UTC)

    assert "Sitzungsprotokoll" in text
    assert "22:13:20 Uhr  Sie haben eingewilligt." in text
    assert "12. Februar 2024" in text
    assert "0800 1" in text
    assert "0" * 32 in text
    assert receipt_code.of("0" * 32) in text
    assert "EasySupport widerrufen? Das geht jederzeit: 0800 1." in text
    assert "beschweren bei: datenschutz@example.org" in text


def test_what_the_server_signed_is_in_the_file_and_can_be_read_from_it() -> None:
    noted = Noted("0" * 32, 7, '{"kind":"consent-given","language":"de"}', bytes(64))
    text = receipt_file.text(replace(RECEIPT, noted=(noted,)), "de", UTC)
    assert "mit seiner Unterschrift" in text
    assert [one.number for one in receipt_proof.read(text).signed] == [7]
    assert receipt_proof.BEGIN not in receipt_file.text(RECEIPT, "de", UTC)


def test_it_is_there_in_english_too() -> None:
    assert "You gave your consent." in receipt_file.text(RECEIPT, "en", UTC)


def test_a_receipt_is_written_once_and_overwrites_nothing(tmp_path: Path) -> None:
    path = tmp_path / "receipt.txt"

    assert receipt_file.write(str(path), RECEIPT, "de")
    before = path.read_bytes()
    assert not receipt_file.write(str(path), RECEIPT, "en")
    assert path.read_bytes() == before


def test_a_folder_that_is_not_there_is_no_disaster(tmp_path: Path) -> None:
    assert not receipt_file.write(str(tmp_path / "nowhere" / "receipt.txt"), RECEIPT, "de")
