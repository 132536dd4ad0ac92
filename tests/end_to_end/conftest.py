"""For all tests with real programs."""

import pytest

LIMIT = 180
"""Seconds for a test that names no other limit: for one that hangs, not for one on a machine that others use too."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a whole run's tests, those that are here."""
    for item in items:
        if item.get_closest_marker("end_to_end") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(LIMIT))


@pytest.fixture(autouse=True)
def these_recordings_are_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """So programs may run on a developer's machine with swap, too."""
    monkeypatch.setenv("FERNDIAGNOSE_RECORDER_SWAP_ALLOWED", "true")
    monkeypatch.setenv("FERNDIAGNOSE_ARCHIVE_SWAP_ALLOWED", "true")
