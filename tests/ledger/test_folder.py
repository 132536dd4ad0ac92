from pathlib import Path

import pytest

from ledger.folder import FolderPlace


def test_what_was_stored_is_there_in_the_order_of_its_names(tmp_path: Path) -> None:
    place = FolderPlace(tmp_path)
    place.put("ledger/2026-11-24/a.json", b"later")
    place.put("ledger/2026-11-23/b.json", b"earlier")
    assert place.names("ledger") == ["ledger/2026-11-23/b.json", "ledger/2026-11-24/a.json"]
    assert place.get("ledger/2026-11-23/b.json") == b"earlier"


def test_a_new_place_is_empty_and_one_that_is_not_there_is_not(tmp_path: Path) -> None:
    assert FolderPlace(tmp_path).names("ledger") == []
    with pytest.raises(FileNotFoundError):
        FolderPlace(tmp_path / "gone").names("ledger")


def test_what_was_cut_short_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger" / ".half.json.1").write_bytes(b"ha")
    (tmp_path / "ledger" / ".half.json").write_bytes(b"ha")
    assert FolderPlace(tmp_path).names("ledger") == []
