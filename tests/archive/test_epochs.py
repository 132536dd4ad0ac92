from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import epochs

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given below


def test_a_moment_belongs_to_its_utc_day() -> None:
    assert epochs.epoch_of(MIDNIGHT) == "2026-11-23"
    assert epochs.epoch_of(MIDNIGHT - INSTANT) == "2026-11-22"
    assert epochs.epoch_of(datetime(2026, 11, 23, 0, 30, tzinfo=timezone(timedelta(hours=1)))) == "2026-11-22"


@pytest.mark.promise("P19")
@given(MOMENTS)
def test_a_key_lives_as_long_as_every_recording_of_its_day_and_less_than_a_day_longer(ended_at: datetime) -> None:
    day = epochs.day_of(epochs.epoch_of(ended_at))
    assert day
    assert epochs.delete_at(ended_at) < epochs.destroy_at(day) <= epochs.delete_at(ended_at) + timedelta(days=1)
    assert epochs.delete_at(ended_at) - ended_at == timedelta(days=90)


@pytest.mark.promise("P19")
def test_a_key_is_destroyed_at_the_first_instant_of_day_91_and_not_before() -> None:
    day, hold = "2026-11-23", "hold-c0ffee"
    end = MIDNIGHT + timedelta(days=91)
    assert epochs.over([day, hold], end - INSTANT) == []
    assert epochs.over([day, hold], end) == [day]
    assert epochs.next_over([hold, day, "2026-11-24"]) == end
    assert epochs.next_over([hold]) is None


def test_keys_exist_a_week_ahead() -> None:
    assert epochs.needed(MIDNIGHT - INSTANT)[0] == date(2026, 11, 22)
    assert epochs.needed(MIDNIGHT) == [date(2026, 11, 23) + timedelta(days=ahead) for ahead in range(8)]
