"""The launcher with small programs in it: a shell script for the client, and a pile of zeros that takes time."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from bench.desktop import wait_for
from customer_client.button.here import marker_of
from customer_client.removal.download import MARK, sweep_leftovers
from release.linux.packing import pack

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(sys.platform != "linux" or not shutil.which("gcc"), reason="it is Linux's, and made with gcc"),
]
GONE_WITHIN = 10.0
WAITS = "while :; do sleep 0.05; done"
NOW_AND_LONG_AFTER = time.time() + 1000
SLOW = 200 << 20
"""Bytes of zeros: they take some tenths of a second to unpack."""


@dataclass
class Customer:
    """Downloads, and the folder for temporary things."""

    place: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for folder in (self.downloads, self.temporary):
            folder.mkdir(parents=True)

    @property
    def downloads(self) -> Path:
        return self.place / "downloads; rm -rf"

    @property
    def temporary(self) -> Path:
        return self.place / "temporary"

    def starts(self, file: Path, *flags: str) -> subprocess.Popen[bytes]:
        here = shutil.copy(file, self.downloads / "help (1)-linux")
        environ = {"PATH": "/usr/bin:/bin", "TMPDIR": str(self.temporary)}
        process = subprocess.Popen([here, *flags], env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.processes.append(process)
        return process

    def has(self) -> list[str]:
        return sorted(
            f"{folder}/{name}"
            for place in (self.downloads, self.temporary)
            for folder, folders, files in os.walk(place)  # unlike rglob it bears what goes away meanwhile
            for name in (*folders, *files)
        )

    def brooms(self) -> list[psutil.Process]:
        """Launchers and brooms: whatever runs out of the downloads, also when that is gone."""
        return [each for each in psutil.process_iter() if str(self.downloads) in _runs(each)]

    def is_clean(self) -> bool:
        return not self.has() and not self.brooms()


def _runs(process: psutil.Process) -> str:
    try:
        return "" if process.status() == psutil.STATUS_ZOMBIE else process.exe()
    except psutil.Error:
        return ""


@pytest.fixture
def customer(tmp_path: Path) -> Iterator[Customer]:
    customer = Customer(tmp_path / "customer's")
    yield customer
    for process in [*customer.brooms()]:
        process.kill()
    for started in customer.processes:
        started.communicate(timeout=10)


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> "Packs":
    return Packs(tmp_path_factory.mktemp("packed"))


class Packs:
    """Programs that were packed, by what they do."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._made: dict[tuple[str, int], Path] = {}

    def __call__(self, script: str, zeros: int = 0) -> Path:
        if (script, zeros) not in self._made:
            self._made[script, zeros] = self._make(script, zeros, self._place / str(len(self._made)))
        return self._made[script, zeros]

    def _make(self, script: str, zeros: int, place: Path) -> Path:
        inside = place / "inside"
        (inside / "a" / "b").mkdir(parents=True)
        (inside / "ferndiagnose").write_text(f"#!/bin/sh\n{script}\n")
        (inside / "ferndiagnose").chmod(0o755)
        (inside / "a" / "b" / "words").write_text("äöü")
        (inside / "a" / "link").symlink_to("b/words")
        with (inside / "zeros").open("wb") as file:
            file.truncate(zeros)
        return pack(inside, place / "packed", fast=True)


LETS_GO = """
case "$*" in
    *--let-go) cat "$2/hands" >> "$TMPDIR/../told"; rm "$2/hands";;
    *) echo "held by $3" > "$2/hands"; while :; do sleep 0.05; done;;
esac
"""


@pytest.mark.promise("P15")
@pytest.mark.parametrize("launcher_too", [False, True])
def test_what_a_killed_program_held_another_one_lets_go_before_all_is_removed(
    packs: Packs, customer: Customer, launcher_too: bool
) -> None:
    process = customer.starts(packs(LETS_GO), "--display")
    (note,) = wait_for(lambda: [*customer.temporary.glob("*/hands")], "the program")
    for child in psutil.Process(process.pid).children():
        if child.cmdline()[0] == "/bin/sh":
            program = child
    if launcher_too:
        process.kill()
    program.kill()
    wait_for(customer.is_clean, "nothing", GONE_WITHIN)
    assert (customer.place / "told").read_text() == "held by --display\n"
    assert not note.exists()


