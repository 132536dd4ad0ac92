import argparse
import os
import sys
from pathlib import Path

import pytest

from ferndiagnose import agents
from ferndiagnose.problems import CannotServe

KEEPS_WHAT_IT_READS = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.stdin.readline()); sys.exit(5)"


def test_a_password_from_a_pipe_reaches_the_program_unseen_by_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"correct horse\n")
    os.close(writing)
    with os.fdopen(reading) as pipe:
        monkeypatch.setattr(sys, "stdin", pipe)
        before = os.dup(0)
        try:
            os.dup2(reading, 0)
            command = (sys.executable, "-S", "-c", KEEPS_WHAT_IT_READS, str(tmp_path / "read"))
            status = agents.run(command, new_password=True)
        finally:
            os.dup2(before, 0)
            os.close(before)
    assert status == 5
    assert (tmp_path / "read").read_text() == "correct horse\n"


def test_at_a_terminal_the_password_is_asked_for_twice() -> None:
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return "correct horse"

    assert agents.typed_twice(ask) == "correct horse\n"
    assert len(asked) == 2


def test_two_different_passwords_make_no_account() -> None:
    answers = iter(["correct horse", "correct hearse"])
    with pytest.raises(CannotServe, match="two different passwords"):
        agents.typed_twice(lambda _prompt: next(answers))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("add anna --display-name Anna", "add --state here --display-name Anna --role agent -- anna"),
        ("add anna --role officer", "add --state here --role officer -- anna"),
        ("add -- --help", "add --state here --role agent -- --help"),
        ("role anna supervisor", "role --state here -- anna supervisor"),
        ("add anna --by-provider", "add --state here --role agent --by-provider -- anna"),
        ("password anna", "password --state here -- anna"),
        ("enrol anna", "enrol --state here -- anna"),
        ("disable anna", "disable --state here -- anna"),
        ("enable anna", "enable --state here -- anna"),
        ("factors anna", "factors --state here -- anna"),
        ("remove-factor anna 3f9a12c4", "remove-factor --state here -- anna 3f9a12c4"),
        ("reset-second-factor anna", "reset-second-factor --state here -- anna"),
        ("list", "list --state here"),
    ],
)
def test_each_verb_is_handed_on_to_the_server_program(typed: str, words: str) -> None:
    parser, state = argparse.ArgumentParser(), argparse.ArgumentParser(add_help=False)
    state.add_argument("--state", default="here")
    agents.add_verbs(parser, state)
    assert agents.words(parser.parse_args(typed.split())) == tuple(words.split())


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("add anna", True), ("password anna", True), ("add anna --by-provider", False), ("disable anna", False)],
)
def test_a_password_is_asked_for_where_there_is_to_be_a_new_one(typed: str, wanted: bool) -> None:
    parser, state = argparse.ArgumentParser(), argparse.ArgumentParser(add_help=False)
    state.add_argument("--state", default="here")
    agents.add_verbs(parser, state)
    assert agents.wants_password(parser.parse_args(typed.split())) is wanted
