import os
from pathlib import Path

from bench.removal import seen


def test_a_file_that_was_added_removed_or_changed_is_named_and_an_untouched_one_is_not(tmp_path: Path) -> None:
    for name in ("stays", "goes", "is changed"):
        (tmp_path / name).write_text("as it was")
    before = seen.files([tmp_path])
    facts = (tmp_path / "is changed").stat()
    (tmp_path / "goes").unlink()
    (tmp_path / "is changed").write_text("otherwise")
    os.utime(tmp_path / "is changed", ns=(facts.st_atime_ns, facts.st_mtime_ns + 1))
    (tmp_path / "folder").mkdir()
    named = [Path(path).name for path in seen.changes(before, seen.files([tmp_path]))]
    assert named == ["folder", "goes", "is changed"]


def test_a_place_that_is_not_there_has_nothing_in_it(tmp_path: Path) -> None:
    assert seen.files([tmp_path / "nowhere"]) == frozenset()
