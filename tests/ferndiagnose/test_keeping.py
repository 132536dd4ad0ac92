import subprocess
import sys
from types import SimpleNamespace

import pytest

from ferndiagnose.__main__ import main

ARCHIVE = (sys.executable, "-m", "archive")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The programs that were started; each ends with status 1."""
    started: list[tuple[str, ...]] = []

    def start(command: tuple[str, ...], **_: object) -> SimpleNamespace:
        started.append(command)
        return SimpleNamespace(returncode=1)

    monkeypatch.setattr(subprocess, "run", start)
    return started


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        (["archive", "status"], ["status"]),
        (["archive", "confirm-time"], ["confirm-time"]),
        (["ledger", "verify"], ["verify-ledger"]),
        (["ledger", "certificate", "aa", "--to", "file"], ["certificate", "aa", "--to", "file"]),
        (["ledger", "check", "file", "--key", "archive.pub"], ["check-certificate", "file", "--key", "archive.pub"]),
        (
            ["ledger", "verify", "--ledger", "copy", "--key", "archive.pub", "--checkpoints", "one two"],
            ["verify-ledger", "--ledger", "copy", "--key", "archive.pub", "--checkpoints", "one two"],
        ),
    ],
)
def test_the_archive_program_is_asked_and_its_answer_is_ours(
    typed: list[str], asked: list[str], run: list[tuple[str, ...]]
) -> None:
    assert main([*typed, "--state", "there"]) == 1
    assert run == [(*ARCHIVE, *asked, "--state", "there")]
