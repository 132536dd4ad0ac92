from pathlib import Path

import pytest

from peer.recorder_keys import pinned
from protocol.settings import SettingsWrong
from tests.fakes.identities import FILE, IDENTITY


def test_the_keys_are_those_of_the_file() -> None:
    assert [key.public_bytes_raw() for key in pinned(FILE).keys] == [key.public_bytes_raw() for key in IDENTITY.keys]


@pytest.mark.promise("P05")
@pytest.mark.parametrize("path", ["", "/nowhere/recorders.pem", __file__])
def test_without_keys_there_is_no_way_to_go_on(path: str) -> None:
    with pytest.raises(SettingsWrong, match="recorders"):
        pinned(path)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "recorders.pem").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsWrong):
        pinned(str(tmp_path / "recorders.pem"))
