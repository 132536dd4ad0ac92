"""With an invented library: which keys, characters and buttons Windows is sent."""

from collections.abc import Callable

import pytest

from customer_client.injection import keys
from customer_client.injection.windows_events import MARK, Injector
from customer_client.injection.windows_input import KEYS, WindowsKeyboard, WindowsPointer, let_go_everything
from protocol.problems import MessageRefused
from tests.fakes.windows_user32 import SWAPPED, FakeUser32

EXTENDED, UP, CHARACTER = 1, 2, 4


def keyboard(user32: FakeUser32) -> WindowsKeyboard:
    return WindowsKeyboard(user32, Injector(user32))


def pointer(user32: FakeUser32) -> WindowsPointer:
    return WindowsPointer(user32, Injector(user32))


def scan(virtual: int) -> int:
    return virtual // 2


def test_each_key_on_the_allow_list_is_one_of_windows() -> None:
    assert set(KEYS) == set(keys.NAMED)


def test_what_a_killed_program_held_is_let_go_keys_and_buttons_and_nothing_else() -> None:
    user32 = FakeUser32(down=frozenset({0x01, 0x06, 0xA0, 0x25, 0x10}))
    let_go_everything(user32)
    assert user32.typed() == [(0x25, scan(0x25), EXTENDED | UP), (0xA0, scan(0xA0), UP)]
    assert user32.clicked() == [(0x0004, 0), (0x0100, 2)], "the left one, and the second of the further ones"


def test_where_nothing_is_down_nothing_is_sent() -> None:
    user32 = FakeUser32()
    let_go_everything(user32)
    assert not user32.sent


def test_text_is_characters_which_caps_lock_does_not_change_and_all_of_it_at_once() -> None:
    user32 = FakeUser32()
    assert keyboard(user32).type_text("aß") is None
    assert user32.typed() == [(0, ord(each), CHARACTER | up) for each in "aß" for up in (0, UP)]
    assert len(user32.sent) == 1


def test_a_character_beyond_16_bits_is_both_its_halves() -> None:
    user32 = FakeUser32()
    keyboard(user32).type_text("😀")
    assert [unit for _, unit, flags in user32.typed() if not flags & UP] == [0xD83D, 0xDE00]


def test_new_lines_and_tabs_are_keys() -> None:
    user32 = FakeUser32()
    keyboard(user32).type_text("\n\t")
    assert user32.typed() == [
        (0x0D, scan(0x0D), 0),
        (0x0D, scan(0x0D), UP),
        (0x09, scan(0x09), 0),
        (0x09, scan(0x09), UP),
    ]


def test_a_key_is_held_until_it_is_let_go_and_the_arrows_are_not_the_number_pads() -> None:
    user32 = FakeUser32()
    board = keyboard(user32)
    board.press("Control")
    board.press("ArrowLeft")
    board.release("ArrowLeft")
    board.release("Control")
    left, control = (0x25, scan(0x25), EXTENDED), (0xA2, scan(0xA2), 0)
    assert user32.typed() == [control, left, (*left[:2], EXTENDED | UP), (*control[:2], UP)]


def test_a_letter_of_a_shortcut_is_the_key_that_the_customers_layout_has_for_it() -> None:
    user32 = FakeUser32()
    board = keyboard(user32)
    board.press("z")
    user32.layout = {}
    board.release("z")
    assert user32.typed() == [(0x5A, scan(0x5A), 0), (0x5A, scan(0x5A), UP)]


@pytest.mark.parametrize("character", ["A", "@", "д", "😀"])
def test_a_character_that_no_key_has_by_itself_is_pressed_as_that_character(character: str) -> None:
    user32 = FakeUser32()
    board = keyboard(user32)
    board.press(character)
    board.release(character)
    units = character.encode("utf-16-le")
    codes = [int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2)]
    assert user32.typed() == [(0, code, CHARACTER | up) for up in (0, UP) for code in codes]


def test_what_was_not_pressed_is_not_let_go() -> None:
    user32 = FakeUser32()
    keyboard(user32).release("Shift")
    assert user32.sent == []


def test_buttons_go_down_and_up_and_the_further_ones_are_counted() -> None:
    user32 = FakeUser32()
    for button in range(5):
        pointer(user32).press(button)
        pointer(user32).release(button)
    left, middle, right = [(0x02, 0), (0x04, 0)], [(0x20, 0), (0x40, 0)], [(0x08, 0), (0x10, 0)]
    assert user32.clicked() == [*left, *middle, *right, (0x80, 1), (0x100, 1), (0x80, 2), (0x100, 2)]


def test_a_customer_who_swapped_the_buttons_is_not_clicked_with_the_wrong_one() -> None:
    user32 = FakeUser32()
    user32.metrics[SWAPPED] = 1
    for button in range(3):
        pointer(user32).press(button)
    assert user32.clicked() == [(0x08, 0), (0x20, 0), (0x02, 0)]


def test_the_wheel_turns_down_and_right_and_not_at_all() -> None:
    user32 = FakeUser32()
    wheel = pointer(user32)
    wheel.wheel(0, 2)
    wheel.wheel(1, 0)
    wheel.wheel(-1, -1)
    assert user32.clicked() == [(0x0800, -240), (0x1000, 120), (0x0800, 120), (0x1000, -120)]


def test_the_pointer_is_moved_with_our_mark() -> None:
    user32 = FakeUser32()
    pointer(user32).move(0, 0)
    ((sent,),) = user32.sent
    assert (sent.dwFlags, sent.dwExtraInfo) == (0xC001, MARK)


@pytest.mark.parametrize(
    "refused",
    [
        lambda user32: keyboard(user32).press("Pause"),
        lambda user32: keyboard(user32).release("CapsLock"),
        lambda user32: pointer(user32).press(7),
        lambda user32: pointer(user32).release(-1),
    ],
)
def test_what_is_not_on_the_allow_list_is_refused(refused: Callable[[FakeUser32], None]) -> None:
    user32 = FakeUser32()
    with pytest.raises(MessageRefused):
        refused(user32)
    assert user32.sent == []
