import json
from pathlib import Path

import pytest

from bench import budgets
from bench.budgets import FUNCTION_LONGEST, ROOT, main, modules, report


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


def test_our_own_modules_are_looked_at_and_nothing_else() -> None:
    packages = {path.relative_to(ROOT).parts[0] for path in modules(ROOT)}
    assert {"bench", "peer", "protocol"} <= packages
    assert not {"tests", ".venv", "build", "out"} & packages


def test_the_report_is_printed_for_people_and_for_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "module.py").write_text("def short() -> None:\n    pass\n")
    monkeypatch.setattr(budgets, "ROOT", tmp_path)
    assert main([]) == 0
    assert "modules: median" in capsys.readouterr().out
    assert main(["--json"]) == 0
    assert json.loads(capsys.readouterr().out)["modules"] == 1
