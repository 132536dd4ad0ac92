"""Shortcuts and the broom, made of Windows' own parts."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from customer_client.button import here, windows_links
from customer_client.button.windows_links import DESKTOP, LOCAL_DATA, PROGRAMS
from customer_client.removal import broom
from customer_client.removal.download import MARK, Download
from customer_client.status import Kept
from tests.fakes.waiting import WITHIN


def wait(holds: Callable[[], object]) -> None:
    until = time.monotonic() + WITHIN
    while not holds():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)  # another process's work, of which nobody tells


@pytest.mark.parametrize("known", [DESKTOP, PROGRAMS, LOCAL_DATA])
def test_windows_knows_the_users_folders(known: str) -> None:
    assert windows_links.of_this_system().folder(known).is_absolute()


def test_a_folder_that_windows_does_not_know_is_an_error() -> None:
    with pytest.raises(OSError, match="0x8"):
        windows_links.of_this_system().folder("00000000-0000-0000-0000-000000000001")


@pytest.mark.promise("P11")
def test_a_shortcut_leads_to_its_file_with_its_arguments(tmp_path: Path) -> None:
    (target := tmp_path / "fernhilfe.exe").write_bytes(b"program")
    link = tmp_path / "EasySupport – Müller.lnk"
    windows_links.of_this_system().make_link(link, target, "--language de", "Hilfe")
    content = link.read_bytes()
    assert content.startswith(b"L\0\0\0")
    for said in ("--language de", "Hilfe"):
        assert said.encode("utf-16-le") in content
    assert b"fernhilfe.exe" in content


@pytest.mark.promise("P11")
@pytest.mark.promise("P15")
def test_a_button_is_kept_and_removed_and_then_there_is_nothing(tmp_path: Path) -> None:
    (program := tmp_path / "help-windows.exe").write_bytes(b"program")
    shell = windows_links.of_this_system()
    places = [shell.folder(known) for known in (DESKTOP, PROGRAMS, LOCAL_DATA)]
    before = [sorted(place.iterdir()) if place.exists() else [] for place in places]
    device = here.on_this_device("https://unit-test.example", program)
    device.keep("Musterdienst", "de")
    assert device.state().kept is Kept.YES
    kept = places[2] / "Ferndiagnose" / "unit-test.example" / "fernhilfe.exe"
    assert here.marker_of(kept)
    assert here.on_this_device("https://renamed.example", kept).state().kept is Kept.YES
    assert all(any(file.suffix == ".lnk" for file in place.iterdir()) for place in places[:2])
    device.remove()
    assert not here.marker_of(kept)
    assert [sorted(place.iterdir()) if place.exists() else [] for place in places] == before


def downloaded(tmp_path: Path) -> Download:
    file, folder = tmp_path / "Downloads" / "help & 100% (1).exe", tmp_path / "ferndiagnose-1"
    for place in (file.parent, folder / "lib"):
        place.mkdir(parents=True)
    for part in (file, folder / MARK, folder / "lib" / "a.pyc"):
        part.write_bytes(b"part")
    return Download(file, folder)


@pytest.mark.promise("P15")
def test_the_broom_waits_and_then_sweeps_the_download_away_and_nothing_else(tmp_path: Path) -> None:
    download = downloaded(tmp_path)
    (beside := download.file.with_name("letter.txt")).write_text("mine")
    sweeping = broom.start(download)
    assert sweeping.waits
    assert download.file.exists()
    sweeping.begin()
    wait(lambda: not download.file.exists() and not download.folder.exists())
    assert beside.exists()


@pytest.mark.promise("P15")
def test_the_broom_of_a_program_that_is_killed_sweeps_too(tmp_path: Path) -> None:
    download = downloaded(tmp_path)
    code = (
        "import sys, pathlib; from customer_client.removal import broom; "
        "from customer_client.removal.download import Download; "
        "kept = broom.start(Download(*map(pathlib.Path, sys.argv[1:]))); print('ready', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(download.file), str(download.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout
        assert program.stdout.readline() == "ready\n"
        program.kill()
    wait(lambda: not download.file.exists() and not download.folder.exists())
