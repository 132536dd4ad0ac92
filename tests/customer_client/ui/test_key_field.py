import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_client.ui.key_field import cursor, grouped
from protocol import session_key


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", ""),
        ("4", "4"),
        ("481", "481"),
        ("4819", "481 9"),
        ("481 92 03", "481 92 03"),
        ("481-9203", "481 92 03"),
        (" 4819203\n", "481 92 03"),
        ("Schlüssel: 4819203", "481 92 03"),
        ("48192035", "481 92 03"),
        ("48a1", "481"),
        ("٤٨١", "481"),
        ("４８１９", "481 9"),
    ],
)
def test_digits_are_grouped_and_everything_else_is_dropped(typed: str, shown: str) -> None:
    assert grouped(typed) == shown


@given(st.integers(min_value=0, max_value=10**7 - 1))
def test_a_key_is_shown_as_it_is_read_out_and_understood_again(number: int) -> None:
    key = session_key.from_number(number)
    assert grouped(key) == session_key.spoken(key)
    assert session_key.parse(grouped(key)) == key


@given(st.text())
def test_what_is_grouped_stays_as_it_is(typed: str) -> None:
    assert grouped(grouped(typed)) == grouped(typed)


@pytest.mark.parametrize(
    ("typed", "at", "then"),
    [("4", 1, 1), ("4819", 4, 5), ("481 920", 7, 8), ("481 92 03", 2, 2), ("48x1", 3, 2), ("4819203999", 10, 9)],
)
def test_the_cursor_stays_behind_the_digit_it_was_behind(typed: str, at: int, then: int) -> None:
    assert cursor(typed, at) == then
