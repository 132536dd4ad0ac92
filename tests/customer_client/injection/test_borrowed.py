import pytest

from customer_client.injection.borrowed import REST, SETTLES, Borrowed


def test_free_keys_are_lent_at_once_and_then_the_one_used_longest_ago() -> None:
    borrowed = Borrowed()
    borrowed.offer([90, 91])
    assert borrowed.lend((1, 1), 0.0) == 90
    assert borrowed.lend((2, 2), 1.0) == 91
    borrowed.touch(90, 5.0)

    assert borrowed.rest(10.0) == 0.0
    assert borrowed.lend((3, 3), 10.0) == 91


def test_a_key_rests_after_its_last_use_before_it_means_something_else() -> None:
    borrowed = Borrowed()
    borrowed.offer([90])
    borrowed.lend((1, 1), 10.0)

    assert borrowed.rest(10.1) == pytest.approx(REST - 0.1)
    assert borrowed.rest(10.0 + REST) == 0.0


def test_what_is_lent_is_not_offered_again() -> None:
    borrowed = Borrowed()
    borrowed.offer([90, 91])
    borrowed.lend((1, 1), 0.0)
    borrowed.offer([90, 91])

    assert borrowed.lend((2, 2), 1.0) == 91
    assert sorted(borrowed.keycodes) == [90, 91]


def test_a_keyboard_without_any_unused_key_lends_none() -> None:
    assert Borrowed().rest(0.0) is None


def test_changes_do_not_follow_each_other_too_closely() -> None:
    borrowed = Borrowed()
    borrowed.offer([90, 91, 92])
    borrowed.lend((1, 1), 10.0)

    assert borrowed.rest(10.01) == pytest.approx(SETTLES - 0.01)
    assert borrowed.lend((2, 2), 10.03) == 91
    assert borrowed.rest(10.03) == pytest.approx(SETTLES)
