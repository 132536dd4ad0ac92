import pytest

from customer_client.ui.waking import SETTLES, WAITS, Waking


@pytest.mark.promise("P07")
def test_a_yes_can_be_pressed_only_when_its_window_has_been_seen() -> None:
    assert Waking(appeared=100).due(waits=True) == 100 + WAITS


def test_a_no_can_be_pressed_almost_at_once() -> None:
    assert Waking(appeared=100).due(waits=False) == 100 + SETTLES < 100 + WAITS


def test_a_double_click_counts_once() -> None:
    assert Waking(appeared=100).press(200).due(waits=False) == 200 + SETTLES


def test_pressing_something_else_does_not_shorten_the_wait() -> None:
    assert Waking(appeared=100).press(100.5).due(waits=True) == 100 + WAITS
