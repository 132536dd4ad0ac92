import argparse
import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ferndiagnose import officers as command
from ferndiagnose.problems import CannotServe
from sealing import officers
from sealing.officers import Group, OfficerKey
from tests.fakes import age_files
from tests.fakes.sealed import PASSPHRASE, FakeArchive, written


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase costs a second to try, on purpose; here it does not."""
    monkeypatch.setattr(officers.age, "lock", age_files.under_passphrase)


@pytest.fixture
def parser() -> argparse.ArgumentParser:
    parser, state = argparse.ArgumentParser(), argparse.ArgumentParser(add_help=False)
    state.add_argument("--state", default="here")
    command.add_verbs(parser, state)
    return parser


def answering(*answers: str) -> tuple[Callable[[str], str], list[str]]:
    """Somebody who answers, and what they were asked."""
    asked: list[str] = []
    left = iter(answers)

    def ask(text: str) -> str:
        asked.append(text)
        return next(left)

    return ask, asked


def test_an_officer_gets_a_key_and_a_card(
    parser: argparse.ArgumentParser, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask, asked = answering(PASSPHRASE, PASSPHRASE)
    given = parser.parse_args(["make", "Dora Datenschutz", "data-protection", "--key", str(tmp_path / "dora.key")])
    assert command.make(given, ask) == 0
    key = officers.unlocked((tmp_path / "dora.key").read_bytes(), PASSPHRASE)
    card = officers.read_card((tmp_path / "dora.card").read_bytes())
    assert (key.card, card.name, card.group) == (card, "Dora Datenschutz", Group.DATA_PROTECTION)
    assert (tmp_path / "dora.key").stat().st_mode & 0o777 == 0o600
    assert len(asked) == 2
    said = capsys.readouterr().out
    assert card.fingerprint in said
    assert key.identity not in said


@pytest.mark.parametrize(
    ("typed", "says"), [(["short"], "12 characters or more"), ([PASSPHRASE, PASSPHRASE + "!"], "two different")]
)
def test_a_passphrase_that_is_no_good_makes_no_key(
    parser: argparse.ArgumentParser, tmp_path: Path, typed: list[str], says: str
) -> None:
    ask, _ = answering(*typed)
    with pytest.raises(CannotServe, match=says):
        command.make(parser.parse_args(["make", "Dora", "security", "--key", str(tmp_path / "dora.key")]), ask)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", ["dora.key", "dora.card"])
def test_a_key_that_is_there_is_never_written_over(parser: argparse.ArgumentParser, tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")
    with pytest.raises(CannotServe, match="is there already"):
        command.make(parser.parse_args(["make", "Dora", "security", "--key", str(tmp_path / "dora.key")]), str)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


def test_a_folder_that_is_not_there_is_said(parser: argparse.ArgumentParser, tmp_path: Path) -> None:
    ask, _ = answering(PASSPHRASE, PASSPHRASE)
    with pytest.raises(CannotServe, match="cannot be written"):
        command.make(parser.parse_args(["make", "Dora", "security", "--key", str(tmp_path / "no" / "dora.key")]), ask)


def test_a_hardware_key_is_taken_by_its_identity_file(parser: argparse.ArgumentParser, tmp_path: Path) -> None:
    identity, recipient = tmp_path / "identity.txt", age_files.hardware_recipient()
    identity.write_text("#    Serial: 1, Slot: 1\nAGE-PLUGIN-TEST-1PG9SCRG4YANY9\n")
    words = ["make", "Hanna", "security", "--key", str(tmp_path / "hanna.key"), "--identity", str(identity)]
    ask, _ = answering(PASSPHRASE, PASSPHRASE)
    command.make(parser.parse_args([*words, "--recipient", recipient]), ask)
    key = officers.unlocked((tmp_path / "hanna.key").read_bytes(), PASSPHRASE)
    assert (key.identity, key.card.recipient) == ("AGE-PLUGIN-TEST-1PG9SCRG4YANY9", recipient)


@pytest.mark.parametrize(
    ("lines", "recipient", "says"),
    [
        ("AGE-PLUGIN-X\n", None, "takes both"),
        ("nothing\n", "age1tag1", "exactly one line"),
        ("AGE-PLUGIN-X\nAGE-PLUGIN-Y\n", "age1tag1", "exactly one line"),
        ("AGE-PLUGIN-X\n", "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq", "begins with age1"),
    ],
)
def test_what_is_no_hardware_key_is_said(
    parser: argparse.ArgumentParser, tmp_path: Path, lines: str, recipient: str | None, says: str
) -> None:
    (tmp_path / "identity.txt").write_text(lines)
    words = [
        "make",
        "Hanna",
        "security",
        "--key",
        str(tmp_path / "x.key"),
        "--identity",
        str(tmp_path / "identity.txt"),
    ]
    with pytest.raises(CannotServe, match=says):
        command.make(parser.parse_args([*words, *(["--recipient", recipient] if recipient else [])]), str)


def test_an_identity_file_that_is_not_there_is_said(parser: argparse.ArgumentParser, tmp_path: Path) -> None:
    words = ["make", "Hanna", "security", "--identity", str(tmp_path / "none"), "--recipient", "age1tag1"]
    with pytest.raises(CannotServe, match="cannot be read"):
        command.make(parser.parse_args(words), str)


def test_cards_are_compared_before_anybody_is_enrolled(
    parser: argparse.ArgumentParser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = FakeArchive()
    cards = [str(written(tmp_path, key)[1]) for key in (people.data_protection, people.security)]
    ran: list[tuple[str, ...]] = []
    monkeypatch.setattr(command, "_run", lambda words: ran.append(words) or 0)
    ask, asked = answering("yes", "no")
    with pytest.raises(CannotServe, match="Nobody was enrolled"):
        command.add(parser.parse_args(["add", *cards]), tuple, ask)
    assert ran == []
    assert people.data_protection.card.fingerprint in asked[0]
    ask, _ = answering("yes", "yes")
    assert command.add(parser.parse_args(["add", *cards, "--state", "there"]), tuple, ask) == 0
    assert ran == [("add", "--state", "there", "--", *cards)]


def test_what_is_no_card_is_named(parser: argparse.ArgumentParser, tmp_path: Path) -> None:
    key = OfficerKey.make("Dora", Group.SECURITY)
    file, _ = written(tmp_path, key)
    for path, says in ((file, "This is no officer's card"), (tmp_path / "none", "cannot be read")):
        with pytest.raises(CannotServe, match=says):
            command.add(parser.parse_args(["add", str(path)]), tuple, str)


def test_an_officer_is_removed_by_name(parser: argparse.ArgumentParser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_run", len)
    given = parser.parse_args(["remove", "Dora Datenschutz"])
    assert command.remove(given, lambda words: words) == 5
    assert command.remove(given, lambda words: words[:2]) == 2


def test_answers_can_come_through_a_pipe(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("secret\nyes\n"))
    assert command.ask_for_secret("A passphrase: ") == "secret"
    assert capsys.readouterr().out == ""
    assert command.ask("Sure? ") == "yes"
    assert capsys.readouterr().out == "Sure? "
