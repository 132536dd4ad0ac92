from pathlib import PurePosixPath, PureWindowsPath

import pytest

from customer_client.removal.broom import order
from customer_client.removal.download import Download

DOWNLOAD = Download(PurePosixPath("/home/a/Downloads/help; rm -linux"), PurePosixPath("/tmp/_MEIab12"))  # type: ignore[arg-type]  # only written down
ON_WINDOWS = Download(PureWindowsPath(r"C:\Users\a\Downloads\help & x.exe"), PureWindowsPath(r"C:\T\f"))  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize(("download", "platform"), [(DOWNLOAD, "linux"), (ON_WINDOWS, "win32")], ids=str)
def test_no_name_of_a_file_is_ever_part_of_a_command(download: Download, platform: str) -> None:
    wanted = order(download, platform, {})

    assert str(download.file) not in str(wanted.command)
    assert wanted.environ["FILE"] == str(download.file)
    assert wanted.environ["FOLDER"] == str(download.folder)


def test_a_file_that_is_to_be_kept_is_not_named() -> None:
    given = order(Download(DOWNLOAD.file, DOWNLOAD.folder, keep=True), "linux", {}).environ
    assert given["FILE"].startswith(f"{DOWNLOAD.folder}/"), "what there is not: Windows' shell takes no empty names"


@pytest.mark.parametrize(("download", "platform"), [(DOWNLOAD, "linux"), (ON_WINDOWS, "win32")], ids=str)
def test_no_name_is_empty(download: Download, platform: str) -> None:
    assert all(order(download, platform, {}).environ.values())


def test_the_systems_own_tools_get_none_of_our_libraries() -> None:
    """A launcher sets where libraries are looked for: in the folder that is to be removed."""
    given = order(DOWNLOAD, "linux", {"LD_LIBRARY_PATH": "/tmp/_MEIab12"}).environ
    assert set(given) == {"PATH", "FILE", "FOLDER", "BUTTON", "PLACE"}


def test_windows_shell_is_the_systems_own_and_shows_no_window() -> None:
    wanted = order(ON_WINDOWS, "win32", {"SYSTEMROOT": r"D:\Win", "COMSPEC": r"C:\evil.exe"})

    assert str(wanted.command).startswith(r'"D:\Win\System32\cmd.exe" /d /c')
    assert wanted.flags & 0x08000000


def test_whether_a_button_is_still_wanted_shows_at_the_end() -> None:
    marker = PurePosixPath("/home/a/.local/share/ferndiagnose/help/ferndiagnose-button.json")
    kept = Download(DOWNLOAD.file, DOWNLOAD.folder, button=marker)  # type: ignore[arg-type]  # only written down
    given = order(kept, "linux", {}).environ
    assert (given["FILE"], given["BUTTON"]) == (str(DOWNLOAD.file), str(marker))
    assert given["PLACE"] == "/home/a/.local/share/ferndiagnose/help"
