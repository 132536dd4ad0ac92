from datetime import timedelta
from pathlib import Path

import pytest

from archive.opening.tickets import Tickets
from sealing import age
from tests.fakes.sealed import NOON, nobody_asks, nobody_says

NUMBER, DAY = "7K3M-9QF2", timedelta(days=1)


def test_a_ticket_opens_what_was_encrypted_to_it(tmp_path: Path) -> None:
    tickets = Tickets(tmp_path)
    recipient = tickets.make(NUMBER, NOON + DAY)
    identity = Tickets(tmp_path).identity(NUMBER)  # the archive may have been started anew meanwhile
    assert identity
    assert age.decrypt(age.encrypt(b"share", [recipient]), identity, nobody_says, nobody_asks) == b"share"


@pytest.mark.promise("P20")
def test_a_used_ticket_is_gone_from_the_disk(tmp_path: Path) -> None:
    tickets = Tickets(tmp_path)
    tickets.make(NUMBER, NOON + DAY)
    identity = tickets.identity(NUMBER) or ""
    tickets.use_up(NUMBER)
    tickets.use_up(NUMBER)
    assert tickets.identity(NUMBER) is None
    assert not any(identity.encode() in path.read_bytes() for path in tmp_path.iterdir())


def test_a_ticket_expires_and_a_broken_one_does_not_stay(tmp_path: Path) -> None:
    tickets = Tickets(tmp_path)
    tickets.make(NUMBER, NOON + DAY)
    (tmp_path / "0000-0000.ticket").write_bytes(b"{")
    tickets.sweep(NOON + DAY - timedelta(seconds=1))
    assert tickets.identity(NUMBER)
    assert not (tmp_path / "0000-0000.ticket").exists()
    tickets.sweep(NOON + DAY)
    assert tickets.identity(NUMBER) is None


def test_tickets_are_for_the_archive_alone_and_for_no_backup(tmp_path: Path) -> None:
    tickets = Tickets(tmp_path / "openings")
    tickets.make(NUMBER, NOON)
    assert (tmp_path / "openings" / f"{NUMBER}.ticket").stat().st_mode & 0o077 == 0
    assert (
        (tmp_path / "openings" / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55")
    )


@pytest.mark.parametrize("number", ["../../x", "", "7K3M-9QF2/.."])
def test_only_a_number_names_a_ticket(tmp_path: Path, number: str) -> None:
    with pytest.raises(ValueError, match="number"):
        Tickets(tmp_path).identity(number)
