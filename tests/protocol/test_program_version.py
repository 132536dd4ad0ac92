import pytest

from protocol.program_version import VERSION, NoVersion, in_subprotocol, is_too_old, read
from tests.fakes.source import project


def test_the_version_is_the_one_that_is_released() -> None:
    assert project()["project"]["version"] == VERSION


@pytest.mark.parametrize("said", ["1.2.0", "1.2", "1.10", "2"])
def test_what_is_as_new_as_wanted_or_newer_is_taken(said: str) -> None:
    assert not is_too_old(said, "1.2.0")


@pytest.mark.parametrize("said", ["1.1.9", "1", "0.9", "", "newest", "1.2.0; 9", "٢"])
def test_what_is_older_or_says_nothing_sensible_is_too_old(said: str) -> None:
    assert is_too_old(said, "1.2.0")


@pytest.mark.parametrize("said", ["", "0.0.1", "nonsense"])
def test_without_a_minimum_nothing_is_too_old(said: str) -> None:
    assert not is_too_old(said, "")


@pytest.mark.parametrize("minimum", ["new", "1.", "1.2.3.4.5", "v1"])
def test_a_minimum_that_is_no_version_is_refused(minimum: str) -> None:
    with pytest.raises(NoVersion):
        is_too_old("1.0", minimum)


def test_trailing_zeros_mean_nothing() -> None:
    assert read("1.2.0") == read("1.2")


def test_a_page_says_its_version_in_the_name_of_a_subprotocol() -> None:
    assert in_subprotocol(f"ferndiagnose-{VERSION}") == VERSION
    for name in ("", "1.2.0", "ferndiagnose-", "ferndiagnose-1.2.0, chat", "other-1.2.0"):
        assert in_subprotocol(name) == ""
