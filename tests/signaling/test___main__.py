import io
import stat
from pathlib import Path

import pytest

from signaling.__main__ import main


@pytest.fixture
def state(database_file: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))
    return str(database_file.parent)


def test_an_agent_is_added_with_the_password_from_standard_input(
    state: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["agent", "add", "anna", "--display-name", "Anna B.", "--state", state]) == 0
    assert capsys.readouterr().out == ""


def test_an_agent_that_exists_is_not_replaced(
    state: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["agent", "add", "anna", "--state", state]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("another horse\n"))
    assert main(["agent", "add", "anna", "--state", state]) == 2
    assert "There is an agent with the name anna already." in capsys.readouterr().err


def test_what_keeps_the_server_from_starting_is_the_only_thing_said(
    state: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--state", state]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "server.key is missing" in captured.err
    assert "Traceback" not in captured.err


def test_serving_is_what_one_gets_without_asking(state: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--state", state]) == 2
    assert "server.key is missing" in capsys.readouterr().err


def test_a_damaged_database_is_told_to_the_operator(state: str, capsys: pytest.CaptureFixture[str]) -> None:
    (Path(state) / "ferndiagnose.sqlite").write_bytes(b"nonsense" * 1000)
    assert main(["agent", "add", "anna", "--state", state]) == 2
    assert "is damaged. Restore it from a backup." in capsys.readouterr().err


def test_a_setting_that_cannot_be_is_named(
    state: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FERNDIAGNOSE_SIGNALING_PORT", "many")
    assert main(["serve", "--state", state]) == 2
    assert "FERNDIAGNOSE_SIGNALING_PORT has a value that is not possible" in capsys.readouterr().err


def test_a_fault_of_ours_is_logged_without_its_text(
    state: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("canary")

    monkeypatch.setattr("signaling.__main__.app.assembled", fail)
    assert main(["agent", "add", "anna", "--state", state]) == 1
    error = capsys.readouterr().err
    assert "RuntimeError" in error
    assert "canary" not in error


def test_what_the_server_makes_is_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse\n"))
    assert main(["agent", "add", "anna", "--state", str(tmp_path)]) == 0
    for name in ("ferndiagnose.sqlite", "pepper", "recorder.token"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
