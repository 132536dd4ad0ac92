import io
import sys
from pathlib import Path

import pytest

from archive.__main__ import main
from tests.fakes.sealed import PASSPHRASE, FakeArchive, written

SESSION = "f" * 32


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The flags that name both officers' key files; their passphrases come through a pipe."""
    people = FakeArchive()
    files = [written(tmp_path / "officers", key)[0] for key in (people.data_protection, people.security)]
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSPHRASE}\n" * 2))
    return [word for file in files for word in ("--key", str(file))]


def exported(tmp_path: Path, session: str, *keys: str) -> int:
    return main(["export", session, "--state", str(tmp_path), *keys, "--to", str(tmp_path / "x.mkv")])


def test_an_export_of_nothing_says_so(tmp_path: Path, keys: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert exported(tmp_path, SESSION, *keys) == 2
    assert "no recording of this session" in capsys.readouterr().err


@pytest.mark.promise("P20")
def test_an_export_takes_two_officers(tmp_path: Path, keys: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert exported(tmp_path, SESSION, *keys[:2]) == 2
    assert "It takes the key of a data-protection officer and that of a security officer" in capsys.readouterr().err


def test_a_wrong_passphrase_is_said(
    tmp_path: Path, keys: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("wrong\n"))
    assert exported(tmp_path, SESSION, *keys) == 2
    assert "The passphrase is wrong" in capsys.readouterr().err


def test_a_key_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exported(tmp_path, SESSION, "--key", str(tmp_path / "none.key")) == 2
    assert "none.key cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("session", ["..", "../" + SESSION, SESSION.upper(), SESSION + "/.."])
def test_only_a_session_id_names_a_recording(tmp_path: Path, session: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exported(tmp_path, session, "--key", str(tmp_path / "none.key")) == 2
    assert "32 hexadecimal digits" in capsys.readouterr().err


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FERNDIAGNOSE_ARCHIVE_SWEEP_EVERY", "often")
    assert main(["serve"]) == 2
    assert "FERNDIAGNOSE_ARCHIVE_SWEEP_EVERY" in capsys.readouterr().err


def test_a_state_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "state").write_text("a file")
    assert main(["--state", str(tmp_path / "state")]) == 2
    assert "cannot write" in capsys.readouterr().err


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
