"""What is in the repository stands in the repository."""

import subprocess

import pytest

from tests.fakes.source import ROOT

LINK = "120000"
"""How git marks one."""


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="an unpacked archive, not a checkout")
def test_no_link_is_kept() -> None:
    """A link points at something on somebody's machine, and on another it is put in place of what stands there."""
    kept = subprocess.run(["git", "ls-files", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [line for line in kept.splitlines() if line.startswith(LINK)] == []
