import pytest

from peer.rhythm import Rhythm


def test_the_next_picture_is_taken_as_late_as_it_can_be() -> None:
    rhythm = Rhythm()
    for _ in range(30):
        rhythm.taken(0.006)
        rhythm.coded(0.016)
    assert rhythm.lead == pytest.approx(0.010, abs=0.001)


def test_who_takes_longer_than_coding_does_starts_at_once() -> None:
    rhythm = Rhythm()
    for _ in range(30):
        rhythm.taken(0.016)
        rhythm.coded(0.006)
    assert rhythm.lead == 0.0


def test_the_rhythm_follows_what_is_on_the_screen() -> None:
    rhythm = Rhythm()
    rhythm.taken(0.001)
    for _ in range(10):
        rhythm.coded(0.050)
    slow = rhythm.lead
    for _ in range(10):
        rhythm.coded(0.005)
    assert rhythm.lead < slow / 4
