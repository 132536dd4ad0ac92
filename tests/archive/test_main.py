from pathlib import Path

import pytest

from archive.__main__ import main

SESSION = "f" * 32


def test_an_export_of_nothing_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", SESSION, "--state", str(tmp_path), "--to", str(tmp_path / "x.mkv")]) == 2
    assert "no recording of this session" in capsys.readouterr().err


@pytest.mark.parametrize("session", ["..", "../" + SESSION, SESSION.upper(), SESSION + "/.."])
def test_only_a_session_id_names_a_recording(tmp_path: Path, session: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", session, "--state", str(tmp_path), "--to", str(tmp_path / "x.mkv")]) == 2
    assert "32 hexadecimal digits" in capsys.readouterr().err


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FERNDIAGNOSE_ARCHIVE_SWEEP_EVERY", "often")
    assert main(["serve"]) == 2
    assert "FERNDIAGNOSE_ARCHIVE_SWEEP_EVERY" in capsys.readouterr().err


def test_a_state_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "state").write_text("a file")
    assert main(["--state", str(tmp_path / "state")]) == 2
    assert "cannot write" in capsys.readouterr().err
