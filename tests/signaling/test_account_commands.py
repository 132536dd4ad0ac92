import io
from pathlib import Path

import pytest

from signaling.__main__ import main

PASSWORD = "correct horse"


@pytest.fixture
def state(database_file: Path) -> str:
    return str(database_file.parent)


def _run(state: str, monkeypatch: pytest.MonkeyPatch, *words: str, given: str = "") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(given))
    return main(["agent", *words, "--state", state])


def test_accounts_are_made_changed_and_listed(
    state: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(state, monkeypatch, "add", "anna", "--display-name", "Anna B.", given=PASSWORD + "\n") == 0
    assert _run(state, monkeypatch, "role", "anna", "supervisor") == 0
    assert _run(state, monkeypatch, "disable", "anna") == 0
    capsys.readouterr()
    assert _run(state, monkeypatch, "list") == 0
    assert capsys.readouterr().out == "anna\tsupervisor\tdisabled\tno second factor yet\tAnna B.\n"
    assert _run(state, monkeypatch, "enable", "anna") == 0
    assert _run(state, monkeypatch, "reset-second-factor", "anna") == 0
    assert _run(state, monkeypatch, "add", "berta", "--by-provider") == 0
    assert _run(state, monkeypatch, "password", "anna", given="another horse\n") == 0
    assert _run(state, monkeypatch, "password", "anna", given="short\n") == 2
    assert capsys.readouterr().err == "The password must have at least 8 characters.\n"
    assert _run(state, monkeypatch, "disable", "carla") == 2
    assert capsys.readouterr().err == "There is no agent with the name carla.\n"


def test_a_wrong_password_or_code_sets_nothing_up_and_says_so(
    state: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(state, monkeypatch, "add", "anna", given=PASSWORD + "\n") == 0
    assert _run(state, monkeypatch, "enrol", "anna", given="wrong\n") == 2
    assert "password or second factor is wrong" in capsys.readouterr().err
    assert _run(state, monkeypatch, "enrol", "anna", given=f"{PASSWORD}\n000000\n") == 2
    assert "This code does not fit." in capsys.readouterr().err
