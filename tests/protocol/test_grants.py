import pytest

from protocol.grants import GRANTS_OF_LEVEL, Grant, Level


@pytest.mark.promise("P03")
def test_there_are_two_levels_and_the_higher_one_includes_the_lower() -> None:
    assert GRANTS_OF_LEVEL[Level.VIEW] == {Grant.VIEW}
    assert GRANTS_OF_LEVEL[Level.FULL] > GRANTS_OF_LEVEL[Level.VIEW]
    assert set(GRANTS_OF_LEVEL) == set(Level)
