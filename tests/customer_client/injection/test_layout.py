from customer_client.injection.layout import Found, Layout, keysym, row_for

A, B, RUSSIAN = [0x61, 0x41, 0x10004D0, 0x10004B0], [0x31, 0x21, 0x31, 0x21], 0x10004D0


def test_latin_characters_are_their_own_keysyms_and_others_are_marked() -> None:
    assert keysym("a") == 0x61
    assert keysym("ß") == 0xDF
    assert keysym("€") == 0x010020AC
    assert keysym("\n") == 0xFF0D


def test_a_character_is_found_with_and_without_shift() -> None:
    layout = Layout(8, [A, B])

    assert layout.find(keysym("a"), 0) == Found(8, shift=False)
    assert layout.find(keysym("A"), 0) == Found(8, shift=True)
    assert layout.find(keysym("!"), 0) == Found(9, shift=True)
    assert layout.find(keysym("@"), 0) is None


def test_each_group_has_its_own_characters() -> None:
    layout = Layout(8, [A, B])

    assert layout.find(RUSSIAN, 0) is None
    assert layout.find(RUSSIAN, 1) == Found(8, shift=False)
    assert layout.find(keysym("a"), 1) is None
    assert layout.find(keysym("a"), 3) is None


def test_the_way_without_shift_is_preferred() -> None:
    assert Layout(8, [[0x21, 0x31], [0x31, 0x21]]).find(0x31, 0) == Found(9, shift=False)


def test_keys_that_nobody_uses_are_spare() -> None:
    assert Layout(8, [A, [0, 0, 0, 0], B, [0, 0, 0, 0]]).spare == [9, 11]


def test_a_borrowed_key_has_both_cases_where_there_are_both() -> None:
    assert row_for("é") == row_for("É") == (0xE9, 0xC9)
    assert row_for("ß") == (0xDF, 0xDF)
    assert row_for("€") == (0x010020AC, 0x010020AC)
