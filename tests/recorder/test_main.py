import sys
from pathlib import Path

import pytest

from protocol.settings import SettingsWrong
from recorder.__main__ import main, settings_of
from recorder.settings import Settings
from sealing import memory
from sealing.memory import Guard


@pytest.fixture(autouse=True)
def guard(monkeypatch: pytest.MonkeyPatch) -> list[Guard]:
    """What came of protecting this process's memory; the tests' own is left alone."""
    came_of_it = [Guard(locked=True, swap=True)]
    monkeypatch.setattr(memory, "keep_off_disks", lambda: came_of_it[-1])
    return came_of_it


def test_a_flag_counts_more_than_the_environment() -> None:
    environ = {"FERNDIAGNOSE_RECORDER_STATE": "/srv/a", "FERNDIAGNOSE_RECORDER_SERVER": "https://a"}
    assert settings_of(["--state", "/srv/b"], environ) == Settings(server="https://a", state=Path("/srv/b"))


def test_a_wrong_setting_is_named() -> None:
    with pytest.raises(SettingsWrong, match="FERNDIAGNOSE_RECORDER_THREADS"):
        settings_of([], {"FERNDIAGNOSE_RECORDER_THREADS": "many"})


def test_what_the_operator_has_to_do_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FERNDIAGNOSE_RECORDER_TOKEN_WAIT", "0")
    monkeypatch.setattr(sys, "argv", ["recorder", "--state", str(tmp_path)])
    assert main() == 2
    said = capsys.readouterr().err
    assert "start the server first" in said
    assert said.count("\n") == 1


@pytest.mark.promise("P20")
def test_where_pictures_could_be_swapped_to_a_disk_nothing_is_recorded(
    guard: list[Guard], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    guard.append(Guard(locked=False, swap=True))
    monkeypatch.setattr(sys, "argv", ["recorder"])
    assert main() == 2
    assert "LimitMEMLOCK=infinity" in capsys.readouterr().err
