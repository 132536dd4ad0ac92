import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_client.injection.admission import BURST, PER_SECOND, Admission
from customer_client.injection.strokes import MoveTo, PressButton, PressKey, ReleaseButton, ReleaseKey, Turn, Type
from customer_client.window import OwnWindows, Rectangle
from peer.picture import Area
from protocol import peer_messages as m

NOWHERE = OwnWindows()


def admission() -> Admission:
    made = Admission()
    made.show(Area(0, 0, 800, 600))
    return made


@given(x=st.integers(0, 32_767), y=st.integers(0, 32_767))
def test_coordinates_are_clipped_to_the_screen(x: int, y: int) -> None:
    (move,) = admission().admit(m.PointerMove(x=x, y=y), NOWHERE, 0.0)

    assert isinstance(move, MoveTo)
    assert (move.x, move.y) == (min(x, 799), min(y, 599))


def test_more_than_the_rate_is_dropped_but_never_a_release() -> None:
    hands = admission()
    hands.admit(m.PointerDown(button=0, x=1, y=1), NOWHERE, 0.0)
    passed = sum(bool(hands.admit(m.PointerMove(x=5, y=5), NOWHERE, 0.0)) for _ in range(10_000))

    assert passed == BURST - 1
    assert hands.admit(m.PointerUp(button=0, x=9, y=9), NOWHERE, 0.0) == [MoveTo(9, 9), ReleaseButton(0)]


def test_each_notch_of_the_wheel_counts() -> None:
    hands = admission()
    turned = [hands.admit(m.Wheel(delta_x=20, delta_y=-20), NOWHERE, 0.0) for _ in range(100)]

    assert sum(map(bool, turned)) == BURST / 40


def test_in_the_long_run_the_rate_holds() -> None:
    hands = admission()
    passed = sum(bool(hands.admit(m.PointerMove(x=5, y=5), NOWHERE, step / 10_000)) for step in range(20_000))

    assert passed == pytest.approx(2 * PER_SECOND + BURST, rel=0.01)


def test_a_press_outside_may_be_released_inside_our_windows() -> None:
    hands, own = admission(), OwnWindows((Rectangle(100, 100, 50, 50),))
    hands.admit(m.PointerDown(button=0, x=10, y=10), own, 0.0)

    assert hands.admit(m.PointerUp(button=0, x=120, y=120), own, 0.0) == [MoveTo(120, 120), ReleaseButton(0)]


def test_a_press_that_was_refused_has_no_release() -> None:
    hands, own = admission(), OwnWindows((Rectangle(100, 100, 50, 50),))
    assert hands.admit(m.PointerDown(button=0, x=120, y=120), own, 0.0) == []
    assert hands.admit(m.PointerUp(button=0, x=120, y=120), own, 0.0) == []


def test_a_press_beyond_the_screen_counts_where_it_would_land() -> None:
    own = OwnWindows((Rectangle(700, 500, 100, 100),))
    assert admission().admit(m.PointerDown(button=0, x=5000, y=5000), own, 0.0) == []


def test_the_wheel_does_not_turn_over_our_windows() -> None:
    hands, own = admission(), OwnWindows((Rectangle(100, 100, 50, 50),))
    hands.admit(m.PointerMove(x=120, y=120), own, 0.0)
    assert hands.admit(m.Wheel(delta_x=0, delta_y=1), own, 0.0) == []
    hands.admit(m.PointerMove(x=10, y=10), own, 0.0)
    assert hands.admit(m.Wheel(delta_x=0, delta_y=1), own, 0.0) == [MoveTo(10, 10), Turn(0, 1)]


def test_a_key_may_be_released_while_our_window_has_the_focus() -> None:
    hands = admission()
    hands.admit(m.KeyDown(key="Alt"), NOWHERE, 0.0)
    assert hands.admit(m.KeyUp(key="Alt"), OwnWindows(has_focus=True), 0.0) == [ReleaseKey("Alt")]


@pytest.mark.parametrize(
    "message", [m.KeyDown(key="Pause"), m.KeyDown(key="CapsLock"), m.TypeText(text="a\x1bb"), m.KeyDown(key="\x07")]
)
def test_keys_and_text_off_the_list_are_refused(message: m.FromAgent) -> None:
    assert admission().admit(message, NOWHERE, 0.0) == []


def test_keys_text_and_buttons_pass() -> None:
    hands = admission()
    assert hands.admit(m.KeyDown(key="Enter"), NOWHERE, 0.0) == [PressKey("Enter")]
    assert hands.admit(m.TypeText(text="ä€"), NOWHERE, 0.0) == [Type("ä€")]
    assert hands.admit(m.PointerDown(button=2, x=3, y=4), NOWHERE, 0.0) == [MoveTo(3, 4), PressButton(2)]


def test_a_heart_that_stops_lets_go_what_is_held() -> None:
    hands = admission()
    hands.beat(10.0)
    hands.admit(m.KeyDown(key="Control"), NOWHERE, 10.0)

    assert hands.passed(11.0) == []
    assert hands.passed(11.1) == [ReleaseKey("Control")]
    assert hands.passed(12.0) == []
