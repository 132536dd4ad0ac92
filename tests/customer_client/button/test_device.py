from collections.abc import Callable
from pathlib import Path

import pytest

from customer_client.button import DeviceDoor
from customer_client.button.device import ThisDevice
from customer_client.button.places import Places
from customer_client.button.shortcuts import on_linux
from customer_client.status import Device, Kept
from tests.fakes.devices import FakeDevice
from tests.fakes.systems import needs_modes

PROGRAM = b"the program"
Make = Callable[..., DeviceDoor]


class OnDisk:
    """A home with downloads and a desktop, before and after."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.download = home / "Downloads" / "fernhilfe-linux.TICKET"
        self.places = Places(home / "data" / "ferndiagnose" / "help", (home / "Desktop", home / "menu"))
        for folder in (self.download.parent, home / "Desktop", home / "data"):
            folder.mkdir()
        self.download.write_bytes(PROGRAM)
        self.before = self.files()

    def device(self, file: Path | None = None) -> ThisDevice:
        return ThisDevice(self.places, on_linux, file or self.download)

    def files(self) -> set[Path]:
        return {path for path in self.home.rglob("*") if path.is_file()}

    def added(self) -> set[str]:
        return {path.relative_to(self.home).as_posix() for path in self.files() - self.before}

    def kept(self) -> Path:
        (path,) = [path for path in self.places.folder.iterdir() if path.name == "fernhilfe"]
        return path


@pytest.fixture
def disk(tmp_path: Path) -> OnDisk:
    return OnDisk(tmp_path)


@pytest.fixture(params=["real", "fake"])
def device(request: pytest.FixtureRequest, disk: OnDisk) -> DeviceDoor:
    """The door, and its fake: they pass the same tests."""
    return disk.device() if request.param == "real" else FakeDevice()


@pytest.mark.promise("P15")
def test_at_first_it_is_on_and_nothing_is_kept(device: DeviceDoor) -> None:
    assert device.state() == Device(on=True, kept=Kept.NO)


@pytest.mark.promise("P01")
def test_it_can_be_switched_off_and_on(device: DeviceDoor) -> None:
    device.switch(on=False)
    assert not device.state().on
    device.switch(on=False)
    device.switch(on=True)
    assert device.state().on


@pytest.mark.promise("P11")
def test_a_button_can_be_kept_and_removed_with_everything_that_belongs_to_it(device: DeviceDoor) -> None:
    device.keep("Musterdienst", "de")
    device.switch(on=False)
    assert device.state() == Device(on=False, kept=Kept.YES)
    device.remove()
    assert device.state() == Device(on=True, kept=Kept.NO)
    device.remove()


@pytest.mark.promise("P11")
def test_what_is_kept_is_the_program_a_shortcut_on_the_desktop_and_one_in_the_menu(disk: OnDisk) -> None:
    disk.device().keep("Musterdienst", "de")
    assert disk.added() == {
        "data/ferndiagnose/help/fernhilfe",
        "data/ferndiagnose/help/ferndiagnose-button.json",
        "Desktop/easysupport-help.desktop",
        "menu/easysupport-help.desktop",
    }
    assert disk.kept().read_bytes() == PROGRAM
    assert "EasySupport – Musterdienst" in (disk.home / "Desktop" / "easysupport-help.desktop").read_text()


@needs_modes
def test_what_is_kept_can_be_started_by_this_user_alone(disk: OnDisk) -> None:
    disk.device().keep("Musterdienst", "de")
    assert disk.kept().stat().st_mode & 0o777 == 0o700


@pytest.mark.promise("P11")
@pytest.mark.promise("P15")
def test_after_the_removal_there_is_no_file_and_no_folder_of_ours(disk: OnDisk) -> None:
    device = disk.device()
    device.keep("", "en")
    device.switch(on=False)
    device.remove()
    assert disk.files() == disk.before
    assert not (disk.home / "data" / "ferndiagnose").exists()


@pytest.mark.promise("P15")
def test_the_switch_leaves_nothing_when_it_is_on_again(disk: OnDisk) -> None:
    device = disk.device()
    device.switch(on=False)
    assert disk.added() == {"data/ferndiagnose/help/easysupport-off"}
    device.switch(on=True)
    assert disk.added() == set()
    assert not (disk.home / "data" / "ferndiagnose").exists()


@pytest.mark.promise("P01")
def test_every_program_of_this_operator_obeys_the_same_switch(disk: OnDisk) -> None:
    disk.device().switch(on=False)
    another = disk.home / "Downloads" / "fernhilfe-linux.OTHER"
    assert not disk.device(another).state().on


def test_the_kept_program_knows_its_button_and_goes_with_it(disk: OnDisk) -> None:
    disk.device().keep("", "de")
    kept = disk.device(disk.kept())
    assert kept.state().kept is Kept.YES
    kept.remove()
    assert kept.state().kept is Kept.REMOVED
    kept.keep("", "de")
    assert disk.added() == set(), "what is going is not kept again"


def test_another_version_of_the_program_offers_to_renew_the_button(disk: OnDisk) -> None:
    disk.device().keep("", "de")
    disk.download.write_bytes(b"the next version")
    newer = disk.device()
    assert newer.state().kept is Kept.OTHER
    newer.keep("Musterdienst", "de")
    assert newer.state().kept is Kept.YES
    assert disk.kept().read_bytes() == b"the next version"
    assert len(disk.added()) == 4, "the old shortcuts are replaced"


def test_what_cannot_be_kept_whole_is_not_kept_at_all(disk: OnDisk) -> None:
    def fail(*_: object) -> Path:
        raise OSError

    device = ThisDevice(disk.places, fail, disk.download)
    with pytest.raises(OSError):  # noqa: PT011  # any: the disk's own
        device.keep("", "de")
    assert disk.added() == set()
    assert device.state().kept is Kept.NO


def test_what_was_cut_off_while_it_was_made_can_be_removed(disk: OnDisk) -> None:
    device = disk.device()
    device.keep("", "de")
    disk.kept().unlink()
    assert device.state().kept is Kept.NO
    device.remove()
    assert disk.added() == set()


@pytest.mark.parametrize("written", ["", "[]", "{}", '{"shortcuts": 3}', '{"shortcuts": ["/etc/passwd"]}'])
def test_a_marker_that_says_nothing_of_ours_costs_nobody_a_file(disk: OnDisk, written: str) -> None:
    device = disk.device()
    device.keep("", "de")
    disk.places.marker.write_text(written)
    device.remove()
    assert not disk.places.folder.exists()
    assert Path("/etc/passwd").exists()


def test_a_program_that_is_no_file_can_be_switched_off_but_not_kept(disk: OnDisk) -> None:
    device = ThisDevice(disk.places, on_linux)
    device.keep("", "de")
    assert device.state() == Device(kept=Kept.NEVER)
    device.switch(on=False)
    assert not device.state().on


@needs_modes
def test_the_folder_becomes_the_users_alone_if_it_was_not(disk: OnDisk) -> None:
    disk.places.folder.mkdir(0o777, parents=True)
    disk.device().keep("", "de")
    assert disk.places.folder.stat().st_mode & 0o777 == 0o700
