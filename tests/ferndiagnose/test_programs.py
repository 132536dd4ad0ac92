import os
import sys
from pathlib import Path

import pytest

from ferndiagnose.programs import change_agents, programs
from ferndiagnose.settings import Settings

CA = Path("ca.pem")


def test_the_recorders_start_last_and_stop_first() -> None:
    names = [program.name for program in programs(Settings(recorders=2), 8443, CA)]
    assert names == ["archive", "signaling", "recorder 1", "recorder 2"]


def test_an_archive_that_runs_as_another_user_is_not_started_twice() -> None:
    names = [program.name for program in programs(Settings(recorders=1, archive=False), 8443, CA)]
    assert names == ["signaling", "recorder 1"]


def test_there_is_a_recorder_for_each_core_and_at_least_two(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores, recorders in ((None, 2), (1, 2), (8, 8)):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        assert len(programs(Settings(), 8443, CA)) == 2 + recorders
    assert len(programs(Settings(recorders=1), 8443, CA)) == 3


def test_each_program_is_a_process_of_this_python(tmp_path: Path) -> None:
    for program in programs(Settings(state=str(tmp_path)), 8443, CA):
        name = program.name.split()[0]
        assert program.command[:5] == (sys.executable, "-m", name, "--state", str(tmp_path))


def test_the_recorder_trusts_the_services_authority_and_no_other(tmp_path: Path) -> None:
    recorder = programs(Settings(), 8443, tmp_path / "ca.pem")[-1]
    assert recorder.command[-4:] == ("--server", "https://localhost:8443", "--ca", str(tmp_path / "ca.pem"))


def test_a_public_name_is_the_only_origin_of_forms() -> None:
    signaling = programs(Settings(name="help.example"), 443, CA)[1]
    assert signaling.command[-2:] == ("--origin", "https://help.example")
    assert "--origin" not in programs(Settings(), 8443, CA)[1].command


def test_accounts_are_changed_by_the_server_program() -> None:
    assert change_agents(("list", "--state", "here"))[1:] == ("-m", "signaling", "agent", "list", "--state", "here")
