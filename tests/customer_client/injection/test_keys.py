import pytest

from customer_client.injection import keys
from protocol.problems import MessageRefused


@pytest.mark.parametrize("key", ["Enter", "F12", "AltGraph", "a", "ä", "€", "Ж", "漢"])
def test_what_an_agent_needs_is_allowed(key: str) -> None:
    keys.check(key)


@pytest.mark.parametrize("key", ["Pause", "CapsLock", "Power", "Sleep", "F13", "", "ab", "\x1b", "\u202e", "enter"])
def test_everything_else_is_refused(key: str) -> None:
    with pytest.raises(MessageRefused):
        keys.check(key)


def test_every_named_key_has_a_keysym() -> None:
    names = pytest.importorskip("Xlib.XK", reason="keysyms are X11's")
    names.load_keysym_group("xkb")
    assert all(names.string_to_keysym(named.keysym) for named in keys.NAMED.values())


def test_text_is_printable_with_new_lines_and_tabs() -> None:
    assert keys.is_typable("Grüße,\n\tIhr €")
    assert not keys.is_typable("a\x1b[2J")
