import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling import second_factor
from signaling.second_factor import DRIFT, RECOVERY_CODES, STEP

SECRET = b"12345678901234567890"
NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, its last six digits."""
    assert second_factor.code(SECRET, second_factor.step_at(seconds)) == code


def test_a_code_counts_a_step_before_and_after_its_own_and_no_longer() -> None:
    here = second_factor.step_at(NOW)
    for step in range(here - DRIFT - 2, here + DRIFT + 3):
        matching = second_factor.matching_step(SECRET, second_factor.code(SECRET, step), NOW)
        assert matching == (step if abs(step - here) <= DRIFT else None)


def test_a_code_may_be_typed_in_two_groups() -> None:
    code = second_factor.code(SECRET, second_factor.step_at(NOW))
    assert second_factor.matching_step(SECRET, f" {code[:3]} {code[3:]}", NOW) is not None


@given(st.text(max_size=64))
def test_whatever_is_typed_is_a_code_or_not(typed: str) -> None:
    step = second_factor.matching_step(SECRET, typed, NOW)
    assert step is None or second_factor.code(SECRET, step) == "".join(typed.split())
    meant = second_factor.as_recovery_code(typed)
    assert meant is None or len(meant) == 12


def test_an_app_reads_the_address_and_a_person_the_spelled_secret() -> None:
    address = second_factor.address(SECRET, "anna", "Muster & Co")
    assert address.startswith("otpauth://totp/Muster%20%26%20Co:anna?")
    assert "issuer=Muster%20%26%20Co" in address
    assert f"period={STEP}" in address
    assert second_factor.spelled(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"


def test_secrets_and_recovery_codes_are_never_the_same_twice() -> None:
    assert len({second_factor.new_secret() for _ in range(100)}) == 100
    codes = second_factor.new_recovery_codes()
    assert len(set(codes)) == RECOVERY_CODES
    assert all(len(code) == 14 for code in codes)


def test_a_recovery_code_is_understood_as_people_copy_it() -> None:
    assert second_factor.as_recovery_code("abcd efgh 0i2o") == "ABCDEFGH0120"
    assert second_factor.as_recovery_code("123456") is None
