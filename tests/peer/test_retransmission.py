from peer.retransmission import SHORTEST_ROUND_TRIP, RetransmissionBudget


def test_a_packet_is_repeated_once_per_round_trip() -> None:
    budget = RetransmissionBudget()
    assert budget.allows(1, rate=1_000_000, round_trip=0.1, now=1.0)
    assert not budget.allows(1, rate=1_000_000, round_trip=0.1, now=1.05)
    assert budget.allows(1, rate=1_000_000, round_trip=0.1, now=1.11)


def test_before_the_first_report_the_round_trip_is_taken_to_be_short() -> None:
    budget = RetransmissionBudget()
    assert budget.allows(1, rate=1_000_000, round_trip=None, now=1.0)
    assert not budget.allows(1, rate=1_000_000, round_trip=None, now=1.0 + SHORTEST_ROUND_TRIP / 2)
    assert budget.allows(1, rate=1_000_000, round_trip=None, now=1.0 + 1.1 * SHORTEST_ROUND_TRIP)


def test_repetitions_never_take_more_than_their_share() -> None:
    budget = RetransmissionBudget()
    repeated = sum(
        budget.allows(number, rate=4_000_000, round_trip=None, now=1.0 + number / 1000) for number in range(3000)
    )
    assert 3.0 * 1_200_000 <= repeated * 8 * 1300 <= 3.6 * 1_200_000


def test_what_is_remembered_stays_bounded() -> None:
    budget = RetransmissionBudget()
    for number in range(20_000):
        budget.allows(number, rate=10**9, round_trip=None, now=float(number))
    assert len(budget._sent_at) <= 4096
