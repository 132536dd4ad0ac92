"""The Linux launcher with a tiny program in it: what is a button, and what is only a download."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from customer_client.button.places import KEPT, MARKER
from release.linux import packing

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(sys.platform != "linux" or not shutil.which("gcc"), reason="it is Linux's, and made with gcc"),
]
GONE_WITHIN = 10.0


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program that does as told by its first flag: `remove` removes its button's marker."""
    folder = tmp_path_factory.mktemp("inside")
    program = folder / "ferndiagnose"
    program.write_text('#!/bin/sh\n[ "$3" != remove ] || rm "${1%/*}/' + MARKER + '"\n')
    program.chmod(0o755)
    return packing.pack(folder, tmp_path_factory.mktemp("out") / "packed", fast=True)


class Home:
    """A customer's, with downloads and one operator's button."""

    def __init__(self, at: Path) -> None:
        self.temporary = at / "temporary"
        self.downloads = at / "Downloads"
        self.data = at / ".local" / "share"
        self.button = self.data / "ferndiagnose" / "help.example"
        for folder in (self.temporary, self.downloads, self.button):
            folder.mkdir(0o700, parents=True)
        self._environ = {"HOME": str(at), "TMPDIR": str(self.temporary), "PATH": "/usr/bin:/bin"}

    def runs(self, packed: Path, file: Path, *flags: str, broom: bool = False, **environ: str) -> None:
        """From its start to its end, or until the `broom` has gone too: that holds the other end of a pipe."""
        shutil.copy(packed, file)
        read, write = os.pipe()
        subprocess.run([file, *flags], env=self._environ | environ, check=True, pass_fds=[write], timeout=GONE_WITHIN)
        os.close(write)
        with os.fdopen(read, "rb") as everybody:
            if broom:
                everybody.read()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.mark.promise("P15")
def test_a_marker_beside_a_download_does_not_spare_it(packed: Path, home: Home) -> None:
    (home.downloads / MARKER).touch()
    home.runs(packed, home.downloads / KEPT)
    assert [path.name for path in home.downloads.iterdir()] == [MARKER]


@pytest.mark.promise("P15")
def test_a_folder_of_downloads_that_is_empty_then_stays(packed: Path, home: Home) -> None:
    (home.downloads / MARKER).touch()
    home.runs(packed, home.downloads / KEPT, "remove")
    assert list(home.downloads.iterdir()) == []


@pytest.mark.promise("P11")
@pytest.mark.parametrize("elsewhere", [False, True])
def test_what_lies_in_its_place_stays_until_the_marker_goes(packed: Path, home: Home, elsewhere: bool) -> None:
    environ = {"XDG_DATA_HOME": str(home.data.rename(home.downloads / "data"))} if elsewhere else {}
    place = home.downloads / "data/ferndiagnose/help.example" if elsewhere else home.button
    (place / MARKER).touch(0o600)
    home.runs(packed, place / KEPT, broom=True, **environ)
    assert (place / KEPT).exists()
    home.runs(packed, place / KEPT, "remove", **environ)
    assert not place.parent.exists()


@pytest.mark.promise("P15")
@pytest.mark.parametrize("wrong", ["name", "folder", "marker", "link", "depth"])
def test_what_is_only_nearly_a_button_is_removed_as_a_download_is(packed: Path, home: Home, wrong: str) -> None:
    file, marker = home.button / KEPT, home.button / MARKER
    marker.touch(0o600)
    match wrong:
        case "name":
            file = home.button / "fernhilfe-linux"
        case "folder":
            home.button.chmod(0o720)
        case "marker":
            marker.chmod(0o602)
        case "link":
            marker.symlink_to(marker.rename(home.downloads / MARKER))
        case "depth":
            file = home.button.parent / KEPT
            shutil.copy(marker, file.with_name(MARKER))
    home.runs(packed, file)
    assert not file.exists()
    assert home.button.exists()
