import io
import sys
from pathlib import Path

import pytest
from msgspec import Struct

import logs
from archive import __main__ as program
from archive import certificates, control, entering, sweeping
from archive.__main__ import main
from archive.app import Archive
from archive.commands import Certified, Status, TimeConfirmed
from archive.settings import Settings
from ledger.archive_facts import Cause
from logs import Dialogue
from sealing import keyring, memory
from sealing.memory import Guard
from sealing.officers import Group
from tests.fakes.archived import NOON, SESSION, Archived, officer
from tests.fakes.sealed import FakeArchive, written

DORA = officer(Group.DATA_PROTECTION).card


@pytest.fixture(autouse=True)
def guard(monkeypatch: pytest.MonkeyPatch) -> list[Guard]:
    """What came of protecting this process's memory; the tests' own is left alone."""
    came_of_it = [Guard(locked=True, swap=True)]
    monkeypatch.setattr(memory, "keep_off_disks", lambda: came_of_it[-1])
    return came_of_it


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Struct]:
    """What was asked of an archive that answers."""
    heard: list[Struct] = []

    def answer(_: Path, request: Struct, kind: type[Struct]) -> Struct:
        heard.append(request)
        if kind is TimeConfirmed:
            return TimeConfirmed(NOON)
        return Status(NOON, 301, opens=False, missing=["There is no security officer."], officers=[DORA])

    monkeypatch.setattr(control, "ask", answer)
    return heard


@pytest.mark.promise("P20")
@pytest.mark.parametrize("session", ["..", "../" + SESSION, SESSION.upper(), SESSION + "/.."])
def test_only_a_session_id_names_a_recording(tmp_path: Path, session: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recording", "held", session, "--state", str(tmp_path)]) == 2
    assert "32 hexadecimal digits" in capsys.readouterr().err


def test_a_recording_is_asked_of_a_running_archive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recording", "held", SESSION, "--state", str(tmp_path)]) == 2
    assert "Start it first" in capsys.readouterr().err


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FERNDIAGNOSE_ARCHIVE_SWEEP_EVERY", "often")
    assert main(["serve"]) == 2
    assert "FERNDIAGNOSE_ARCHIVE_SWEEP_EVERY" in capsys.readouterr().err


def test_a_state_that_cannot_be_used_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "write_to_stderr", lambda: None)
    (tmp_path / "state").write_text("a file")
    assert main(["--state", str(tmp_path / "state")]) == 2
    assert "cannot use" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["status", "confirm-time"])
def test_without_an_archive_the_operator_is_told(
    tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--state", str(tmp_path)]) == 2
    assert "Start it first" in capsys.readouterr().err


def test_how_the_archive_is_can_be_read(asked: list[Struct], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == 0
    said = capsys.readouterr().out
    assert "NOT BELIEVED: the clock jumped by 301 s" in said
    assert "no security officer" in said
    assert f"{DORA.name}, data-protection, {DORA.fingerprint}" in said
    assert [type(one).__name__ for one in asked] == ["AskStatus"]


def test_the_time_is_confirmed_by_a_person_who_has_seen_it(
    asked: list[Struct], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("no\n"))
    assert main(["confirm-time"]) == 2
    assert "Nothing was confirmed" in capsys.readouterr().err
    monkeypatch.setattr(sys, "stdin", Terminal("yes\n"))
    assert main(["confirm-time"]) == 0
    assert "confirmed  2026-11-23 12:00:00 UTC" in capsys.readouterr().out
    assert type(asked[-1]).__name__ == "ConfirmTime"


def test_officers_are_enrolled_and_removed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = FakeArchive()
    cards = [str(written(tmp_path, key)[1]) for key in (people.data_protection, people.security)]
    state = ("--state", str(tmp_path))
    assert main(["officer", "add", *cards, *state]) == 0
    assert main(["officer", "add", cards[0], *state]) == 2
    assert "is enrolled already" in capsys.readouterr().err
    assert main(["officer", "remove", people.security.card.name, *state]) == 0
    assert main(["officer", "remove", people.security.card.name, *state]) == 2
    assert "There is no officer" in capsys.readouterr().err


def test_what_is_no_card_enrols_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.card").write_text("{}")
    assert main(["officer", "add", str(tmp_path / "x.card"), "--state", str(tmp_path)]) == 2
    assert "x.card: This is no officer's card" in capsys.readouterr().err
    assert main(["officer", "add", str(tmp_path / "none.card"), "--state", str(tmp_path)]) == 2
    assert "none.card" in capsys.readouterr().err


def test_a_ledger_is_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = str(tmp_path / "elsewhere")
    kept = Archive(Settings(tmp_path, checkpoints=elsewhere), Dialogue("test"))
    kept.rounds.checkpoint(kept.watchman.reading().wall)
    kept.close()
    assert main(["verify-ledger", "--state", str(tmp_path), "--checkpoints", elsewhere]) == 0
    assert "The ledger of 1 entries is as it was written" in capsys.readouterr().out
    (next((tmp_path / "elsewhere").rglob("*.json"))).write_bytes(b"{}")
    assert main(["verify-ledger", "--state", str(tmp_path), "--checkpoints", elsewhere]) == 1
    assert "CHECKPOINT-FORGED" in capsys.readouterr().out
    assert main(["verify-ledger", "--state", str(tmp_path), "--checkpoints", "ftp://x"]) == 2
    assert main(["verify-ledger", "--state", str(tmp_path), "--ledger", str(tmp_path / "none")]) == 2


@pytest.mark.promise("P19")
def test_a_certificate_is_fetched_once_and_can_be_checked_by_anybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archived = Archived(tmp_path / "archive")
    archived.bring()
    row = entering.enter(archived.stock, SESSION, NOON)
    assert row
    sweeping.delete(archived.stock, row, Cause.DUE, row.delete_at)
    proof = certificates.of(archived.stock.book, SESSION)
    assert proof
    monkeypatch.setattr(control, "ask", lambda *_: Certified(certificates.encode(proof)))
    file, key = tmp_path / "certificate.json", tmp_path / "archive.pub"
    key.write_bytes(keyring.encode_verifying(archived.identity.public_key().public_bytes_raw()))
    assert main(["certificate", SESSION, "--to", str(file)]) == 0
    assert main(["certificate", SESSION, "--to", str(file)]) == 2
    assert "File exists" in capsys.readouterr().err
    assert main(["check-certificate", str(file), "--key", str(key)]) == 0
    assert f"deleted the recording of session {SESSION} at 2027-02-21 12:00:00 UTC" in capsys.readouterr().out
    file.write_bytes(file.read_bytes().replace(b"2027", b"2026"))
    assert main(["check-certificate", str(file), "--key", str(key)]) == 2
    assert "no deletion certificate of this archive" in capsys.readouterr().err


def test_a_session_is_named_by_its_whole_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["certificate", "..", "--to", str(tmp_path / "x")])
    assert "32 hexadecimal digits" in capsys.readouterr().err


def test_each_command_is_one_that_does_something() -> None:
    assert program._COMMANDS.keys() == program._HELP.keys()


def test_where_keys_could_be_swapped_to_a_disk_no_archive_runs(
    tmp_path: Path, guard: list[Guard], capsys: pytest.CaptureFixture[str]
) -> None:
    guard.append(Guard(locked=False, swap=True))
    assert main(["--state", str(tmp_path)]) == 2
    assert "FERNDIAGNOSE_ARCHIVE_SWAP_ALLOWED=true" in capsys.readouterr().err
