from pathlib import Path

import pytest

from words import CatalogueMissing, catalogue


def test_german_needs_no_catalogue() -> None:
    assert catalogue.said("Was auch immer", "de") == "Was auch immer"


def test_a_catalogue_that_was_not_made_is_named_with_what_makes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "_HERE", tmp_path)
    with pytest.raises(CatalogueMissing, match=r"en\.mo is missing: make it with `make words`"):
        catalogue.said("Kontakt", "en")
