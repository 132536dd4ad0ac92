import pytest

from agent_client.viewing.quality import Counted, Meter, Quality, Word


def beat(meter: Meter, at: float, round_trip: float) -> None:
    meter.answered(meter.heartbeat(at), at + round_trip)


def test_nothing_measured_is_unknown() -> None:
    assert Meter().quality() == Quality()


@pytest.mark.parametrize(
    ("round_trip", "lost", "word"),
    [(0.02, 0, Word.GOOD), (0.18, 0, Word.FAIR), (0.4, 0, Word.POOR), (0.02, 5, Word.FAIR), (0.02, 50, Word.POOR)],
)
def test_the_word_follows_round_trip_and_loss(round_trip: float, lost: int, word: Word) -> None:
    meter = Meter()
    beat(meter, 1.0, round_trip)
    meter.counted(Counted(1.0))
    meter.counted(Counted(2.0, pictures=30, bytes_received=220_000, packets_lost=lost))
    assert meter.quality().word is word


def test_pictures_and_bytes_are_counted_per_second_over_the_last_two() -> None:
    meter = Meter()
    beat(meter, 0.0, 0.02)
    for quarter in range(41):
        at = quarter * 0.25
        slow = min(at, 5.0) * 10 + max(0.0, at - 5.0) * 60
        meter.counted(Counted(at, pictures=round(slow), bytes_received=round(at * 250_000)))
    quality = meter.quality()
    assert quality.pictures_per_second == 60
    assert quality.megabits_per_second == pytest.approx(2.0)


def test_one_slow_answer_does_not_spoil_the_number() -> None:
    meter = Meter()
    for number in range(7):
        beat(meter, number, 0.02)
    beat(meter, 8.0, 2.0)
    assert meter.quality().round_trip_ms == 20


def test_an_answer_to_nothing_or_a_second_one_counts_for_nothing() -> None:
    meter = Meter()
    number = meter.heartbeat(1.0)
    meter.answered(number, 1.01)
    meter.answered(number, 9.0)
    meter.answered(77, 9.0)
    assert meter.quality().round_trip_ms == 10
