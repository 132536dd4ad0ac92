import pytest

from agent_client.viewing.key_names import COMBINATIONS, Combination, Desktop, Modifier
from agent_client.viewing.keyboard import Keyboard, KeyboardMessage, KeyEvent, LeaveKeyboard
from protocol.peer_messages import KeyDown, KeyUp, ReleaseAll, TypeText

SHIFT, CONTROL, ALT = Modifier.SHIFT, Modifier.CONTROL, Modifier.ALT
META, ALT_GRAPH = Modifier.META, Modifier.ALT_GRAPH


class Typist:
    """Presses keys as a desktop reports them: each has its scan code, and the modifiers that are held."""

    def __init__(self, desktop: Desktop = Desktop.X11) -> None:
        self.keyboard = Keyboard(desktop)
        self.held: set[Modifier] = set()
        self.said: list[KeyboardMessage] = []

    def down(self, key: str, text: str = "", *, repeat: bool = False) -> "Typist":
        return self._event(key, text, down=True, repeat=repeat)

    def up(self, key: str, text: str = "") -> "Typist":
        return self._event(key, text, down=False)

    def tap(self, key: str, text: str = "") -> "Typist":
        return self.down(key, text).up(key, text)

    def hold(self, *modifiers: Modifier) -> "Typist":
        for modifier in modifiers:
            self.down(modifier.value)
            self.held.add(modifier)
        return self

    def let_go(self, *modifiers: Modifier) -> "Typist":
        for modifier in modifiers:
            self.up(modifier.value)
            self.held.discard(modifier)
        return self

    def _event(self, key: str, text: str, *, down: bool, repeat: bool = False) -> "Typist":
        event = KeyEvent(key, text, frozenset(self.held), down, repeat, code=hash(key))
        self.said += self.keyboard.key(event)
        return self


@pytest.mark.parametrize("text", "aZ5ß€@\\{}~^äé ﬁΩ")
def test_text_is_typed_as_the_agent_s_layout_made_it(text: str) -> None:
    assert Typist().tap("q", text).said == [TypeText(text)]


def test_a_capital_letter_is_text_and_shift_stays_here() -> None:
    assert Typist().hold(SHIFT).tap("a", "A").let_go(SHIFT).said == [TypeText("A")]


@pytest.mark.parametrize(("key", "text"), [("q", "@"), ("ß", "\\"), ("7", "{"), ("0", "}"), ("e", "€"), ("+", "~")])
def test_alt_gr_on_x11_types_its_character_and_is_never_sent(key: str, text: str) -> None:
    typist = Typist().down("AltGraph").tap(key, text).up("AltGraph")
    assert typist.said == [TypeText(text)]


@pytest.mark.parametrize(("key", "text"), [("q", "@"), ("@", "@"), ("ß", "\\"), ("7", "{"), ("e", "€")])
def test_alt_gr_on_windows_never_leaks_as_control_and_alt(key: str, text: str) -> None:
    typist = Typist(Desktop.WINDOWS)
    typist.down("Control").down("AltGraph")
    typist.held = {CONTROL, ALT}
    typist.tap(key, text)
    typist.held = set()
    typist.up("AltGraph").up("Control")
    assert typist.said == [TypeText(text)]


def test_alt_gr_on_windows_without_its_own_name_types_too() -> None:
    typist = Typist(Desktop.WINDOWS).hold(CONTROL, ALT).tap("q", "@").let_go(ALT, CONTROL)
    assert typist.said == [TypeText("@")]


def test_option_on_a_mac_types_its_character() -> None:
    assert Typist(Desktop.MACOS).hold(ALT).tap("l", "@").let_go(ALT).said == [TypeText("@")]


def test_alt_gr_with_an_arrow_on_windows_is_the_arrow_alone() -> None:
    typist = Typist(Desktop.WINDOWS)
    typist.down("Control").down("AltGraph")
    typist.held = {CONTROL, ALT}
    typist.tap("ArrowLeft")
    assert typist.said == [KeyDown("ArrowLeft"), KeyUp("ArrowLeft")]


CIRCUMFLEX, ACUTE = "\u0302", "\u0301"


def test_a_dead_key_waits_for_its_letter() -> None:
    typist = Typist().tap("Dead", CIRCUMFLEX)
    assert typist.said == []
    assert typist.tap("a", "a").tap("a", "a").said == [TypeText("â"), TypeText("a")]


def test_a_dead_key_waits_while_shift_goes_down_for_a_capital_letter() -> None:
    assert Typist().tap("Dead", ACUTE).hold(SHIFT).tap("e", "E").said == [TypeText("É")]


def test_a_dead_key_twice_is_its_accent_once() -> None:
    typist = Typist().tap("Dead", CIRCUMFLEX).tap("Dead", CIRCUMFLEX)
    assert typist.tap("a", "a").said == [TypeText("^"), TypeText("a")]


def test_another_dead_key_lets_the_first_accent_go() -> None:
    assert Typist().tap("Dead", CIRCUMFLEX).tap("Dead", ACUTE).tap("e", "e").said == [TypeText("^"), TypeText("é")]


def test_a_named_key_or_a_lost_focus_forgets_the_accent() -> None:
    typist = Typist().tap("Dead", CIRCUMFLEX).tap("Escape").tap("Dead", CIRCUMFLEX)
    typist.keyboard.focus_lost()
    assert typist.tap("a", "a").said == [KeyDown("Escape"), KeyUp("Escape"), TypeText("a")]