def test_the_program_gets_file_folder_and_flags_and_its_status_is_the_launchers(
    packs: Packs, customer: Customer
) -> None:
    says = 'printf "%s|%s|%s|%s|" "$1" "$(cat "$2/a/link")" "$3" "$#"; stat -c %a "$2/ferndiagnose"; exit 42'
    process = customer.starts(packs(says), "--display", ":9 9")
    said, _ = process.communicate(timeout=20)
    assert said.decode() == f"{customer.downloads}/help (1)-linux|äöü|--display|4|755\n"
    assert process.returncode == 42
    wait_for(customer.is_clean, "nothing", GONE_WITHIN)


def test_a_file_that_is_to_be_kept_is_kept_and_its_folder_is_not(packs: Packs, customer: Customer) -> None:
    customer.starts(packs("exit 0"), "--keep").communicate(timeout=20)
    wait_for(lambda: not customer.brooms(), "the brooms' end", GONE_WITHIN)
    assert customer.has() == [f"{customer.downloads}/help (1)-linux"]


def test_another_file_that_has_the_name_by_now_is_not_removed(packs: Packs, customer: Customer) -> None:
    replaces = 'rm "$1"; echo a letter > "$1"'
    customer.starts(packs(replaces)).communicate(timeout=20)
    wait_for(lambda: not customer.brooms(), "the brooms' end", GONE_WITHIN)
    assert customer.has() == [f"{customer.downloads}/help (1)-linux"]


@pytest.mark.promise("P15")
def test_a_launcher_that_is_killed_while_it_unpacks_leaves_nothing(packs: Packs, customer: Customer) -> None:
    process = customer.starts(packs(WAITS, SLOW))
    wait_for(lambda: any(path.endswith("/zeros") for path in customer.has()), "unpacking", GONE_WITHIN)
    process.kill()
    wait_for(customer.is_clean, "nothing", GONE_WITHIN)


@pytest.mark.promise("P15")
@pytest.mark.parametrize("killed", ["launcher", "program", "broom", "launcher and program", "launcher and broom"])
def test_whoever_is_killed_the_others_sweep(packs: Packs, customer: Customer, killed: str) -> None:
    process = customer.starts(packs(WAITS))
    wait_for(lambda: len(psutil.Process(process.pid).children()) == 2, "broom and program", GONE_WITHIN)
    broom, program = sorted(psutil.Process(process.pid).children(), key=lambda each: each.pid)
    for name, victim in (("launcher", psutil.Process(process.pid)), ("broom", broom), ("program", program)):
        if name in killed:
            victim.kill()
    if killed == "launcher and broom":
        # What the program itself does then is told in customer_client/downloaded.py; this one only ends.
        program.kill()
        wait_for(
            lambda: sweep_leftovers(customer.temporary, NOW_AND_LONG_AFTER, marker_of), "the next start", GONE_WITHIN
        )
    elif "program" not in killed:
        program.terminate()
    wait_for(customer.is_clean, "nothing", GONE_WITHIN)


def test_what_is_held_by_a_running_program_is_not_swept_by_another_start(packs: Packs, customer: Customer) -> None:
    process = customer.starts(packs(WAITS))
    wait_for(lambda: len(psutil.Process(process.pid).children()) == 2, "broom and program", GONE_WITHIN)
    assert sweep_leftovers(customer.temporary, NOW_AND_LONG_AFTER, marker_of) == 0
    (folder,) = customer.temporary.iterdir()
    assert (folder / MARK).exists()
    os.kill(process.pid, signal.SIGTERM)
    assert process.wait(10) == 128 + signal.SIGTERM, "the signal was passed on"
    wait_for(customer.is_clean, "nothing", GONE_WITHIN)


def test_a_file_that_was_cut_short_says_so_and_leaves_nothing(packs: Packs, customer: Customer, tmp_path: Path) -> None:
    whole = packs("exit 0", SLOW).read_bytes()
    short = tmp_path / "short"
    short.write_bytes(whole[:-3000] + whole[-1000:])
    short.chmod(0o755)
    process = customer.starts(short)
    assert process.wait(20) == 1
    wait_for(customer.is_clean, "nothing", GONE_WITHIN)


def test_where_programs_must_not_run_another_place_is_taken(packs: Packs, customer: Customer) -> None:
    """A folder that is not there stands for one on a disk from which nothing may be run."""
    here = shutil.copy(packs('echo "$2"'), customer.downloads / "x")
    nowhere = {"PATH": "/usr/bin:/bin", "TMPDIR": str(customer.place / "nowhere")}
    done = subprocess.run([here], env=nowhere, capture_output=True, text=True, timeout=20, check=True)
    assert done.stdout.startswith("/tmp/ferndiagnose-")
    wait_for(lambda: not Path(done.stdout.strip()).exists(), "the sweeping", GONE_WITHIN)
