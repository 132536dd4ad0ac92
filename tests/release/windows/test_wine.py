from pathlib import Path

from release.windows.wine import Wine, windows_path


def test_a_prefix_is_a_windows_of_its_own(tmp_path: Path) -> None:
    environment = Wine(tmp_path).environment({"DISPLAY": ":7"})
    assert environment["WINEPREFIX"] == str(tmp_path)
    assert environment["DISPLAY"] == ":7"


def test_a_file_of_this_system_has_a_name_in_wine() -> None:
    assert windows_path(Path("/tmp/a b.exe")) == r"Z:\tmp\a b.exe"
