import pytest

from bench import lines
from bench.lines import QUALITIES, Between, Loopback, NoLine, sent_by

TABLE = """Inter-|   Receive                    |  Transmit
 face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo colls carrier compressed
    lo:  10   1 0 0 0 0 0 0       10   1 0 0 0 0 0 0
  line:  48   1 0 0 0 0 0 0     2048  20 0 0 0 0 0 0
"""


def test_what_an_interface_sent_is_read_from_the_kernels_table() -> None:
    assert sent_by("line", TABLE) == 2048


def test_an_interface_that_is_not_there_is_no_line() -> None:
    with pytest.raises(NoLine):
        sent_by("other", TABLE)


def test_without_the_tools_there_is_no_line_and_it_says_which_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines.shutil, "which", lambda tool: None if tool == "nsenter" else tool)
    with pytest.raises(NoLine, match="nsenter is not installed"), Between(QUALITIES["20mbit"]):
        pass


def test_the_loopback_starts_programs_as_they_are_and_counts_nothing() -> None:
    with Loopback("no namespaces") as line:
        assert line.at_customer() == line.at_agent() == []
        assert line.carried() is None


def test_lines_name_what_they_carry() -> None:
    assert QUALITIES["3mbit"].about == "3 Mbit/s, 100 ms, 1 % loss"
    assert all(quality.rate or name == "lan" for name, quality in QUALITIES.items())
