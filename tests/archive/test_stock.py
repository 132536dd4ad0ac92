import threading
from pathlib import Path

from archive.stock import folder_of, marker_of
from sealing.store import checked_name
from tests.fakes.archived import OTHER, SESSION, Archived


def test_names_in_the_store_are_names() -> None:
    assert checked_name(folder_of(SESSION)) == f"recordings/{SESSION}"
    assert checked_name(marker_of(SESSION)) == f"incoming/{SESSION}"


def test_a_recording_is_changed_by_one_at_a_time_and_keeps_no_other_waiting(tmp_path: Path) -> None:
    stock, order = Archived(tmp_path).stock, []

    def change(session: str) -> None:
        with stock.locked(session):
            order.append(session)

    with stock.locked(SESSION), stock.locked(SESSION):
        same, another = (threading.Thread(target=change, args=(session,)) for session in (SESSION, OTHER))
        same.start()
        another.start()
        another.join(10)
        assert order == [OTHER]
    same.join(10)
    assert order == [OTHER, SESSION]
