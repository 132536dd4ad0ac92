"""A button with real processes: what starts it, and what sweeps it away."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bench.desktop import wait_for
from customer_client.button.shortcuts import on_linux
from customer_client.removal.broom import start
from customer_client.removal.download import Download

pytestmark = pytest.mark.end_to_end


@pytest.mark.promise("P11")
@pytest.mark.skipif(shutil.which("gio") is None, reason="gio, which starts it as a desktop does, is not installed")
@pytest.mark.parametrize("name", ["help", "a b", 'q"q', "$HOME `id`", "back\\slash", "ä'ö"])
def test_a_desktop_starts_the_kept_program_wherever_it_lies(tmp_path: Path, name: str) -> None:
    folder, said = tmp_path / name, tmp_path / "said"
    folder.mkdir()
    program = folder / "fernhilfe"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$0" "$@" >"$SAID.part" && mv "$SAID.part" "$SAID"\n')
    program.chmod(0o700)
    shortcut = on_linux(tmp_path, program, "EasySupport – Musterdienst", "de")
    environ = {**os.environ, "SAID": str(said), "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
    subprocess.run(["gio", "launch", shortcut], env=environ, check=True, timeout=20)
    wait_for(said.exists, "the program")
    assert said.read_text().splitlines() == [str(program), "--language", "de"]


@pytest.mark.promise("P11")
@pytest.mark.promise("P15")
@pytest.mark.parametrize("wanted", [True, False])
def test_the_file_of_a_button_stays_as_long_as_the_button_and_its_folder_goes_with_it(
    tmp_path: Path, wanted: bool
) -> None:
    place, folder = tmp_path / "ferndiagnose" / "help", tmp_path / "_MEIab12"
    for each in (place, folder):
        each.mkdir(parents=True)
    file, marker = place / "fernhilfe", place / "ferndiagnose-button.json"
    for each in (file, marker):
        each.touch()
    broom = start(Download(file, folder, button=marker))
    if not wanted:
        marker.unlink()
    broom.begin()
    os.waitpid(broom._process.pid, 0)
    assert not folder.exists()
    assert file.exists() == place.parent.exists() == wanted


def test_a_broom_that_was_killed_does_not_wait_any_more(tmp_path: Path) -> None:
    broom = start(Download(tmp_path / "file", tmp_path / "folder"))
    assert broom.waits
    broom._process.kill()
    wait_for(lambda: not broom.waits, "its end")
    broom.begin()
