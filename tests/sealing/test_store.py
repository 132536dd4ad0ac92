import errno
import os
import sys
from pathlib import Path

import pytest

from sealing.store import FolderStore, StoredWrong, StoreFault, digest_of, opened
from tests.fakes.any_store import SEGMENT, SESSION, AnyStore


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "store")


class TestFolderStore(AnyStore):
    """What is true of every store."""


def test_a_file_is_linked_and_not_copied(store: FolderStore, tmp_path: Path) -> None:
    (tmp_path / "1.sealed").write_bytes(b"sealed")
    store.put(SEGMENT, tmp_path / "1.sealed")
    assert (tmp_path / "store" / SEGMENT).samefile(tmp_path / "1.sealed")


def test_across_file_systems_it_is_copied(store: FolderStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def elsewhere(_target: Path, _source: Path) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(Path, "hardlink_to", elsewhere)
    (tmp_path / "1.sealed").write_bytes(b"sealed")
    store.put(SEGMENT, tmp_path / "1.sealed")
    assert store.get(SEGMENT) == b"sealed"
    assert not (tmp_path / "store" / SEGMENT).samefile(tmp_path / "1.sealed")


def test_a_disk_that_gives_back_something_else_is_found_out(
    store: FolderStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sealing.store.digest_of", lambda source: str(type(source)))
    with pytest.raises(StoredWrong, match="Replace the disk"):
        store.put(SEGMENT, b"sealed")
    assert store.names("") == []
    assert [path for path in (tmp_path / "store").rglob("*") if path.is_file()] == []


def test_a_put_that_fails_leaves_what_was_there(
    store: FolderStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(SEGMENT, b"old")

    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put(SEGMENT, b"new")
    assert store.get(SEGMENT) == b"old"
    assert len(list((tmp_path / "store" / SEGMENT).parent.iterdir())) == 1


def test_what_a_killed_program_left_half_is_no_name_and_goes_with_the_next_put(
    store: FolderStore, tmp_path: Path
) -> None:
    store.put(SEGMENT, b"whole")
    half = tmp_path / "store" / "recordings" / SESSION / ".1.sealed.partial"
    half.write_bytes(b"ha")
    assert store.names("") == [SEGMENT]
    store.put(SEGMENT, b"whole again")
    assert not half.exists()


def test_a_deleted_recording_leaves_not_even_its_folder(store: FolderStore, tmp_path: Path) -> None:
    store.put(SEGMENT, b"x")
    store.put(f"incoming/{SESSION}", b"")
    (tmp_path / "store" / "recordings" / SESSION / ".2.sealed.partial").write_bytes(b"half")
    store.delete(SEGMENT)
    store.delete(f"incoming/{SESSION}")
    assert sorted(path.name for path in (tmp_path / "store").rglob("*")) == ["incoming", "recordings"]


def test_what_lies_in_the_store_is_for_its_owner_only(store: FolderStore, tmp_path: Path) -> None:
    store.put(SEGMENT, b"x")
    modes = {path.is_dir(): path.stat().st_mode & 0o7777 for path in (tmp_path / "store").rglob("*")}
    assert modes == {True: 0o700, False: 0o600}


def test_an_operator_may_open_the_store_to_a_group(store: FolderStore, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store").chmod(0o2770)
    (tmp_path / "1.sealed").write_bytes(b"x")
    (tmp_path / "1.sealed").chmod(0o600)
    store.put(SEGMENT, tmp_path / "1.sealed")
    store.put(f"incoming/{SESSION}", b"")
    modes = {path.is_dir(): path.stat().st_mode & 0o7777 for path in (tmp_path / "store").rglob("*")}
    assert modes == {True: 0o2770, False: 0o660}


def test_a_store_that_cannot_be_read_is_not_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "store").write_bytes(b"a file, where a folder should be")
    with pytest.raises(NotADirectoryError):
        FolderStore(tmp_path / "store").names("recordings")
    with pytest.raises(OSError, match="store"):
        FolderStore(tmp_path / "store").put(SEGMENT, b"x")


def test_a_digest_is_that_of_the_bytes_wherever_they_lie(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest_of(b"abc") == digest_of(tmp_path / "abc") == expected


def test_no_address_means_the_folder(tmp_path: Path) -> None:
    opened("", tmp_path / "store").put(SEGMENT, b"x")
    assert (tmp_path / "store" / SEGMENT).read_bytes() == b"x"


def test_a_store_in_s3_without_its_library_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sealing.s3", None)
    with pytest.raises(StoreFault, match=r"ferndiagnose\[s3\]"):
        opened("s3://bucket", tmp_path)


def test_what_a_file_system_leaves_in_the_folder_is_no_object(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put("recordings/a/1.sealed", b"x")
    (tmp_path / "recordings" / "a" / ".nfs0001").touch()
    (tmp_path / "recordings" / "a" / "no name").touch()
    assert store.names("recordings") == ["recordings/a/1.sealed"]
