from peer.race import PACE, PATIENT, Entrant, Race

DATAGRAMS, STREAMS = 0, 2
TWO_SERVERS = [Entrant("first", DATAGRAMS), Entrant("second", DATAGRAMS), Entrant("first", STREAMS)]


def test_datagrams_start_at_once_and_streams_when_nobody_has_answered_for_a_while() -> None:
    race = Race(TWO_SERVERS, wanted=2)
    assert race.start(0.0) == [0, 1]
    assert race.start(0.09) == []
    assert race.start(0.1) == [2]
    assert race.start(0.2) == []


def test_streams_are_not_tried_where_datagrams_get_through() -> None:
    race = Race(TWO_SERVERS, wanted=2)
    race.start(0.0)
    race.answered(1, 0.09)
    assert race.start(0.3) == []


def test_streams_start_at_once_when_datagrams_are_refused() -> None:
    race = Race(TWO_SERVERS, wanted=2)
    race.start(0.0)
    race.out(0)
    assert race.start(0.01) == []
    race.answered(1, 0.01)
    race.out(1)
    assert race.start(0.02) == [2]


def test_a_race_with_nobody_in_it_is_over_at_once() -> None:
    assert Race([], wanted=0).look_again(0.0) is None


def test_it_is_over_when_enough_have_arrived() -> None:
    race = Race(TWO_SERVERS, wanted=2)
    race.start(0.0)
    race.arrived(0, 0.01)
    assert race.look_again(0.01) is not None
    race.arrived(1, 0.02)
    assert race.look_again(0.02) is None


def test_two_ways_to_one_server_are_one() -> None:
    race = Race(TWO_SERVERS, wanted=2)
    race.start(0.0)
    race.start(0.1)
    race.arrived(2, 0.11)
    race.arrived(0, 0.12)
    assert race.look_again(0.12) is not None


def test_others_get_a_moment_after_the_first_arrived() -> None:
    race = Race(TWO_SERVERS, wanted=2)
    race.start(0.0)
    race.arrived(0, 0.3)
    assert race.look_again(0.3 + PACE.courtesy) is None


def test_who_says_nothing_is_given_up_soon() -> None:
    race = Race(TWO_SERVERS, wanted=2)
    race.start(0.0)
    race.start(0.1)
    assert race.look_again(0.2) == PACE.silent
    assert race.look_again(PACE.silent) is None


def test_who_has_answered_gets_time_to_finish() -> None:
    race = Race(TWO_SERVERS, wanted=2)
    race.start(0.0)
    race.answered(0, 0.3)
    assert race.look_again(PACE.silent) == 0.3 + PACE.silent
    race.answered(0, 0.6)
    assert race.look_again(0.3 + PACE.silent) == 0.6 + PACE.silent
    assert race.look_again(0.6 + PACE.silent) is None


def test_who_answers_again_and_again_and_never_finishes_is_given_up_in_the_end() -> None:
    race = Race(TWO_SERVERS, wanted=2)
    race.start(0.0)
    race.answered(0, PACE.slow - 0.01)
    assert race.look_again(PACE.slow - 0.01) == PACE.slow
    assert race.look_again(PACE.slow) is None


def test_it_is_over_when_all_are_out() -> None:
    race = Race(TWO_SERVERS[:2], wanted=2)
    race.start(0.0)
    race.out(0)
    race.out(1)
    assert race.look_again(0.01) is None


def test_one_who_arrives_late_is_not_said_to_have_answered_again() -> None:
    race = Race(TWO_SERVERS[:1], wanted=2)
    race.start(0.0)
    race.out(0)
    race.answered(0, 0.01)
    assert race.look_again(0.01) is None


def test_an_offer_is_ready_within_half_a_second_and_a_further_attempt_waits_longer() -> None:
    assert PACE.silent + PACE.courtesy < 0.5
    assert PATIENT.silent > 2 * 0.6, "a request and its answer over a satellite"
