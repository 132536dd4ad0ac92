import json
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from customer_client import downloaded
from customer_client.injection import letting_go
from customer_client.removal.download import Download


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "carried.json").write_text(json.dumps({"server": "https://help.example", "ca": "ca.pem"}))
    return tmp_path


def test_what_was_built_in_comes_before_nothing_and_files_lie_in_the_folder(folder: Path) -> None:
    assert downloaded.carried(folder) == ["--ca", str(folder / "ca.pem"), "--server", "https://help.example"]


def test_a_download_without_what_it_should_carry_is_not_started(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        downloaded.carried(tmp_path)


@pytest.mark.promise("P15")
def test_what_a_killed_program_held_is_let_go_on_the_display_that_it_had(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "hands").touch()
    asked: list[object] = []
    monkeypatch.setattr(letting_go, "let_go", lambda *given: asked.append(given))
    assert downloaded.main("file", str(folder), ["--display", ":5", "--let-go"]) == 0
    assert asked == [(folder / "hands", ":5")]


def test_where_nobody_left_a_note_there_is_nothing_to_let_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letting_go, "let_go", lambda *_: pytest.fail("asked"))
    assert downloaded.main("file", str(folder), ["--let-go"]) == 0


def test_a_program_without_streams_can_write_to_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    monkeypatch.setattr(sys, "stdout", None)
    downloaded._have_streams()
    with sys.stderr as errors, sys.stdout as output:
        assert errors.write("to nowhere")
        assert output.write("to nowhere")


@dataclass
class FakeBroom:
    waits: bool
    begun: bool = False

    def begin(self) -> None:
        self.begun = True


@pytest.mark.promise("P15")
@pytest.mark.parametrize("killed", [False, True])
def test_a_broom_that_somebody_has_killed_is_replaced_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    first, another = FakeBroom(waits=not killed), FakeBroom(waits=True)
    brooms = iter([first, another])
    monkeypatch.setattr(downloaded.broom, "start", lambda _: next(brooms))
    monkeypatch.setattr(downloaded, "_launcher_has_a_broom", lambda: False)
    monkeypatch.setattr(downloaded.program, "main", lambda *_, **__: 0)
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert downloaded._run(Download(tmp_path / "file", tmp_path / "folder"), []) == 0
    finally:
        signal.signal(signal.SIGTERM, before)
    assert (first.begun, another.begun) == (not killed, killed)
