import argparse
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from ferndiagnose import releasing
from ferndiagnose.problems import CannotServe
from sealing import keyring, release
from sealing.officers import Group, OfficerKey
from sealing.request import Act, Request
from tests.fakes.asking import Asking
from tests.fakes.sealed import NOON, PASSPHRASE, FakeArchive, written

ASKING = Asking()
ARCHIVE = ASKING.archive


def answering(*answers: str) -> Callable[[str], str]:
    left = iter(answers)
    return lambda _: next(left)


def nobody(text: str) -> str:
    raise AssertionError(f"nobody is to be asked {text!r}")


@pytest.fixture
def given(tmp_path: Path) -> argparse.Namespace:
    """Dora at her own machine, with a request to open a recording."""
    key, _ = written(tmp_path, ARCHIVE.data_protection)
    (tmp_path / "archive.pub").write_bytes(keyring.encode_verifying(ARCHIVE.verifying))
    (tmp_path / "a.request").write_bytes(ASKING.signed(ASKING.request()))
    parser = argparse.ArgumentParser()
    releasing.add_verb(parser)
    return parser.parse_args(
        [str(tmp_path / "a.request"), "--key", str(key), "--archive", str(tmp_path / "archive.pub"), "--to",
         str(tmp_path / "dora.release")]
    )  # fmt: skip


def ask_for(given: argparse.Namespace, asked: Request) -> None:
    given.request.write_bytes(ASKING.signed(asked))


def run(given: argparse.Namespace, *, yes: str = "yes", passphrase: str = PASSPHRASE) -> int:
    return releasing.run(given, answering(yes), answering(passphrase), NOON)


def test_an_officer_who_agrees_makes_a_release(given: argparse.Namespace, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(given) == 0
    made, card = release.read(given.to.read_bytes(), ARCHIVE.cards)
    assert card.name == "Dora Datenschutz"
    assert release.share(made, ASKING.request(), card, 0, ASKING.identity) == ASKING.shares.data_protection
    said = capsys.readouterr().out
    for fact in ("OPEN the recording", ASKING.session, "Complaint about a transfer", "AZ 4711/26", "7K3M-9QF2"):
        assert fact in said
    assert given.to.stat().st_mode & 0o077 == 0


@pytest.mark.promise("P20")
@pytest.mark.parametrize("answer", ["no", "", "y", "YES please"])
def test_no_yes_is_a_no(given: argparse.Namespace, answer: str) -> None:
    with pytest.raises(CannotServe, match="Nothing was released"):
        releasing.run(given, answering(answer), nobody, NOON)
    assert not given.to.exists()


def test_a_wrong_passphrase_releases_nothing(given: argparse.Namespace) -> None:
    with pytest.raises(CannotServe, match="passphrase is wrong"):
        run(given, passphrase="wrong horse battery")
    assert not given.to.exists()


@pytest.mark.promise("P20")
def test_a_request_that_was_changed_or_is_another_archives_is_not_even_shown(
    given: argparse.Namespace, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = given.request.read_bytes()
    for wrong in (
        whole.replace(b"Complaint", b"Curiosity"),
        b"rubbish",
        Asking(FakeArchive()).signed(ASKING.request()),
    ):
        given.request.write_bytes(wrong)
        with pytest.raises(CannotServe, match="no request of this archive"):
            releasing.run(given, nobody, nobody, NOON)
    assert capsys.readouterr().out == ""


def test_an_expired_request_is_not_released(given: argparse.Namespace) -> None:
    with pytest.raises(CannotServe, match="expired"):
        releasing.run(given, nobody, nobody, NOON + timedelta(hours=24))


def test_an_officer_who_came_later_is_told_so(given: argparse.Namespace, tmp_path: Path) -> None:
    given.key, _ = written(tmp_path / "nova", OfficerKey.make("Nova Neu", Group.SECURITY))
    with pytest.raises(CannotServe, match="before you were enrolled"):
        run(given)


def test_nothing_is_written_over(given: argparse.Namespace) -> None:
    given.to.write_bytes(b"mine")
    with pytest.raises(CannotServe, match="there already"):
        releasing.run(given, nobody, nobody, NOON)
    assert given.to.read_bytes() == b"mine"


def test_by_itself_the_release_lies_beside_the_request(given: argparse.Namespace) -> None:
    given.to = None
    assert run(given) == 0
    assert given.request.with_name("a.data-protection.release").exists()


@pytest.mark.parametrize("missing", ["request", "key", "archive"])
def test_a_file_that_is_missing_is_named(given: argparse.Namespace, missing: str, tmp_path: Path) -> None:
    setattr(given, missing, tmp_path / "nowhere.file")
    with pytest.raises(CannotServe, match=r"nowhere\.file cannot be read"):
        run(given)


@pytest.mark.parametrize("act", Act)
def test_each_act_is_said_in_words(act: Act) -> None:
    others = [releasing.shown(ASKING.request(other)).splitlines()[1] for other in Act if other is not act]
    shown = releasing.shown(ASKING.request(act))
    assert shown.splitlines()[1] not in others
    assert shown.splitlines()[5].startswith("  until") is (act is Act.HOLD)


def test_a_reason_cannot_pose_as_more_of_what_is_asked() -> None:
    hostile = replace(ASKING.request(), reason="x\n  session    " + "b" * 32)
    assert sum(line.startswith("  session") for line in releasing.shown(hostile).splitlines()) == 1
