import stat
from pathlib import Path

import pytest

from signaling.problems import CannotStart
from signaling.secret_files import read_or_make


def test_a_secret_is_made_at_first_and_stays_the_same(tmp_path: Path) -> None:
    made = read_or_make(tmp_path / "new" / "pepper")
    assert len(made) == 64
    assert read_or_make(tmp_path / "new" / "pepper") == made


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    read_or_make(tmp_path / "pepper")
    assert stat.S_IMODE((tmp_path / "pepper").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["pepper"]


@pytest.mark.parametrize("content", [b"", b"short", b"\xff\xfe" * 40])
def test_a_damaged_one_is_not_replaced_in_silence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pepper").write_bytes(content)
    with pytest.raises(CannotStart, match=r"pepper is (too short|damaged)\. Restore it"):
        read_or_make(tmp_path / "pepper")
    assert (tmp_path / "pepper").read_bytes() == content


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match="cannot be read or written"):
        read_or_make(tmp_path / "file" / "pepper")
