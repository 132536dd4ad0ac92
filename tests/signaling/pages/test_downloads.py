from hashlib import sha256
from pathlib import Path

from signaling.pages.downloads import Downloads
from signaling.pages.system import System


def test_a_client_is_known_by_the_end_of_its_name(tmp_path: Path) -> None:
    for name in ("help-windows.exe", "help-macos.dmg", "my-own_help-linux"):
        (tmp_path / name).write_bytes(b"client")
    assert Downloads(tmp_path).clients() == {
        System.LINUX: tmp_path / "my-own_help-linux",
        System.MACOS: tmp_path / "help-macos.dmg",
        System.WINDOWS: tmp_path / "help-windows.exe",
    }


def test_what_belongs_to_a_file_is_not_a_client(tmp_path: Path) -> None:
    for name in ("help-windows.exe.sha256", "help-linux.asc", "SHA256SUMS", "help-windows", 'we"ird-linux'):
        (tmp_path / name).write_bytes(b"no client")
    assert Downloads(tmp_path).clients() == {System.WINDOWS: tmp_path / "help-windows"}


def test_a_folder_by_that_name_is_not_a_client(tmp_path: Path) -> None:
    (tmp_path / "help-linux").mkdir()
    assert Downloads(tmp_path).clients() == {}


def test_a_client_put_there_later_is_seen_without_a_restart(tmp_path: Path) -> None:
    downloads = Downloads(tmp_path / "downloads")
    assert downloads.clients() == {}
    (tmp_path / "downloads").mkdir()
    (tmp_path / "downloads" / "help-linux").write_bytes(b"client")
    assert list(downloads.clients()) == [System.LINUX]


def test_a_clients_digest_is_of_the_bytes_that_are_there_now(tmp_path: Path) -> None:
    client = tmp_path / "help-linux"
    client.write_bytes(b"client")
    downloads = Downloads(tmp_path)
    assert downloads.digest(client) == sha256(b"client").hexdigest() == downloads.digest(client)
    client.write_bytes(b"a newer client")
    assert downloads.digest(client) == sha256(b"a newer client").hexdigest()
