import sys
from pathlib import Path

from ferndiagnose.programs import change_agents, programs
from ferndiagnose.settings import Settings


def test_the_recorder_starts_last_and_stops_first(tmp_path: Path) -> None:
    assert [program.name for program in programs(Settings(), 8443, None)] == ["archive", "signaling", "recorder"]


def test_each_program_is_a_process_of_this_python(tmp_path: Path) -> None:
    for program in programs(Settings(state=str(tmp_path)), 8443, None):
        assert program.command[:5] == (sys.executable, "-m", program.name, "--state", str(tmp_path))


def test_the_recorder_trusts_the_development_ca_and_no_other(tmp_path: Path) -> None:
    recorder = programs(Settings(), 8443, tmp_path / "ca.pem")[-1]
    assert recorder.command[-4:] == ("--server", "https://localhost:8443", "--ca", str(tmp_path / "ca.pem"))
    assert "--ca" not in programs(Settings(), 8443, None)[-1].command


def test_a_public_name_is_the_only_origin_of_forms() -> None:
    signaling = programs(Settings(name="help.example"), 443, None)[1]
    assert signaling.command[-2:] == ("--origin", "https://help.example")
    assert "--origin" not in programs(Settings(), 8443, None)[1].command


def test_accounts_are_changed_by_the_server_program() -> None:
    assert change_agents(("list", "--state", "here"))[1:] == ("-m", "signaling", "agent", "list", "--state", "here")
