import re
from pathlib import Path, PureWindowsPath

import pytest

from customer_client.button.places import (
    KEPT,
    MARKER,
    folder_of,
    home_on_linux,
    home_on_windows,
    kept_at,
    on_linux,
    on_mac,
    on_windows,
)
from tests.fakes.systems import ON_WINDOWS, needs_modes, only_on_linux

SERVER = "https://help.example:8443"
RELEASE = Path(__file__).parents[3] / "release"


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


@only_on_linux
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
    assert places.switched_off.is_relative_to("/Users/a/Library/Application Support")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """With one operator's button."""
    folder = tmp_path / "ferndiagnose" / "help.example"
    folder.mkdir(0o700, parents=True)
    (folder / MARKER).touch(0o600)
    return folder.parent


@pytest.mark.promise("P11")
@pytest.mark.parametrize("name", [KEPT, f"{KEPT}.exe"])
def test_what_lies_in_its_place_with_its_marker_is_a_buttons(home: Path, name: str) -> None:
    assert kept_at(home / "help.example" / name, home) == home / "help.example" / MARKER
    (home / "help.example" / MARKER).unlink()
    assert kept_at(home / "help.example" / name, home) is None


@pytest.mark.skipif(ON_WINDOWS, reason="wine follows links and does not say where they lead")
def test_the_place_may_be_reached_by_a_link(home: Path) -> None:
    (link := home.with_name("link")).symlink_to(home)
    assert kept_at(home / "help.example" / KEPT, link)
    assert kept_at(link / "help.example" / KEPT, home)
    assert kept_at(link / "help.example" / KEPT, link)


@pytest.mark.promise("P15")
def test_a_marker_beside_a_download_says_nothing_whoever_put_it_there(home: Path, tmp_path: Path) -> None:
    for folder in (downloads := tmp_path / "Downloads", downloads / "ferndiagnose" / "help.example", home):
        folder.mkdir(0o700, parents=True, exist_ok=True)
        (folder / MARKER).touch(0o600)
        assert kept_at(folder / KEPT, home) is None
    assert kept_at(home / "help.example" / "fernhilfe-linux", home) is None, "it is not called so"
    assert kept_at(downloads / KEPT, tmp_path / "no such home") is None


@needs_modes
@pytest.mark.promise("P15")
@pytest.mark.parametrize("name", ["", MARKER], ids=["folder", "marker"])
@pytest.mark.parametrize("mode", [0o720, 0o702])
def test_where_others_may_write_there_is_no_button(home: Path, name: str, mode: int) -> None:
    (home / "help.example" / name).chmod(mode)
    assert kept_at(home / "help.example" / KEPT, home) is None


def test_a_marker_that_is_a_link_is_none(home: Path) -> None:
    marker = home / "help.example" / MARKER
    marker.rename(home / "elsewhere")
    marker.symlink_to(home / "elsewhere")
    assert kept_at(home / "help.example" / KEPT, home) is None


def test_the_launchers_look_for_the_same_in_the_same_place() -> None:
    nsi = (RELEASE / "windows" / "oneshot.nsi").read_text()
    for name in (f"$EXEDIR\\{MARKER}", f'"{KEPT}.exe"', str(home_on_windows(PureWindowsPath("$LOCALAPPDATA")))):  # type: ignore[arg-type]  # only written down
        assert name in nsi
    c = dict(re.findall(r'#define (\w+) "([^"]+)"', (RELEASE / "linux" / "launcher.c").read_text()))
    assert (c["BUTTON"], c["KEPT"], c["BUTTONS"]) == (MARKER, KEPT, home_on_linux({}).name)
