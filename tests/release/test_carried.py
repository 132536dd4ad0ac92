from pathlib import Path

import pytest

from customer_client import downloaded
from protocol.settings import SettingsWrong
from release import carried


def test_the_client_reads_what_the_build_wrote(tmp_path: Path) -> None:
    (tmp_path / "authority.pem").write_text("PEM")
    (tmp_path / "app").mkdir()
    carried.write(tmp_path / "app", "https://help.example", tmp_path / "authority.pem")

    assert downloaded.carried(tmp_path / "app") == [
        "--ca", str(tmp_path / "app" / "ca.pem"), "--server", "https://help.example",
    ]  # fmt: skip
    assert (tmp_path / "app" / "ca.pem").read_text() == "PEM"


def test_without_an_authority_of_its_own_the_client_trusts_the_systems(tmp_path: Path) -> None:
    carried.write(tmp_path, "https://help.example", None)
    assert downloaded.carried(tmp_path) == ["--server", "https://help.example"]


def test_an_address_without_tls_is_not_built_in(tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong):
        carried.write(tmp_path, "http://help.example", None)
