from archive.stock import folder_of, marker_of
from sealing.store import checked_name

SESSION = "a" * 32


def test_names_in_the_store_are_names() -> None:
    assert checked_name(folder_of(SESSION)) == f"recordings/{SESSION}"
    assert checked_name(marker_of(SESSION)) == f"incoming/{SESSION}"
