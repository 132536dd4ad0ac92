import json
import sys
from pathlib import Path

import pytest

from customer_client import downloaded


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "carried.json").write_text(json.dumps({"server": "https://help.example", "ca": "ca.pem"}))
    return tmp_path


def test_what_was_built_in_comes_before_nothing_and_files_lie_in_the_folder(folder: Path) -> None:
    assert downloaded.carried(folder) == ["--ca", str(folder / "ca.pem"), "--server", "https://help.example"]


def test_a_download_without_what_it_should_carry_is_not_started(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        downloaded.carried(tmp_path)


def test_a_program_without_streams_can_write_to_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(sys, "stdout", None)
    downloaded._have_streams()
    with sys.stderr as errors, sys.stdout as output:
        assert errors.write("to nowhere")
        assert output.write("to nowhere")
