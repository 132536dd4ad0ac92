import pytest

from agent_client.viewing.pointer import MOVE_EVERY, Pointer
from protocol.peer_messages import PointerDown, PointerMove, PointerUp, Wheel


def test_the_first_move_goes_at_once_and_the_next_waits_for_its_turn() -> None:
    pointer = Pointer()
    assert pointer.moved(1, 1, now=10.0) == [PointerMove(x=1, y=1)]
    assert pointer.moved(2, 2, now=10.001) == []
    assert pointer.moved(3, 3, now=10.002) == []
    assert pointer.wait(now=10.002) == pytest.approx(MOVE_EVERY - 0.002)
    assert pointer.due(now=10.0081) == [PointerMove(x=3, y=3)]
    assert pointer.wait(now=10.0081) is None


def test_a_click_overtakes_the_move_that_waits_and_is_never_behind_it() -> None:
    pointer = Pointer()
    pointer.moved(1, 1, now=10.0)
    pointer.moved(2, 2, now=10.001)
    assert pointer.pressed(0, 5, 5, now=10.002) == [PointerDown(button=0, x=5, y=5)]
    assert pointer.due(now=11.0) == []
    assert pointer.dragging
    assert pointer.released(0, 6, 6, now=10.003) == [PointerUp(button=0, x=6, y=6)]
    assert not pointer.dragging


def test_a_button_that_did_not_go_down_here_does_not_go_up() -> None:
    assert Pointer().released(2, 0, 0, now=1.0) == []


def test_the_same_place_is_not_sent_twice() -> None:
    pointer = Pointer()
    pointer.moved(1, 1, now=10.0)
    assert pointer.moved(1, 1, now=11.0) == []


def test_parts_of_a_notch_add_up() -> None:
    pointer = Pointer()
    turned = [pointer.turned(0, 30) for _ in range(5)]
    assert turned == [[], [], [], [Wheel(delta_x=0, delta_y=1)], []]


def test_a_turn_back_does_not_have_to_make_good_what_was_left_over() -> None:
    pointer = Pointer()
    pointer.turned(0, 100)
    assert pointer.turned(0, -120) == [Wheel(delta_x=0, delta_y=-1)]


def test_a_wild_wheel_stays_within_bounds() -> None:
    assert Pointer().turned(-100_000, 240) == [Wheel(delta_x=-20, delta_y=2)]


def test_after_the_viewer_lost_the_pointer_nothing_waits() -> None:
    pointer = Pointer()
    pointer.pressed(0, 1, 1, now=1.0)
    pointer.moved(2, 2, now=1.001)
    pointer.let_go()
    assert pointer.due(now=2.0) == []
    assert not pointer.dragging
