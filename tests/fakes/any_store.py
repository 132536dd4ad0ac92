"""What is true of every store: the same tests for the folder, for S3, and for the fake. A subclass gives the store."""

import os
from pathlib import Path

import pytest

from sealing.store import Store

SESSION = "a" * 32
SEGMENT = f"recordings/{SESSION}/1.sealed"


class AnyStore:
    def test_what_was_put_can_be_got(self, store: Store) -> None:
        store.put(SEGMENT, b"sealed")
        assert store.get(SEGMENT) == b"sealed"

    def test_an_empty_marker_is_an_object(self, store: Store) -> None:
        store.put(f"incoming/{SESSION}", b"")
        assert store.get(f"incoming/{SESSION}") == b""
        assert store.names("incoming") == [f"incoming/{SESSION}"]

    def test_a_file_is_stored_and_stays_where_it_was(self, store: Store, tmp_path: Path) -> None:
        data = os.urandom(200_000)
        (tmp_path / "1.sealed").write_bytes(data)
        store.put(SEGMENT, tmp_path / "1.sealed")
        assert store.get(SEGMENT) == (tmp_path / "1.sealed").read_bytes() == data

    def test_putting_replaces(self, store: Store) -> None:
        store.put(SEGMENT, b"first and longer")
        store.put(SEGMENT, b"second")
        assert store.get(SEGMENT) == b"second"
        assert store.names("") == [SEGMENT]

    def test_putting_the_same_file_twice_is_harmless(self, store: Store, tmp_path: Path) -> None:
        (tmp_path / "1.sealed").write_bytes(b"sealed")
        store.put(SEGMENT, tmp_path / "1.sealed")
        store.put(SEGMENT, tmp_path / "1.sealed")
        assert store.get(SEGMENT) == b"sealed"

    def test_what_is_not_there_is_not_found(self, store: Store) -> None:
        with pytest.raises(FileNotFoundError):
            store.get(SEGMENT)

    def test_a_file_that_is_not_there_stores_nothing(self, store: Store, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            store.put(SEGMENT, tmp_path / "absent")
        assert store.names("") == []

    def test_names_are_those_of_the_folder_and_in_order(self, store: Store) -> None:
        other = "ab" * 16
        names = [f"recordings/{SESSION}/{one}" for one in ("1.sealed", "key-1.json", "recording.json")]
        for name in [*reversed(names), f"recordings/{other}/1.sealed", f"incoming/{SESSION}"]:
            store.put(name, b"x")
        assert store.names(f"recordings/{SESSION}") == store.names(f"recordings/{SESSION}/") == names
        assert store.names("recordings") == [*names, f"recordings/{other}/1.sealed"]
        assert store.names("") == [f"incoming/{SESSION}", *names, f"recordings/{other}/1.sealed"]
        assert store.names("recordings/a") == [], "a folder, not the beginning of a word"
        assert store.names("nothing") == []

    def test_what_was_deleted_is_gone_and_nothing_else(self, store: Store) -> None:
        for number in (1, 2):
            store.put(f"recordings/{SESSION}/{number}.sealed", b"x")
        store.delete(SEGMENT)
        assert store.names("") == [f"recordings/{SESSION}/2.sealed"]
        with pytest.raises(FileNotFoundError):
            store.get(SEGMENT)

    def test_deleting_what_is_not_there_is_fine(self, store: Store) -> None:
        store.delete(SEGMENT)
        store.put(SEGMENT, b"x")
        store.delete(SEGMENT)
        store.delete(SEGMENT)
        assert store.names("") == []

    @pytest.mark.parametrize("name", ["", "/", "..", "a/../b", "/etc/passwd", "a//b", ".a", "a/.b", "a b", "a\\b", "ä"])
    def test_only_a_path_of_plain_words_is_a_name(self, store: Store, name: str) -> None:
        with pytest.raises(ValueError, match="plain words"):
            store.put(name, b"x")
        with pytest.raises(ValueError, match="plain words"):
            store.get(name)
        with pytest.raises(ValueError, match="plain words"):
            store.delete(name)
