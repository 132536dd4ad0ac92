"""The threat model names for each row the test that shows it, and each of them exists where it says."""

import re

import pytest

from tests.fakes.source import ROOT

PAGE = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
NAMED = re.findall(r"\[`([a-z0-9_]+)`\]\(\.\./(tests/[\w/]+\.py)\)", PAGE)


@pytest.mark.parametrize(("name", "file"), NAMED)
def test_a_test_that_it_names_exists(name: str, file: str) -> None:
    assert re.search(rf"^ *(async )?def test_{name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_each_row_names_one() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and line.count("|") == 4]
    without = [row for row in rows if "](../tests/" not in row and "shown by" not in row]
    assert len(rows) > 30
    assert without == []
