from customer_client.injection.held import AT_MOST, Held
from customer_client.injection.strokes import PressButton, PressKey, ReleaseButton, ReleaseKey, Type


def test_everything_held_is_let_go_the_last_first() -> None:
    held = Held()
    for key in ("Control", "a"):
        held.press_key(key)
    held.press_button(0)
    held.press_button(2)

    assert held.release_all() == [ReleaseButton(2), ReleaseButton(0), ReleaseKey("a"), ReleaseKey("Control")]
    assert not held
    assert held.release_all() == []


def test_what_is_down_already_repeats_by_itself() -> None:
    held = Held()
    assert held.press_key("x") == [PressKey("x")]
    assert held.press_key("x") == []
    assert held.press_button(1) == [PressButton(1)]
    assert held.press_button(1) == []


def test_the_panic_key_is_never_held() -> None:
    held = Held()
    assert held.press_key("Escape") == [PressKey("Escape"), ReleaseKey("Escape")]
    assert held.release_key("Escape") == []
    assert not held


def test_only_what_was_pressed_is_released() -> None:
    held = Held()
    assert held.release_key("x") == held.release_button(0) == []
    held.press_key("x")
    assert held.release_key("x") == [ReleaseKey("x")]
    assert held.release_key("x") == []


def test_nobody_holds_more_keys_than_fingers() -> None:
    held = Held()
    pressed = [stroke for number in range(50) for stroke in held.press_key(chr(97 + number))]

    assert len(pressed) == AT_MOST
    assert len(held.release_all()) == AT_MOST


def test_text_is_typed_without_the_modifiers_that_are_held() -> None:
    held = Held()
    for key in ("AltGraph", "Shift", "x"):
        held.press_key(key)

    assert held.type_text("@") == [
        ReleaseKey("Shift"),
        ReleaseKey("AltGraph"),
        Type("@"),
        PressKey("AltGraph"),
        PressKey("Shift"),
    ]
