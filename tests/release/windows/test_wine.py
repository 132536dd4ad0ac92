from pathlib import Path

from release.windows.wine import Wine, windows_path


def test_a_prefix_is_a_windows_of_its_own(tmp_path: Path) -> None:
    environment = Wine(tmp_path).environment({"DISPLAY": ":7"})
    assert environment["WINEPREFIX"] == str(tmp_path)
    assert environment["DISPLAY"] == ":7"


def test_a_file_of_this_system_has_a_name_in_wine() -> None:
    assert windows_path(Path("/tmp/a b.exe")) == r"Z:\tmp\a b.exe"


def test_what_programs_in_it_put_on_the_desktop_stays_in_it(tmp_path: Path) -> None:
    user = tmp_path / "drive_c" / "users" / "root"
    (user / "AppData").mkdir(parents=True)
    (user / "Desktop").symlink_to(tmp_path)
    for _ in range(2):
        Wine(tmp_path).stay_inside()
        assert (user / "Desktop").is_dir()
        assert not (user / "Desktop").is_symlink()
    assert (user / "AppData").is_dir()


def test_no_shortcut_of_it_appears_in_the_menus_round_it(tmp_path: Path) -> None:
    assert "winemenubuilder.exe=d" in Wine(tmp_path).environment()["WINEDLLOVERRIDES"]
