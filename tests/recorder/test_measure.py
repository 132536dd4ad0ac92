from recorder.measure import BURST, PER_SECOND, Measure


def test_a_person_is_within_the_measure() -> None:
    measure = Measure()
    assert all(measure.admits(event / 20) for event in range(1000))


def test_a_flood_is_cut_to_the_measure() -> None:
    measure = Measure()
    admitted = sum(measure.admits(event / 1000) for event in range(10_000))
    assert admitted <= BURST + 10 * PER_SECOND
