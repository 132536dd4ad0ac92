import os
from pathlib import Path

import pytest

from recorder.claims import ClaimedElsewhere, ClaimingVault, Claims
from tests.fakes.recorder_doors import MemoryVault

ONE, TWO = "1" * 32, "2" * 32


def test_a_session_has_one_recorder(tmp_path: Path) -> None:
    first, second = Claims(tmp_path), Claims(tmp_path)
    first.take(ONE)
    first.take(ONE)
    with pytest.raises(ClaimedElsewhere):
        second.take(ONE)
    second.take(TWO)


def test_what_was_given_back_another_may_have(tmp_path: Path) -> None:
    first, second = Claims(tmp_path), Claims(tmp_path)
    first.take(ONE)
    first.give_back(ONE)
    second.take(ONE)
    with pytest.raises(ClaimedElsewhere):
        first.take(ONE)


def test_when_another_disk_lies_there_a_session_is_claimed_on_that_one(tmp_path: Path) -> None:
    folder = tmp_path / "claims"
    first, second = Claims(folder), Claims(folder)
    first.take(ONE)
    folder.rename(tmp_path / "the old disk")
    first.take(ONE)
    with pytest.raises(ClaimedElsewhere):
        second.take(ONE)


def test_whoever_claims_first_on_another_disk_has_the_session(tmp_path: Path) -> None:
    folder = tmp_path / "claims"
    first, second = Claims(folder), Claims(folder)
    first.take(ONE)
    folder.rename(tmp_path / "the old disk")
    second.take(ONE)
    with pytest.raises(ClaimedElsewhere):
        first.take(ONE)


def test_claims_that_were_given_back_leave_nothing(tmp_path: Path) -> None:
    claims = Claims(tmp_path)
    claims.take(ONE)
    claims.give_back(ONE)
    claims.give_back(ONE)
    assert list(tmp_path.iterdir()) == []


def test_to_look_whether_a_session_is_taken_takes_nothing(tmp_path: Path) -> None:
    first, second = Claims(tmp_path), Claims(tmp_path)
    assert not first.is_taken(ONE)
    second.take(ONE)
    assert first.is_taken(ONE)
    assert second.is_taken(ONE)
    second.give_back(ONE)
    assert not first.is_taken(ONE)


def test_a_file_that_was_removed_while_it_was_locked_is_no_claim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Claims(tmp_path), Claims(tmp_path)
    first.take(ONE)
    opened = os.open

    def removed_meanwhile(path: Path, flags: int, mode: int = 0o777) -> int:
        file = opened(path, flags, mode)
        monkeypatch.undo()
        first.give_back(ONE)
        return file

    monkeypatch.setattr(os, "open", removed_meanwhile)
    second.take(ONE)
    with pytest.raises(ClaimedElsewhere):
        first.take(ONE)


def test_a_vault_claims_what_it_is_asked_to_go_on_with_and_gives_it_back(tmp_path: Path) -> None:
    stored, other = MemoryVault(), Claims(tmp_path)
    vault = ClaimingVault(stored, Claims(tmp_path))
    assert vault.segments(ONE) == []
    with pytest.raises(ClaimedElsewhere):
        other.take(ONE)
    vault.write_manifest(ONE, b"{}")
    vault.open_segment(ONE, 1).write(b"x")
    assert (vault.sessions(), vault.read_manifest(ONE)) == ([ONE], b"{}")
    vault.forget(ONE)
    other.take(ONE)
    for write in (lambda: vault.segments(ONE), lambda: vault.open_segment(ONE, 2)):
        with pytest.raises(ClaimedElsewhere):
            write()
    with pytest.raises(ClaimedElsewhere):
        vault.write_manifest(ONE, b"")


def test_a_name_that_is_no_session_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        Claims(tmp_path).take("../passwd")
