import pytest

from customer_client.capture.rhythm import FOR, OFTEN, SELDOM, Rhythm


def test_the_first_look_is_at_once() -> None:
    assert Rhythm().delay(100.0) == 0


def test_while_things_change_looks_are_as_close_as_a_screen_is_drawn() -> None:
    rhythm = Rhythm()
    rhythm.looked(10.0, changed=True)

    assert rhythm.delay(10.0) == pytest.approx(OFTEN)
    rhythm.looked(10.0 + FOR - OFTEN, changed=False)
    assert rhythm.delay(10.0 + FOR - OFTEN) == pytest.approx(OFTEN)


def test_the_longer_nothing_changed_the_rarer_they_become() -> None:
    rhythm = Rhythm()
    rhythm.looked(10.0, changed=True)
    looks, now = [], 10.0
    while now < 60:
        now += rhythm.delay(now) + 1e-9
        looks.append(now)
        rhythm.looked(now, changed=False)

    def per_second(since: float) -> int:
        return sum(since <= look < since + 1 for look in looks)

    assert per_second(11.0) < 30
    assert per_second(50.0) <= 1 / SELDOM + 1


def test_it_rests_when_looks_are_as_rare_as_they_become() -> None:
    rhythm = Rhythm()
    assert rhythm.rests(10.0)
    rhythm.looked(10.0, changed=True)
    assert not rhythm.rests(10.0 + FOR)
    assert rhythm.rests(20.0)
    rhythm.expect(20.0)
    assert not rhythm.rests(20.0)


def test_a_sign_of_a_change_makes_them_close_again() -> None:
    rhythm = Rhythm()
    rhythm.looked(10.0, changed=False)
    assert rhythm.delay(10.0) == pytest.approx(SELDOM)

    rhythm.expect(10.05)
    assert rhythm.delay(10.05) == 0
