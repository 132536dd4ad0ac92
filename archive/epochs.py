"""Epochs: which days need a key, and when a day's key must be gone. Pure; times are UTC.

A recording belongs to the day on which its session ended. It is due 90 days after that moment, so on day 90 at the
latest moment of that day; the key is destroyed when that day is over. Never a recording before its time, and nothing
readable after it.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from protocol.recording import RETENTION_DAYS

DAYS_AHEAD = 7
"""Days for which keys exist before they come: so long may the archive be off and recorders still seal."""
KEY_DAYS = RETENTION_DAYS + 1


def epoch_of(moment: datetime) -> str:
    """The epoch of a moment: its UTC day."""
    return moment.astimezone(UTC).date().isoformat()


def day_of(epoch: str) -> date | None:
    """The day of an epoch, or `None` for a hold."""
    try:
        return date.fromisoformat(epoch)
    except ValueError:
        return None


def delete_at(ended_at: datetime) -> datetime:
    """When a recording is deleted whose session ended then."""
    return ended_at + timedelta(days=RETENTION_DAYS)


def destroy_at(day: date) -> datetime:
    """When the key of a day is destroyed."""
    return datetime.combine(day + timedelta(days=KEY_DAYS), time(), UTC)


def needed(now: datetime) -> list[date]:
    """The days that need a key now: today and the next ones."""
    today = now.astimezone(UTC).date()
    return [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1)]


def over(epochs: Iterable[str], now: datetime) -> list[str]:
    """Those of the epochs whose keys must be gone by now, oldest first."""
    return sorted(epoch for epoch in epochs if (day := day_of(epoch)) and now >= destroy_at(day))


def next_over(epochs: Iterable[str]) -> datetime | None:
    """When the next of these keys must be gone."""
    return min((destroy_at(day) for epoch in epochs if (day := day_of(epoch))), default=None)
