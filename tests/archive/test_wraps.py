from datetime import timedelta
from pathlib import Path

from archive import wraps
from ledger.archive_facts import EpochMade, Flaw, Wrong
from sealing import wrapping
from tests.fakes.archived import NOON, SESSION, Archived

NEXT_DAY = "2026-11-24"


def files(archived: Archived) -> dict[int, wrapping.KeyFile]:
    return wraps.read(archived.stock, SESSION, {1: "key-1.json"})[0]


def test_a_share_moves_from_one_days_key_to_anothers_and_still_opens(tmp_path: Path) -> None:
    archived = Archived(tmp_path)
    archived.bring()
    before = archived.seen()
    assert wraps.move(archived.stock, files(archived), NEXT_DAY, NOON) == []
    assert files(archived)[1].epoch == NEXT_DAY
    archived.stock.cabinet.destroy("2026-11-23")
    assert archived.seen() == before


def test_a_share_that_lies_right_is_left_as_it_is(tmp_path: Path) -> None:
    archived = Archived(tmp_path)
    archived.bring()
    before = files(archived)
    assert wraps.move(archived.stock, before, "2026-11-23", NOON) == []
    assert files(archived) == before


def test_a_share_whose_key_is_gone_stays_unreadable_and_is_named(tmp_path: Path) -> None:
    archived = Archived(tmp_path)
    archived.bring()
    archived.stock.cabinet.destroy("2026-11-23")
    assert wraps.move(archived.stock, files(archived), NEXT_DAY, NOON) == [Flaw(Wrong.EPOCH_GONE, "key-1.json")]


def test_a_wrap_that_does_not_open_is_named(tmp_path: Path) -> None:
    archived = Archived(tmp_path)
    archived.bring()
    archived.stock.cabinet.destroy("2026-11-23")
    archived.stock.cabinet.make("2026-11-23")
    for epoch in ("2026-11-23", NEXT_DAY):
        assert wraps.move(archived.stock, files(archived), epoch, NOON) == [Flaw(Wrong.NO_KEY, "key-1.json")]


def test_what_is_no_key_file_or_anothers_is_named(tmp_path: Path) -> None:
    archived = Archived(tmp_path)
    archived.bring()
    archived.store.put(f"recordings/{SESSION}/key-2.json", archived.store.get(f"recordings/{SESSION}/key-1.json"))
    archived.store.put(f"recordings/{SESSION}/key-3.json", b"{\xff")
    stretches = {number: f"key-{number}.json" for number in (1, 2, 3)}
    found, flaws = wraps.read(archived.stock, SESSION, stretches)
    assert list(found) == [1]
    assert flaws == [Flaw(Wrong.NO_KEY, "key-2.json"), Flaw(Wrong.NO_KEY, "key-3.json")]


def test_a_days_key_is_made_once_and_the_ledger_knows(tmp_path: Path) -> None:
    archived = Archived(tmp_path)
    first = wraps.key_of(archived.stock, NEXT_DAY, NOON)
    again = wraps.key_of(archived.stock, NEXT_DAY, NOON + timedelta(hours=1))
    assert first.public == again.public
    (made,) = archived.told(EpochMade)
    assert isinstance(made, EpochMade)
    assert made.epoch == NEXT_DAY
