from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from archive import holds
from archive.opening.rules import NotReleased, Released, Why
from archive.opening.unlocking import KeyGone, data_keys, key_files
from sealing import keys, release, wrapping
from sealing.keys import Shares
from sealing.officers import Group
from sealing.request import Request
from tests.fakes.opening_archive import OpeningArchive
from tests.fakes.sealed import NOON, nobody_asks, nobody_says


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[OpeningArchive]:
    one = OpeningArchive(tmp_path)
    yield one
    one.close()


def brought(archive: OpeningArchive) -> tuple[Request, list[Released], str]:
    asked = archive.ask()
    made = archive.request(asked)
    releases = [Released(*release.read(file, archive.cards)) for file in archive.released(asked).releases]
    return made, releases, archive.tickets.identity(made.number) or ""


def unlocked(archive: OpeningArchive, made: Request, releases: list[Released], identity: str) -> dict[int, bytes]:
    return data_keys(archive.stock, made, releases, identity)


def test_the_three_shares_give_the_key_that_the_recorder_had(archive: OpeningArchive) -> None:
    assert unlocked(archive, *brought(archive)) == {1: archive.sealed.data_key}


@pytest.mark.promise("P19")
def test_without_the_archives_share_officers_open_nothing(archive: OpeningArchive) -> None:
    made, releases, identity = brought(archive)
    archive.stock.cabinet.destroy(archive.asking.key_file.epoch)
    with pytest.raises(KeyGone, match="destroyed"):
        unlocked(archive, made, releases, identity)


def test_a_held_recording_opens_after_its_epochs_key_is_gone(archive: OpeningArchive) -> None:
    made, releases, identity = brought(archive)
    until = NOON + timedelta(days=200)
    holds.set_hold(archive.stock, archive.session, until, reason="r", reference="x", officers=("Dora",), now=NOON)
    archive.stock.cabinet.destroy(archive.asking.key_file.epoch)
    assert unlocked(archive, made, releases, identity) == {1: archive.sealed.data_key}


@pytest.mark.promise("P20")
def test_shares_that_are_swapped_open_nothing(archive: OpeningArchive) -> None:
    made, (dora, sepp), identity = brought(archive)
    swapped = [
        Released(replace(dora.release, shares=sepp.release.shares), dora.card),
        Released(replace(sepp.release, shares=dora.release.shares), sepp.card),
    ]
    with pytest.raises(NotReleased) as refused:
        unlocked(archive, made, swapped, identity)
    assert refused.value.why is Why.SHARE_WRONG


def test_a_share_that_was_changed_in_the_store_opens_nothing(archive: OpeningArchive) -> None:
    made, releases, identity = brought(archive)
    name = f"recordings/{archive.session}/key-1.json"
    archive.store.objects[name] = wrapping.encode(replace(archive.asking.key_file, archive=b"x" * 100))
    with pytest.raises(KeyGone, match="changed"):
        unlocked(archive, made, releases, identity)
    del archive.store.objects[name]
    with pytest.raises(KeyGone, match="missing"):
        unlocked(archive, made, releases, identity)


def test_key_files_that_are_none_or_of_another_session_are_left_out(archive: OpeningArchive) -> None:
    folder = f"recordings/{archive.session}"
    archive.store.objects[f"{folder}/key-2.json"] = b"{"
    archive.store.objects[f"{folder}/key-3.json"] = wrapping.encode(replace(archive.asking.key_file, session="b" * 32))
    assert [one.stretch for one in key_files(archive.store, archive.session)] == [1]


def test_a_recording_that_went_on_at_another_recorder_has_a_key_for_each_stretch(archive: OpeningArchive) -> None:
    second, people = Shares(), archive.asking.archive
    archive.store.objects[f"recordings/{archive.session}/key-2.json"] = wrapping.encode(
        wrapping.wrap(
            second, archive.session, 2, epoch=archive.asking.key_file.epoch,
            public=people.epochs[people.day].public, recipients=people.keyring().recipients(),
        )
    )  # fmt: skip
    assert unlocked(archive, *brought(archive)) == {1: archive.sealed.data_key, 2: bytes(second.data_key())}


@pytest.mark.promise("P20")
def test_one_released_share_with_root_on_every_server_is_not_enough(archive: OpeningArchive) -> None:
    """Around all our rules: with the epoch's key, the request's ticket, everything in the store, and one officer."""
    made, (dora, _), identity = brought(archive)
    a = release.share(dora.release, made, dora.card, 0, identity)
    e = holds.archive_share(archive.stock, archive.session, 1)
    assert a == archive.asking.shares.data_protection
    assert e == archive.asking.shares.archive
    for known in (identity, archive.asking.archive.data_protection.identity):
        with pytest.raises(wrapping.WrapRefused):
            wrapping.unwrap_share(
                made.wrapped[0].security, Group.SECURITY, archive.session, 1, known, nobody_says, nobody_asks
            )
    guesses = {bytes(keys.data_key(e, a, b)) for b in (bytes(32), a, e)}
    assert archive.sealed.data_key not in guesses
