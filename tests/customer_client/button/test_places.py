import json
from pathlib import Path, PureWindowsPath

import pytest

from customer_client.button.places import MARKER, folder_of, kept_beside, on_linux, on_mac, on_windows

SERVER = "https://help.example:8443"
NSI = Path(__file__).parents[3] / "release" / "windows" / "oneshot.nsi"


def test_each_operator_has_a_folder_of_its_own() -> None:
    assert folder_of(SERVER) == "help.example-8443"
    assert folder_of("https://help.example") == "help.example"
    assert folder_of("https://[2001:db8::7]:1") == "2001-db8--7-1"


@pytest.mark.promise("P11")
def test_on_linux_it_lies_where_the_desktops_agreed_to_put_such_things(tmp_path: Path) -> None:
    (tmp_path / "Desktop").mkdir()
    places = on_linux(SERVER, {"HOME": str(tmp_path)})
    assert places.folder == tmp_path / ".local/share/ferndiagnose/help.example-8443"
    assert places.shortcuts == (tmp_path / "Desktop", tmp_path / ".local/share/applications")


def test_folders_that_the_user_has_moved_are_found(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "Schreibtisch").mkdir()
    told = '# a comment\nXDG_DESKTOP_DIR="$HOME/Schreibtisch"\n'
    (tmp_path / "config" / "user-dirs.dirs").write_text(told)
    environ = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_DATA_HOME": "/data"}
    places = on_linux(SERVER, environ)
    assert places.shortcuts == (tmp_path / "Schreibtisch", Path("/data/applications"))


@pytest.mark.parametrize("told", ['XDG_DESKTOP_DIR="$HOME/"', 'XDG_DESKTOP_DIR="/nowhere"', ""])
def test_where_there_is_no_desktop_the_menu_has_the_button_alone(tmp_path: Path, told: str) -> None:
    (tmp_path / ".config").mkdir()
    (tmp_path / ".config" / "user-dirs.dirs").write_text(told)
    environ = {"HOME": str(tmp_path), "XDG_DATA_HOME": "relative"}
    assert on_linux(SERVER, environ).shortcuts == (tmp_path / ".local/share/applications",)


def test_on_windows_it_lies_in_the_users_local_data() -> None:
    local, desktop, menu = (PureWindowsPath(rf"C:\Users\a\{name}") for name in ("Local", "Desktop", "Programs"))
    places = on_windows(SERVER, local, desktop, menu)  # type: ignore[arg-type]  # only written down
    assert str(places.folder) == r"C:\Users\a\Local\Ferndiagnose\help.example-8443"
    assert places.shortcuts == (desktop, menu)


def test_on_macos_there_is_the_switch_and_the_dock_is_the_customers() -> None:
    places = on_mac(SERVER, Path("/Users/a"))
    assert places.shortcuts == ()
    assert places.switched_off.parts[:5] == ("/", "Users", "a", "Library", "Application Support")


@pytest.mark.promise("P15")
def test_only_the_file_that_the_marker_names_is_a_buttons(tmp_path: Path) -> None:
    file, other = tmp_path / "fernhilfe", tmp_path / "fernhilfe-linux"
    assert kept_beside(file) is None
    (tmp_path / MARKER).write_text(json.dumps({"file": str(file)}))
    assert kept_beside(file) == tmp_path / MARKER
    assert kept_beside(other) is None, "a download is removed, whatever lies beside it"
    (tmp_path / MARKER).write_text("nonsense")
    assert kept_beside(file) is None


def test_the_launcher_looks_for_the_same_marker() -> None:
    assert f"$EXEDIR\\{MARKER}" in NSI.read_text()
