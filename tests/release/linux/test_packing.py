import lzma
import struct
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from release.linux import packing


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is to be packed. The launcher that it gets is none: whether it runs is shown in `end_to_end`."""
    monkeypatch.setattr(packing, "launcher", lambda to: b"launcher")
    inside = tmp_path / "inside"
    (inside / "z" / "a").mkdir(parents=True)
    (inside / "z" / "a" / "b.so").write_bytes(b"library")
    (inside / "a.txt").write_bytes(b"text")
    (inside / "z" / "link.so").symlink_to("a/b.so")
    return inside


def entries(packed: bytes) -> list[tarfile.TarInfo]:
    (start,) = struct.unpack("<Q", packed[-16:-8])
    return tarfile.open(fileobj=BytesIO(lzma.decompress(packed[start:-16]))).getmembers()


@pytest.mark.parametrize("fast", [True, False])
def test_the_archive_stands_behind_the_launcher_with_folders_before_what_is_in_them(folder: Path, fast: bool) -> None:
    file = packing.pack(folder, folder.with_name("packed"), fast=fast)

    packed = file.read_bytes()
    assert packed.startswith(b"launcher")
    assert packed[-8:] == packing.MAGIC
    assert [entry.name for entry in entries(packed)] == ["z", "z/a", "z/a/b.so", "z/link.so", "a.txt"]
    assert file.stat().st_mode & 0o111


def test_the_same_folder_gives_the_same_bytes_whenever_it_was_made(folder: Path) -> None:
    first = packing.pack(folder, folder.with_name("packed"), fast=True).read_bytes()
    (folder / "a.txt").write_bytes(b"text")
    assert packing.pack(folder, folder.with_name("again"), fast=True).read_bytes() == first
    assert {(entry.uid, entry.uname, entry.mtime) for entry in entries(first)} == {(0, "", 0)}
