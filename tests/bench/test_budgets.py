import json
from pathlib import Path

import pytest

from bench.budgets import FUNCTION_LONGEST, main, report


def test_what_is_over_its_budget_is_marked_and_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    body = "    x = 1\n" * FUNCTION_LONGEST
    (tmp_path / "package" / "module.py").write_text(f"def long() -> None:\n{body}\n\ndef short() -> None:\n    x = 1\n")
    found = report(tmp_path)
    assert "over" in str(found["longest_functions"])
    assert "over" not in str(found["longest_modules"])
    assert found["modules"] == 1


def test_excepts_that_catch_everything_are_counted(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("try:\n    pass\nexcept Exception:\n    pass\n" * 10)
    assert report(tmp_path)["broad_excepts_per_1000_lines"] == 250


def test_an_empty_tree_has_a_report_too(tmp_path: Path) -> None:
    assert report(tmp_path)["modules"] == 0


def test_the_report_is_printed_for_people_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "modules: median" in capsys.readouterr().out
    assert main(["--json"]) == 0
    assert json.loads(capsys.readouterr().out)["modules"] > 0
