import sys
from pathlib import Path

import pytest

from customer_client.button import here
from customer_client.status import Device, Kept
from tests.fakes.systems import only_on_linux


@only_on_linux
def test_it_is_this_users_and_this_operators(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    device = here.on_this_device("https://help.example", None)
    assert device.state() == Device(on=True, kept=Kept.NEVER)
    device.switch(on=False)
    assert (tmp_path / ".local/share/ferndiagnose/help.example/easysupport-off").exists()
    assert here.on_this_device("https://other.example", None).state().on


@pytest.mark.promise("P11")
@only_on_linux
def test_a_kept_program_knows_its_button_by_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    download = tmp_path / "fernhilfe-linux"
    download.write_bytes(b"program")
    here.on_this_device("https://help.example", download).keep("", "de")
    kept = tmp_path / "data" / "ferndiagnose" / "help.example" / "fernhilfe"
    assert here.on_this_device("https://renamed.example", kept).state().kept is Kept.YES


def test_on_macos_the_program_is_no_file_that_could_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert here.on_this_device("https://help.example", tmp_path / "app").state().kept is Kept.NEVER
