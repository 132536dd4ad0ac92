import os
from pathlib import Path

import pytest

from ferndiagnose.problems import CannotServe
from ferndiagnose.state import prepare, refuse_unsealed, write_private


def test_the_folder_and_the_recorders_secret_are_made(tmp_path: Path) -> None:
    prepare(tmp_path / "new" / "state")
    token = tmp_path / "new" / "state" / "recorder.token"
    assert token.stat().st_mode & 0o777 == 0o600
    assert len(token.read_text()) >= 43
    assert (tmp_path / "new" / "state" / "downloads").is_dir()


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    prepare(tmp_path)
    before = (tmp_path / "recorder.token").read_text()
    prepare(tmp_path)
    assert (tmp_path / "recorder.token").read_text() == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == sorted(
        ["tls", "recorder", "spool", "store", "archive", "downloads", "recorder.token"]
    )


def test_a_folder_that_cannot_be_used_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(CannotServe, match=r"file.* cannot be used: .*--state"):
        prepare(tmp_path / "file")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_not_writable_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(CannotServe, match="Permission denied"):
        prepare(tmp_path)


@pytest.mark.promise("P19")
@pytest.mark.parametrize("place", ["spool", "archive", "store/recordings"])
def test_what_an_earlier_version_left_unsealed_is_not_forgotten(tmp_path: Path, place: str) -> None:
    prepare(tmp_path)
    refuse_unsealed(tmp_path)
    left = tmp_path / place / ("a" * 32) / "1.mkv"
    left.parent.mkdir(parents=True)
    left.touch()
    with pytest.raises(CannotServe, match=r"1\.mkv is a recording that an earlier version left unsealed"):
        refuse_unsealed(tmp_path)


def test_a_private_file_is_readable_by_nobody_else_and_written_whole(tmp_path: Path) -> None:
    write_private(tmp_path / "secret", b"old")
    write_private(tmp_path / "secret", b"new")
    assert (tmp_path / "secret").read_bytes() == b"new"
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [tmp_path / "secret"]


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    with pytest.raises(OSError, match="secret"):
        write_private(tmp_path / "secret", b"new")
    assert list(tmp_path.iterdir()) == [tmp_path / "secret"]
