import pytest

from signaling.store.database import Database


@pytest.fixture
def database(database_on_disk: Database) -> Database:
    """The store's own tests ask a real one."""
    return database_on_disk
