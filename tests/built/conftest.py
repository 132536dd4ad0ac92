"""Tests of the files that customers get. They are built first, which takes minutes: so they run by their mark only.

`pytest -m built` is for Linux, `pytest -m wine` for Windows. Nothing else in the suite waits for them.
"""

from pathlib import Path

import pytest

from release.windows import __main__ as windows
from tests.built.wine_here import CACHE
from tests.fakes.identities import AUTHORITY, FILE

HERE = Path(__file__).parent
MARKS = ("built", "wine")
NO_SUCH_ADDRESS = "https://localhost:9"


@pytest.fixture(scope="session")
def windows_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the Windows file unpacks."""
    work = tmp_path_factory.mktemp("windows")
    return windows.unpacked(NO_SUCH_ADDRESS, Path(FILE), Path(AUTHORITY), work, cache=CACHE)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    asked = str(config.option.markexpr)
    waiting = [
        item
        for item in items
        if item.path.is_relative_to(HERE) and not any(item.get_closest_marker(m) and m in asked for m in MARKS)
    ]
    if waiting:
        config.hook.pytest_deselected(items=waiting)
        items[:] = [item for item in items if item not in waiting]
