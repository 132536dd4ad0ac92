from pathlib import Path

import pytest

from ferndiagnose import __main__ as command
from ferndiagnose import agents
from ferndiagnose.settings import Settings


@pytest.mark.parametrize(
    "argv",
    [["--help"], ["serve", "--help"], ["agent", "--help"], ["agent", "add", "--help"], ["officer", "make", "--help"]],
)
def test_each_verb_explains_itself(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(argv)
    assert ended.value.code == 0
    assert "usage: ferndiagnose" in capsys.readouterr().out


def test_the_command_line_overrides_the_settings() -> None:
    parser = command.arguments(Settings(port=9000, state="elsewhere"))
    given = parser.parse_args(["serve", "--port", "9001"])
    assert (given.port, given.state) == (9001, "elsewhere")


def test_what_stops_the_command_is_one_sentence_and_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert command.main(["serve", "--state", str(tmp_path / "file")]) == 2
    said = capsys.readouterr().err
    assert said.startswith("ferndiagnose: The state folder")
    assert said.count("\n") == 1


def test_a_setting_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("FERNDIAGNOSE_SERVE_PORT", "many")
    assert command.main(["serve"]) == 2
    assert "FERNDIAGNOSE_SERVE_PORT" in capsys.readouterr().err


def test_an_agent_is_added_by_the_server_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[tuple[str, ...]] = []

    def run(program: tuple[str, ...], *, new_password: bool) -> int:
        assert new_password
        commands.append(program)
        return 3

    monkeypatch.setattr(agents, "run", run)
    assert command.main(["agent", "add", "muster", "--state", str(tmp_path)]) == 3
    words = ("agent", "add", "--state", str(tmp_path), "--role", "agent", "--", "muster")
    assert commands[0][1:] == ("-m", "signaling", *words)