def test_where_letters_come_composed_a_dead_key_adds_nothing() -> None:
    assert Typist(Desktop.WINDOWS).tap("Dead", CIRCUMFLEX).tap("a", "â").said == [TypeText("â")]


def test_composed_text_is_cut_into_messages_and_loses_control_characters() -> None:
    assert Keyboard(Desktop.X11).committed("x" * 40 + "\n\x07") == [TypeText("x" * 32), TypeText("x" * 8)]
    assert Keyboard(Desktop.X11).committed("\x1b") == []


@pytest.mark.parametrize("key", ["Enter", "Tab", "Escape", "Backspace", "ArrowLeft", "F5", "PageUp"])
def test_named_keys_are_pressed_and_let_go(key: str) -> None:
    assert Typist().tap(key, "\r").said == [KeyDown(key), KeyUp(key)]


def test_a_shortcut_is_its_modifiers_and_its_key() -> None:
    typist = Typist().hold(CONTROL).tap("c", "\x03").let_go(CONTROL)
    assert typist.said == [KeyDown("Control"), KeyDown("c"), KeyUp("c"), KeyUp("Control")]


def test_a_shortcut_with_a_printable_text_is_still_a_shortcut() -> None:
    typist = Typist().hold(ALT).tap("f", "f").let_go(ALT)
    assert typist.said == [KeyDown("Alt"), KeyDown("f"), KeyUp("f"), KeyUp("Alt")]


def test_shift_goes_with_a_named_key() -> None:
    typist = Typist().hold(SHIFT).tap("Tab").tap("Tab").let_go(SHIFT)
    tab = [KeyDown("Tab"), KeyUp("Tab")]
    assert typist.said == [KeyDown("Shift"), *tab, *tab, KeyUp("Shift")]


def test_text_is_never_typed_while_the_customer_s_machine_holds_a_modifier() -> None:
    typist = Typist().hold(SHIFT).tap("ArrowLeft")
    typist.said.clear()
    assert typist.tap("a", "A").said == [KeyUp("Shift"), TypeText("A")]


@pytest.mark.parametrize("modifier", [SHIFT, CONTROL, ALT, META])
def test_a_modifier_tapped_alone_is_a_tap(modifier: Modifier) -> None:
    assert Typist().hold(modifier).let_go(modifier).said == [KeyDown(modifier.value), KeyUp(modifier.value)]


def test_a_modifier_whose_going_up_was_missed_is_let_go_with_the_next_key() -> None:
    typist = Typist().hold(CONTROL).tap("c", "\x03")
    typist.held.clear()
    typist.said.clear()
    assert typist.tap("Enter").said == [KeyUp("Control"), KeyDown("Enter"), KeyUp("Enter")]


def test_a_modifier_that_was_held_before_the_viewer_had_the_keyboard_counts() -> None:
    typist = Typist()
    typist.held.add(CONTROL)
    assert typist.tap("v", "\x16").said[:2] == [KeyDown("Control"), KeyDown("v")]


def test_a_repeated_key_goes_up_and_down_again_so_that_nothing_repeats_by_itself() -> None:
    typist = Typist().down("Backspace").down("Backspace", repeat=True).up("Backspace")
    assert typist.said == [KeyDown("Backspace"), KeyUp("Backspace"), KeyDown("Backspace"), KeyUp("Backspace")]


def test_repeated_text_is_typed_again_and_a_repeated_modifier_is_nothing() -> None:
    typist = Typist().down("a", "a").down("a", "a", repeat=True)
    assert typist.said == [TypeText("a"), TypeText("a")]
    assert Typist().down("Shift").down("Shift", repeat=True).said == []


def test_a_key_goes_up_under_the_name_under_which_it_went_down() -> None:
    keyboard = Keyboard(Desktop.X11)
    keyboard.key(KeyEvent("+", "", frozenset({CONTROL}), down=True, code=35))
    assert keyboard.key(KeyEvent("*", "", frozenset(), down=False, code=35)) == [KeyUp("+")]


def test_a_key_that_did_not_go_down_here_does_not_go_up() -> None:
    assert Typist().up("Enter").said == []


@pytest.mark.parametrize("key", ["CapsLock", "NumLock", "Dead", "Compose", "Unidentified", "x" * 25])
def test_keys_that_only_shape_text_stay_here(key: str) -> None:
    assert Typist().tap(key).said == []


def test_losing_the_focus_lets_everything_go() -> None:
    typist = Typist().hold(CONTROL).down("c", "\x03")
    assert typist.keyboard.focus_lost() == [ReleaseAll()]
    typist.said.clear()
    assert typist.up("c").let_go(CONTROL).said == []


def test_the_host_key_combination_gives_the_keyboard_back_and_goes_nowhere() -> None:
    typist = Typist().hold(CONTROL, ALT)
    typist.said.clear()
    assert typist.tap("Home").said == [ReleaseAll(), LeaveKeyboard()]


def test_modifiers_count_for_a_click() -> None:
    typist = Typist().hold(CONTROL)
    assert typist.keyboard.pointing(frozenset({CONTROL})) == [KeyDown("Control")]
    assert typist.keyboard.pointing(frozenset({CONTROL})) == []
    typist.said.clear()
    assert typist.let_go(CONTROL).said == [KeyUp("Control")]


@pytest.mark.parametrize("combination", list(Combination))
def test_every_special_key_goes_down_and_up_in_turn(combination: Combination) -> None:
    keys = COMBINATIONS[combination]
    said = Keyboard(Desktop.X11).combination(combination)
    assert said == [*(KeyDown(key) for key in keys), *(KeyUp(key) for key in reversed(keys))]
