from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.register import Register, Registered, RegisterUnavailable

END = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
DUE = END + timedelta(days=90)
ONE = Registered("1" * 32, END, DUE, "ab" * 32, 7)
HELD = replace(ONE, session="2" * 32, hold="c0ffee", held_until=DUE + timedelta(days=30))


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path / "register.sqlite")


def test_a_recording_is_known_as_it_was_entered(register: Register) -> None:
    register.put(ONE)
    register.put(HELD)
    assert register.of(ONE.session) == ONE
    assert register.of(HELD.session) == HELD
    assert register.of("f" * 32) is None
    assert register.objects() == {ONE.session: 7, HELD.session: 7}


def test_what_is_entered_again_replaces_what_was_said(register: Register) -> None:
    register.put(ONE)
    register.put(replace(ONE, objects=8))
    assert register.of(ONE.session) == replace(ONE, objects=8)


@pytest.mark.promise("P19")
def test_it_is_due_at_its_time_and_not_a_microsecond_before(register: Register) -> None:
    register.put(ONE)
    assert register.due(DUE - timedelta(microseconds=1)) == []
    assert not ONE.is_due(DUE - timedelta(microseconds=1))
    assert register.due(DUE) == [ONE]
    assert ONE.is_due(DUE)


@pytest.mark.promise("P19")
def test_the_longest_due_comes_first(register: Register) -> None:
    older = replace(ONE, session="0" * 32, delete_at=DUE - timedelta(days=2))
    for recording in (ONE, older):
        register.put(recording)
    assert register.due(DUE) == [older, ONE]


def test_what_is_held_is_not_due_until_its_hold_is_over(register: Register) -> None:
    register.put(HELD)
    assert register.due(DUE + timedelta(days=365)) == []
    assert HELD.held_until
    assert register.holds_over(HELD.held_until - timedelta(seconds=1)) == []
    assert register.holds_over(HELD.held_until) == [HELD]


def test_it_says_when_something_is_to_be_done_next(register: Register) -> None:
    assert register.next_due() is None
    register.put(HELD)
    assert register.next_due() == HELD.held_until
    register.put(ONE)
    assert register.next_due() == DUE


def test_what_is_gone_is_forgotten(register: Register) -> None:
    register.put(ONE)
    register.remove(ONE.session)
    register.remove(ONE.session)
    assert register.of(ONE.session) is None


def test_a_recording_that_stops_changing_is_noticed(register: Register) -> None:
    def look(state: str, hour: int) -> datetime:
        return register.unchanged_since(ONE.session, state, END + timedelta(hours=hour))

    assert look("one segment", 0) == END
    assert look("one segment", 5) == END
    assert look("two segments", 6) == END + timedelta(hours=6)
    register.forget(ONE.session)
    assert look("two segments", 7) == END + timedelta(hours=7)


def test_it_is_there_after_a_restart_and_readable_by_nobody_else(register: Register, tmp_path: Path) -> None:
    register.put(ONE)
    register.close()
    assert Register(tmp_path / "register.sqlite").of(ONE.session) == ONE
    assert (tmp_path / "register.sqlite").stat().st_mode & 0o077 == 0


def test_what_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "register.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(RegisterUnavailable):
        Register(tmp_path / "register.sqlite")
