import pytest

from customer_client.recording import AT_FIRST_EVERY, EVERY, Marks
from protocol import peer_messages as m
from protocol.problems import RecordingDiskFull, RecordingStopped


def stored(mark: m.Mark | None) -> m.Stored:
    assert mark
    return m.Stored(mark=mark.number, pictures=1, size=1)


def test_the_first_mark_goes_at_once_and_the_next_soon() -> None:
    marks = Marks()
    assert marks.due(0.0) is None
    marks.connected(10.0)

    assert marks.due(10.0) == m.Mark(number=1)
    assert marks.due(10.0 + AT_FIRST_EVERY - 0.01) is None
    assert marks.due(10.0 + AT_FIRST_EVERY) == m.Mark(number=2)


@pytest.mark.promise("P18")
def test_an_answer_counts_from_when_its_mark_was_sent() -> None:
    marks = Marks()
    marks.connected(10.0)
    first = marks.due(10.0)
    marks.due(11.0)
    marks.answered(stored(first))

    assert marks.stored_at == 10.0


def test_after_the_first_answer_marks_go_once_a_second() -> None:
    marks = Marks()
    marks.connected(10.0)
    marks.answered(stored(marks.due(10.0)))
    marks.due(10.0 + AT_FIRST_EVERY)

    assert marks.due(10.0 + AT_FIRST_EVERY + EVERY - 0.01) is None
    assert marks.due(10.0 + AT_FIRST_EVERY + EVERY)


@pytest.mark.promise("P18")
@pytest.mark.parametrize("mark", [0, 2, 99])
def test_an_answer_to_a_mark_that_was_never_sent_is_none(mark: int) -> None:
    marks = Marks()
    marks.connected(10.0)
    marks.due(10.0)
    marks.answered(m.Stored(mark=mark, pictures=1, size=1))

    assert marks.stored_at is None


@pytest.mark.promise("P18")
def test_an_answer_to_an_earlier_connections_mark_is_none() -> None:
    marks = Marks()
    marks.connected(10.0)
    old = marks.due(10.0)
    marks.lost()
    marks.connected(20.0)
    marks.due(20.0)
    marks.answered(stored(old))

    assert marks.stored_at is None


def test_without_a_recorder_nothing_counts_as_stored_any_more() -> None:
    marks = Marks()
    marks.connected(10.0)
    marks.answered(stored(marks.due(10.0)))
    assert marks.stored_at == 10.0

    marks.lost()
    assert marks.stored_at is None


def test_a_mark_is_answered_once() -> None:
    marks = Marks()
    marks.connected(10.0)
    first, second = marks.due(10.0), marks.due(11.0)
    marks.answered(stored(second))
    marks.answered(stored(first))

    assert marks.stored_at == 11.0


def test_a_recorder_that_cannot_store_says_why_until_it_can() -> None:
    marks = Marks()
    marks.connected(10.0)
    marks.answered(stored(marks.due(10.0)))
    marks.answered(m.NotStored(problem="recording-stopped"))
    assert (marks.problem, marks.stored_at) == (RecordingStopped, 10.0)
    marks.answered(m.NotStored(problem="recording-disk-full"))
    assert (marks.problem, marks.stored_at) == (RecordingDiskFull, None)
    marks.answered(stored(marks.due(11.0)))
    assert (marks.problem, marks.stored_at) == (None, 11.0)


def test_a_mute_recorder_costs_no_memory() -> None:
    marks = Marks()
    marks.connected(0.0)
    for second in range(1000):
        marks.due(float(second))

    assert len(marks._sent) <= 16
