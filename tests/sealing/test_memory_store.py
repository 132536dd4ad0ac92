from pathlib import Path

import pytest

from tests.fakes.any_store import SEGMENT, AnyStore
from tests.fakes.memory_store import MemoryStore


class TestMemoryStore(AnyStore):
    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore()


def test_it_fails_when_told_to_and_keeps_what_it_had(tmp_path: Path) -> None:
    store = MemoryStore()
    store.put(SEGMENT, b"old")
    store.fails = OSError("gone")
    with pytest.raises(OSError, match="gone"):
        store.put(SEGMENT, b"new")
    store.fails = None
    assert store.get(SEGMENT) == b"old"
