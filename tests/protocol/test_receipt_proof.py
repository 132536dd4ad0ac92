import pytest
from msgspec.structs import replace

from protocol import receipt_proof, wire
from protocol.link import CALENDARS_END, LEDGER_END, LedgerHead, Noted
from protocol.problems import MessageRefused
from protocol.receipt_proof import NoProof, Signed

NOTED = Noted("a" * 32, 7, '{"kind":"consent-given","language":"de"}', bytes(range(64)))


def receipt(*lines: str) -> str:
    return "\r\n".join(["Sitzungsprotokoll", "12:00 Uhr  Die Sitzung endete.", "", *lines])


def test_what_was_noted_is_read_back_byte_for_byte() -> None:
    (signed,) = receipt_proof.read(receipt(*receipt_proof.lines([NOTED]))).signed
    assert signed == Signed(7, NOTED.entry.encode(), NOTED.signature)


def test_of_all_heads_the_newest_is_in_the_receipt() -> None:
    older, newer = (LedgerHead(size, bytes(32), 1_795_000_000_000, bytes(64)) for size in (8, 12))
    noted = [replace(NOTED, head=head) for head in (older, newer, None)]
    assert receipt_proof.read(receipt(*receipt_proof.lines(noted))).head == newer
    assert receipt_proof.read(receipt(*receipt_proof.lines([NOTED]))).head is None
    assert receipt_proof.said_at(newer) == "2026-11-18 11:06:40 UTC"


@pytest.mark.parametrize("cut", range(1, 120, 7))
def test_half_a_head_proves_nothing(cut: int) -> None:
    head = LedgerHead(8, bytes(32), 1, bytes(64))
    *before, line, end = receipt_proof.lines([replace(NOTED, head=head)])
    with pytest.raises(NoProof):
        receipt_proof.read(receipt(*before, line[:-cut], end))


@pytest.mark.parametrize("how", ["none", "cut", "empty", "broken"])
def test_a_receipt_without_whole_lines_proves_nothing(how: str) -> None:
    begin, line, end = receipt_proof.lines([NOTED])
    lines = {"none": (), "cut": (begin, line), "empty": (begin, end), "broken": (begin, line[:50], end)}[how]
    with pytest.raises(NoProof):
        receipt_proof.read(receipt(*lines))


@pytest.mark.parametrize("hidden", ["\n", "\r", "\x1b", "\x85", "\u2028", "\u202e"])
def test_a_server_cannot_write_lines_of_its_own_into_a_receipt(hidden: str) -> None:
    lying = Noted("a" * 32, 7, f'{{"kind":"x"{hidden}}}', bytes(64))
    with pytest.raises(MessageRefused):
        wire.to_customer_program.read(wire.encode(lying))
    assert wire.to_customer_program.read(wire.encode(NOTED)) == NOTED


@pytest.mark.parametrize("at", [CALENDARS_END, 10**15 - 1])
def test_a_head_beyond_all_calendars_proves_nothing_and_is_taken_from_no_server(at: int) -> None:
    head = LedgerHead(8, bytes(32), at, bytes(64))
    with pytest.raises(NoProof):
        receipt_proof.read(receipt(*receipt_proof.lines([replace(NOTED, head=head)])))
    for lying in (replace(NOTED, head=head), replace(NOTED, number=LEDGER_END)):
        with pytest.raises(MessageRefused):
            wire.to_customer_program.read(wire.encode(lying))
    last = LedgerHead(8, bytes(32), CALENDARS_END - 1, bytes(64))
    assert receipt_proof.said_at(last) == "9999-12-31 23:59:59 UTC"
