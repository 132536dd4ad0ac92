from peer.stillness import BETWEEN, CALM, MOSTLY, STILL, TINY, Stillness

LETTER, PAGE = 2 * TINY, 1.0


def test_a_screen_on_which_nothing_changes_stands_still_after_a_second() -> None:
    screen = Stillness()
    screen.changed(PAGE, 10.0, moving=False)
    assert screen.due == 10.0 + STILL


def test_who_types_is_in_the_middle_of_something() -> None:
    screen = Stillness()
    for number in range(100):
        screen.changed(LETTER, number / 8, moving=False)
        assert screen.due > number / 8 + STILL / 2


def test_a_caret_that_blinks_is_nobodys_work() -> None:
    screen = Stillness()
    screen.changed(LETTER, 0.0, moving=False)
    blinks = [number / 2 for number in range(1, 8)]
    for at in blinks:
        screen.changed(TINY, at, moving=False)
        assert (screen.due < at + 0.5) == (at + BETWEEN >= CALM)


def test_a_picture_in_which_nothing_changed_disturbs_nobody() -> None:
    screen = Stillness()
    screen.changed(PAGE, 0.0, moving=False)
    screen.changed(0.0, 0.9, moving=False)
    assert screen.due == STILL


def test_a_page_that_comes_blurred_is_to_be_said_again_anyhow() -> None:
    screen = Stillness()
    screen.changed(MOSTLY, 0.0, moving=False)
    screen.coded(sharp=False)
    assert screen.blurred
    screen.said_again()
    assert not screen.blurred


def test_what_is_sharp_or_small_or_moves_is_not() -> None:
    screen = Stillness()
    screen.changed(PAGE, 0.0, moving=False)
    screen.coded(sharp=True)
    assert not screen.blurred
    screen.changed(PAGE, 1.0, moving=True)
    assert not screen.blurred
    screen.changed(MOSTLY / 2, 2.0, moving=False)
    assert not screen.blurred
