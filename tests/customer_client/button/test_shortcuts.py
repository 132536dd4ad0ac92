from pathlib import Path

import pytest

from customer_client.button.shortcuts import free, on_linux, on_windows
from customer_client.button.windows_links import WindowsShell
from tests.fakes.systems import only_on_linux


class Shell(WindowsShell):
    """A shell that remembers what it was to make."""

    def __init__(self) -> None:
        self.made: list[tuple[Path, Path, str, str]] = []

    def make_link(self, link: Path, target: Path, arguments: str, description: str) -> None:
        self.made.append((link, target, arguments, description))


@only_on_linux
@pytest.mark.promise("P11")
def test_on_linux_it_is_a_file_that_a_desktop_starts(tmp_path: Path) -> None:
    made = on_linux(tmp_path, Path("/data/help.example/fernhilfe"), "EasySupport", "en")
    assert made == tmp_path / "easysupport-help.example.desktop"
    assert made.stat().st_mode & 0o111
    assert '"/data/help.example/fernhilfe" "--language" "en"' in made.read_text()


@pytest.mark.promise("P11")
def test_on_windows_the_shell_makes_it_under_the_name_that_people_see(tmp_path: Path) -> None:
    shell = Shell()
    made = on_windows(shell)(tmp_path, Path("fernhilfe.exe"), 'Easy/Support: "M & S"', "de")
    assert made == tmp_path / "EasySupport M & S.lnk"
    ((link, target, arguments, description),) = shell.made
    assert (link, target, arguments) == (made, Path("fernhilfe.exe"), "--language de")
    assert "Hilfe aus der Ferne" in description


def test_nobody_s_file_is_written_over(tmp_path: Path) -> None:
    for number in ("", *(f" {number}" for number in range(2, 10))):
        assert free(tmp_path, "a", ".lnk").name == f"a{number}.lnk"
        (tmp_path / f"a{number}.lnk").touch()
    with pytest.raises(FileExistsError):
        free(tmp_path, "a", ".lnk")
