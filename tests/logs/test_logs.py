import io
import logging
import sys
import threading
from collections.abc import Iterator

import pytest

from logs import AllowList, Dialogue, write_to_stderr
from protocol.peer_messages import TypeText


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    stream = io.StringIO()
    write_to_stderr(stream=stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.promise("P17")
def test_a_message_is_logged_by_its_type_and_never_by_its_content(written: io.StringIO) -> None:
    Dialogue("test").received(TypeText("geheim"), "ab" * 16)
    logged = written.getvalue()
    assert "ab" * 16 + " < TypeText" in logged
    assert "geheim" not in logged


@pytest.mark.promise("P17")
def test_a_librarys_text_is_never_logged(written: io.StringIO) -> None:
    try:
        raise ValueError("192.0.2.1")
    except ValueError:
        logging.getLogger("aiohttp.server").exception("Error handling request from %s", "192.0.2.1")
    logged = written.getvalue()
    assert "aiohttp.server" in logged
    assert "ValueError" in logged
    assert "192.0.2.1" not in logged


def test_a_fault_is_logged_by_type_and_place(written: io.StringIO) -> None:
    try:
        raise RuntimeError("geheim")
    except RuntimeError as fault:
        Dialogue("test").fault(fault)
    logged = written.getvalue()
    assert "RuntimeError test_a_fault_is_logged_by_type_and_place" in logged
    assert "geheim" not in logged


def test_what_a_library_says_below_a_warning_is_dropped() -> None:
    assert not AllowList().filter(logging.makeLogRecord({"name": "aioice", "levelno": logging.INFO, "msg": "x"}))


def test_of_several_faults_at_once_each_is_logged(written: io.StringIO) -> None:
    Dialogue("test").fault(ExceptionGroup("geheim", [ValueError("geheim"), ExceptionGroup("", [KeyError("geheim")])]))
    logged = written.getvalue()
    assert "! ValueError" in logged
    assert "! KeyError" in logged
    assert "geheim" not in logged


def test_what_nobody_caught_is_logged_without_its_text_whatever_the_thread(written: io.StringIO) -> None:
    thread = threading.Thread(target=int, args=("192.0.2.1",))
    thread.start()
    thread.join()
    fault = OSError("192.0.2.1")
    sys.excepthook(OSError, fault, None)
    logged = written.getvalue()
    assert "! ValueError run" in logged
    assert "! OSError" in logged
    assert "192.0.2.1" not in logged


def test_what_is_raised_while_something_is_thrown_away_is_logged_without_its_text(written: io.StringIO) -> None:
    class Thrown:
        def __del__(self) -> None:
            raise OSError("192.0.2.1")

    Thrown()
    assert "! OSError __del__" in written.getvalue()
    assert "192.0.2.1" not in written.getvalue()
