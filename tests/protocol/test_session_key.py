import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import session_key
from protocol.problems import SessionKeyMalformed, SessionKeyRefused
from protocol.session_key import KeyState


@pytest.mark.parametrize(
    "typed",
    ["4819203", "481 92 03", " 481-92-03\n", "481.92.03", "481\u00a092\u202f03", "481–92–03", "\u2068481 92 03\u2069"],
)
def test_a_key_is_read_however_a_person_groups_it(typed: str) -> None:
    assert session_key.parse(typed) == "4819203"


@pytest.mark.parametrize("typed", ["", "481920", "48192034", "48192o3", "٤٨١٩٢٠", "481/92/03", "4" * 10_000, "²819203"])
def test_anything_but_seven_digits_is_malformed(typed: str) -> None:
    with pytest.raises(SessionKeyMalformed):
        session_key.parse(typed)


@pytest.mark.parametrize("typed", ["٤٨١٩٢٠٣", "۴۸۱ ۹۲ ۰۳", "４８１９２０３", "४८१९२०३"])
def test_a_keyboard_of_another_script_types_the_same_key(typed: str) -> None:
    assert session_key.parse(typed) == "4819203"


@pytest.mark.promise("P14")
@given(st.integers(0, 10**7 - 1))
def test_every_number_makes_a_key_that_is_read_back_as_spoken(number: int) -> None:
    key = session_key.from_number(number)
    assert session_key.parse(session_key.spoken(key)) == key
    assert int(key) == number


@pytest.mark.parametrize("number", [-1, 10**7])
def test_a_number_out_of_range_makes_no_key(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        session_key.from_number(number)


@pytest.mark.promise("P14")
def test_a_key_is_claimed_once() -> None:
    used = KeyState("s", made_at=0).claim(now=1)
    with pytest.raises(SessionKeyRefused):
        used.claim(now=2)


@pytest.mark.promise("P14")
def test_a_key_that_nobody_used_expires() -> None:
    key = KeyState("s", made_at=100)
    assert key.is_live(now=100 + session_key.LIFETIME - 0.001)
    assert not key.is_live(now=100 + session_key.LIFETIME)
    with pytest.raises(SessionKeyRefused):
        key.claim(now=100 + session_key.LIFETIME)


def test_a_clock_that_was_set_back_makes_no_key_live_for_longer() -> None:
    assert not KeyState("s", made_at=100).is_live(now=99)
