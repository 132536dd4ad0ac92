"""For all tests with real programs."""

import pytest


@pytest.fixture(autouse=True)
def these_recordings_are_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """So programs may run on a developer's machine with swap, too."""
    monkeypatch.setenv("FERNDIAGNOSE_RECORDER_SWAP_ALLOWED", "true")
    monkeypatch.setenv("FERNDIAGNOSE_ARCHIVE_SWAP_ALLOWED", "true")
