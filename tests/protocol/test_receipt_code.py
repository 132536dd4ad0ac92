import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import receipt_code
from protocol.receipt_code import ReceiptCodeMistyped

SESSION = "0123456789abcdef" * 2
SESSIONS = st.text("0123456789abcdef", min_size=32, max_size=32)


def test_a_session_has_always_the_same_code() -> None:
    """It stands on receipts that customers keep for months: it must never change."""
    assert receipt_code.of(SESSION) == "FKNW-HWQG-NDXG"


@given(SESSIONS)
def test_a_code_is_read_out_in_three_groups_and_found_again(session: str) -> None:
    code = receipt_code.of(session)
    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert receipt_code.parse(code) == code
    assert session not in code.lower()


@given(SESSIONS)
def test_a_code_may_be_written_as_people_write(session: str) -> None:
    code = receipt_code.of(session)
    for written in (code.lower(), code.replace("-", " "), code.replace("-", ""), code.replace("0", "O"), f" {code}\n"):
        assert receipt_code.parse(written) == code
    assert receipt_code.parse(code.replace("1", "l")) == code


@given(SESSIONS, st.integers(0, 11))
def test_one_wrong_character_is_nearly_always_noticed(session: str, place: int) -> None:
    code = receipt_code.of(session).replace("-", "")
    others = [other for other in "23456789ABCDEFGH" if other != code[place]]
    wrong = [code[:place] + other + code[place + 1 :] for other in others]
    assert sum(map(refused, wrong)) >= len(wrong) - 1


@pytest.mark.parametrize("typed", ["", "VXM3-4WB6", "FKNW-HWQG-NDXG-0", "VXM3-4WB6-9E9U", "ÄÖÜ3-4WB6-9E91", "V" * 4000])
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert refused(typed)


def test_two_sessions_have_different_codes() -> None:
    assert len({receipt_code.of(f"{number:032x}") for number in range(2000)}) == 2000


def refused(typed: str) -> bool:
    try:
        receipt_code.parse(typed)
    except ReceiptCodeMistyped:
        return True
    return False
