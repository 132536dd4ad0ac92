from datetime import UTC, datetime
from pathlib import Path

import pytest

from customer_client.ui.receipt_path import FOLDERS, receipt_path

AT = datetime(2026, 11, 22, 14, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_receipt_goes_where_the_person_will_look(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir(parents=True)
    assert receipt_path(tmp_path, "Sitzungsprotokoll", AT) == (
        tmp_path / folder / "Sitzungsprotokoll 2026-11-22 14-05-09.txt"
    )


def test_without_such_a_folder_it_goes_home(tmp_path: Path) -> None:
    assert receipt_path(tmp_path, "Receipt", AT).parent == tmp_path
