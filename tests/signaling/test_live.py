from protocol.grants import Office
from protocol.link import Role
from signaling.live import Live, as_written
from signaling.meeting import Meeting, Second
from tests.fakes.lines import FakeLine

SECOND = Second("berta", 2, 0, "Berta", Office.AGENT)
LIVE = Live(Meeting("a" * 32, second=SECOND), "anna", "Anna", 1, 0)


def test_each_sign_in_has_its_role() -> None:
    assert [LIVE.role_of(sign_in) for sign_in in ("anna", "berta", "cora")] == [Role.AGENT, Role.SECOND, None]


def test_the_newest_line_of_an_end_counts() -> None:
    old, new = FakeLine(), FakeLine()
    for line in (old, new, new):
        LIVE.seat(Role.SECOND, line)
    assert (old.hung_up, new.hung_up) == (True, False)


def test_a_second_agent_is_not_kept_in_the_table() -> None:
    assert as_written(LIVE.meeting) == as_written(Meeting("a" * 32))
