import pytest

from customer_client import self_test


def test_a_whole_program_passes() -> None:
    assert self_test.run(never=()) == self_test.PASSED


def test_a_program_that_lacks_something_fails_and_says_what(capsys: pytest.CaptureFixture[str]) -> None:
    assert self_test.missing(["json", "no_such_module"]) == ["no_such_module: No module named 'no_such_module'"]


def test_a_program_that_carries_what_it_must_not_fails_and_says_what(capsys: pytest.CaptureFixture[str]) -> None:
    assert self_test.run(never=["tkinter"]) == self_test.FAILED
    assert "tkinter is in it" in capsys.readouterr().err
