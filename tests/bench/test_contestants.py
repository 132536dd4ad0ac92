import os
import socket
from contextlib import closing

import pytest

from bench import contestants
from bench.contestants import CONTESTANTS, TigerVNC, listens, missing


def test_whoever_listens_is_found_by_its_process() -> None:
    with closing(socket.socket()) as server:
        server.bind(("127.0.0.1", 0))
        port = server.getsockname()[1]
        assert not listens(os.getpid(), port)
        server.listen()
        assert listens(os.getpid(), port)


def test_a_contestant_that_is_not_installed_says_so_and_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contestants.shutil, "which", lambda _program: None)
    assert "apt install tigervnc-scraping-server tigervnc-viewer" in missing("tigervnc")
    assert missing("ours") == missing("naive") == ""


def test_tigervnc_listens_to_this_machine_alone_where_there_is_no_line() -> None:
    assert "-localhost=1" in TigerVNC().host_command(":1", "127.0.0.1", 5901)
    assert "-localhost=0" in TigerVNC().host_command(":1", "10.201.0.1", 5901)


def test_contestants_go_by_their_names() -> None:
    assert {name: make().name for name, make in CONTESTANTS.items()} == {name: name for name in CONTESTANTS}
