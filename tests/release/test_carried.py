from pathlib import Path

import pytest

from customer_client import downloaded
from protocol.settings import SettingsWrong
from release import carried
from tests.fakes.identities import AUTHORITY, FILE


def test_the_client_reads_what_the_build_wrote(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    carried.write(tmp_path / "app", "https://help.example", Path(FILE), Path(AUTHORITY))

    assert downloaded.carried(tmp_path / "app") == [
        "--ca", str(tmp_path / "app" / "ca.pem"), "--recorders", str(tmp_path / "app" / "recorders.pem"),
        "--server", "https://help.example",
    ]  # fmt: skip
    assert (tmp_path / "app" / "ca.pem").read_text() == Path(AUTHORITY).read_text()
    assert (tmp_path / "app" / "recorders.pem").read_text() == Path(FILE).read_text()


@pytest.mark.promise("P05")
def test_without_the_operators_authority_there_is_nothing_to_build(tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match="nowhere"):
        carried.write(tmp_path, "https://help.example", Path(FILE), tmp_path / "nowhere.pem")
    assert not list(tmp_path.iterdir())


@pytest.mark.promise("P05")
def test_without_the_recorders_keys_there_is_nothing_to_build(tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match="recorders"):
        carried.write(tmp_path, "https://help.example", tmp_path / "none.pem", Path(AUTHORITY))


def test_an_address_without_tls_is_not_built_in(tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong):
        carried.write(tmp_path, "http://help.example", Path(FILE), Path(AUTHORITY))
