import os
from pathlib import Path

import pytest

from words import CatalogueMissing, catalogue

EDITED = 'msgid "Kontakt"\nmsgstr "Contact"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogue, "_HERE", tmp_path)
    return tmp_path


def test_german_needs_no_catalogue() -> None:
    assert catalogue.said("Was auch immer", "de") == "Was auch immer"


def test_in_a_checkout_where_nothing_was_made_the_edited_catalogue_is_read(folder: Path) -> None:
    (folder / "en.po").write_text(EDITED)
    assert catalogue.said("Kontakt", "en") == "Contact"
    assert catalogue.said("noch nicht übersetzt", "en") == "noch nicht übersetzt"


def test_a_catalogue_that_was_edited_since_it_was_made_is_read_itself(folder: Path) -> None:
    (folder / "en.mo").write_bytes(b"of long ago")
    (folder / "en.po").write_text(EDITED)
    os.utime(folder / "en.mo", (0, 0))
    assert catalogue.said("Kontakt", "en") == "Contact"


def test_a_program_without_a_catalogue_says_whose_fault_it_is(folder: Path) -> None:
    with pytest.raises(CatalogueMissing, match=r"en\.mo is missing: it was not packed"):
        catalogue.said("Kontakt", "en")
