import pytest

from bench.__main__ import arguments, main


def test_words_that_no_row_has_are_an_error_and_nothing_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "no such row"]) == 2
    assert "bench.table" in capsys.readouterr().err


def test_one_is_compared_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert arguments().parse_args(["--against", ""]).against == []
    assert arguments().parse_args([]).against == ["naive", "tigervnc"]
    with pytest.raises(SystemExit):
        arguments().parse_args(["--against", "somebody"])
    assert "nobody is called somebody" in capsys.readouterr().err
