import argparse
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from archive.control import Refused
from archive.opening import commands
from archive.opening.door import Ask, Asked, AskOpenings, Bring, Carried, Fetch, Opened, Uses
from archive.opening.messages import Joined, Nothing, Piece
from sealing.request import Act
from tests.fakes.sealed import NOON

SESSION = "a" * 32
OPENED = Opened("t" * 43, "7K3M-9QF2", SESSION, ("Dora", "Sepp"), "r", "a", 1800.0)
Answers = Callable[..., list[Struct]]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Lets the archive answer so, one after the other; what it was asked."""

    def answering(*given: Struct | Exception) -> list[Struct]:
        asked, left = list[Struct](), iter(given)

        def ask(_: Path, question: Struct, __: object) -> Any:
            asked.append(question)
            if isinstance(answer := next(left), Exception):
                raise answer
            return answer

        monkeypatch.setattr(commands.control, "ask", ask)
        return asked

    return answering


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    commands.add_verbs(parser)
    return parser.parse_args(words)


def run(*words: object) -> int:
    return commands.run(parsed(*map(str, words)), Path("archive"))


@pytest.fixture
def brought(tmp_path: Path) -> list[Path]:
    """A request and two releases, as files."""
    files = [tmp_path / name for name in ("a.request", "dora.release", "sepp.release")]
    for file in files:
        file.write_bytes(file.name.encode())
    return files


def test_a_request_becomes_a_file(answers: Answers, tmp_path: Path) -> None:
    asked = answers(Asked("7K3M-9QF2", NOON, b"request"))
    words = ("ask", SESSION, "--for", "export", "--reason", " Complaint ", "--reference", "AZ", "--to", tmp_path / "r")
    assert run(*words) == 0
    assert asked == [Ask(SESSION, Act.EXPORT, "Complaint", "AZ")]
    assert (tmp_path / "r").read_bytes() == b"request"


@pytest.mark.promise("P20")
@pytest.mark.parametrize(
    "words",
    [
        ("ask", SESSION.upper(), "--reason", "x", "--reference", "y"),
        ("ask", SESSION[:-1], "--reason", "x", "--reference", "y"),
        ("ask", SESSION, "--reason", " ", "--reference", "y"),
        ("ask", SESSION, "--reason", "x", "--reference", ""),
        ("ask", SESSION, "--reason", "x" * 501, "--reference", "y"),
        ("held", "*"),
    ],
)
def test_a_request_needs_a_session_a_reason_and_a_reference(answers: Answers, words: tuple[str, ...]) -> None:
    asked = answers()
    with pytest.raises(Refused, match="32 hexadecimal digits"):
        run(*words)
    assert asked == []


@pytest.mark.parametrize("act", [Act.HOLD, Act.RELEASE_HOLD])
def test_what_officers_released_is_brought(answers: Answers, brought: list[Path], act: Act) -> None:
    asked = answers(Carried())
    assert run(act.value, *brought) == 0
    assert asked == [Bring(act, b"a.request", (b"dora.release", b"sepp.release"))]


def test_a_deletion_gives_its_certificate(answers: Answers, brought: list[Path], tmp_path: Path) -> None:
    answers(Carried(b"certificate"))
    assert run("delete", *brought[:2], "--certificate", tmp_path / "c.json") == 0
    assert (tmp_path / "c.json").read_bytes() == b"certificate"


def test_an_export_is_written_piece_by_piece(answers: Answers, brought: list[Path], tmp_path: Path) -> None:
    asked = answers(OPENED, Piece(0, b"ab__ef"), Piece(2, b"cd"), Joined(2, 1000, 0))
    assert run("export", *brought, "--to", tmp_path / "x.mkv") == 0
    assert (tmp_path / "x.mkv").read_bytes() == b"abcdef"
    assert (tmp_path / "x.mkv").stat().st_mode & 0o077 == 0
    assert asked[1:] == [Fetch(OPENED.token)] * 3


@pytest.mark.promise("P20")
@pytest.mark.parametrize("fails", [Refused("over"), Nothing("unreadable", 1000)])
def test_of_an_export_that_fails_nothing_stays(
    answers: Answers, brought: list[Path], tmp_path: Path, fails: Struct | Exception
) -> None:
    answers(OPENED, Piece(0, b"half"), fails)
    with pytest.raises(Refused):
        run("export", *brought, "--to", tmp_path / "x.mkv")
    assert not (tmp_path / "x.mkv").exists()


def test_no_request_is_used_for_a_file_that_cannot_be_written(
    answers: Answers, brought: list[Path], tmp_path: Path
) -> None:
    asked = answers()
    (tmp_path / "x.mkv").write_bytes(b"mine")
    with pytest.raises(Refused, match="Nothing was done"):
        run("export", *brought, "--to", tmp_path / "x.mkv")
    with (
        socket.create_server(("127.0.0.1", 0)) as other,
        pytest.raises(Refused, match="Nothing was opened"),
    ):
        run("open", *brought, "--port", other.getsockname()[1])
    assert asked == []
    assert (tmp_path / "x.mkv").read_bytes() == b"mine"


def test_a_file_that_is_missing_is_named(answers: Answers, brought: list[Path]) -> None:
    answers()
    brought[2].unlink()
    with pytest.raises(Refused, match=r"sepp\.release cannot be read"):
        run("hold", *brought)


def test_questions_of_customers_are_passed_on(answers: Answers, capsys: pytest.CaptureFixture[str]) -> None:
    asked = answers(Uses("FKNW-HWQG-NDXG", ()), Uses("FKNW-HWQG-NDXG", ()))
    assert run("openings", "fknw hwqg ndxg") == 0
    assert run("openings", "FKNW-HWQG-NDXG", "--json") == 0
    assert asked[0] == AskOpenings("fknw hwqg ndxg")
    assert '"uses": []' in capsys.readouterr().out


@pytest.mark.parametrize("port", ["99999", "-1", "x"])
def test_a_port_is_a_port(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed("open", "a", "b", "c", f"--port={port}")
    assert "--port" in capsys.readouterr().err
