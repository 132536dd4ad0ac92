import errno
import os
from pathlib import Path

import pytest

from sealing.files import write_whole
from sealing.plain import FolderVault, PlainSegment
from sealing.vault import MANIFEST

SESSION = "a" * 32


@pytest.fixture
def vault(tmp_path: Path) -> FolderVault:
    return FolderVault(tmp_path / "spool")


def test_what_was_written_lies_in_the_sessions_folder(vault: FolderVault, tmp_path: Path) -> None:
    segment = vault.open_segment(SESSION, 1)
    segment.write(b"header")
    segment.write(b"cluster")
    segment.flush()
    segment.close()
    assert (tmp_path / "spool" / SESSION / "1.mkv").read_bytes() == b"headercluster"
    assert [(found.number, found.size) for found in vault.segments(SESSION)] == [(1, 13)]
    assert vault.sessions() == [SESSION]


def test_recordings_are_for_their_owner_only(vault: FolderVault, tmp_path: Path) -> None:
    vault.open_segment(SESSION, 1).close()
    segment = vault.open_segment(SESSION, 2)
    segment.write(b"x")
    segment.close()
    vault.write_manifest(SESSION, b"{}")
    folder = tmp_path / "spool" / SESSION
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_a_segment_is_never_written_over(vault: FolderVault) -> None:
    segment = vault.open_segment(SESSION, 1)
    segment.write(b"x")
    segment.close()
    with pytest.raises(FileExistsError):
        vault.open_segment(SESSION, 1)


def test_a_segment_without_a_byte_leaves_no_trace(vault: FolderVault) -> None:
    vault.open_segment(SESSION, 1).close()
    assert vault.segments(SESSION) == []


def test_closing_twice_is_harmless(vault: FolderVault) -> None:
    segment = vault.open_segment(SESSION, 1)
    segment.write(b"x")
    segment.close()
    segment.close()
    assert len(vault.segments(SESSION)) == 1


def test_half_a_write_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    segment = PlainSegment(tmp_path / "1.mkv")
    segment.write(b"whole")
    really_write = os.write

    def nearly_full(file: int, data: memoryview) -> int:
        if len(data) <= 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        return really_write(file, data[:-3])

    monkeypatch.setattr(os, "write", nearly_full)
    with pytest.raises(OSError, match="No space"):
        segment.write(b"a cluster")
    monkeypatch.undo()
    assert segment.size == 5
    segment.write(b" again")
    segment.close()
    assert (tmp_path / "1.mkv").read_bytes() == b"whole again"


def test_a_manifest_is_replaced_whole(vault: FolderVault, tmp_path: Path) -> None:
    assert vault.read_manifest(SESSION) is None
    vault.write_manifest(SESSION, b"old")
    vault.write_manifest(SESSION, b"new")
    assert vault.read_manifest(SESSION) == b"new"
    assert [path.name for path in (tmp_path / "spool" / SESSION).iterdir()] == [MANIFEST]


def test_a_manifest_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_whole(tmp_path / MANIFEST, b"old")

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / MANIFEST, b"new")
    assert (tmp_path / MANIFEST).read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("session", ["", "..", "../" + "a" * 29, "A" * 32, "a" * 31 + "/"])
def test_only_a_session_id_names_a_folder(vault: FolderVault, session: str) -> None:
    with pytest.raises(ValueError, match="32"):
        vault.open_segment(session, 1)


def test_a_vault_without_a_folder_is_empty(vault: FolderVault) -> None:
    assert vault.sessions() == []
    assert vault.segments(SESSION) == []
