"""What somebody with everything that lies on the servers and one officer's key can do with a recording: nothing."""

from collections.abc import Iterator
from itertools import chain, combinations
from pathlib import Path

import pytest

from sealing import age, keys, segment, wrapping
from sealing.officers import Group, OfficerKey
from sealing.records import Ending
from sealing.wrapping import EpochKey, KeyFile, WrapRefused
from tests.fakes.sealed import FakeArchive, nobody_asks, nobody_says

SESSIONS = ("a" * 32, "b" * 32)
CONTENT = b"a picture of somebody's screen"


@pytest.fixture(scope="module")
def archive() -> FakeArchive:
    return FakeArchive()


@pytest.fixture
def folder(tmp_path: Path, archive: FakeArchive) -> Path:
    """Two recordings of two stretches each."""
    for session in SESSIONS:
        for number in (1, 2):
            vault = archive.vault(tmp_path)
            opened = vault.open_segment(session, number)
            opened.write(CONTENT)
            opened.close()
    return tmp_path


def key_files(folder: Path) -> list[KeyFile]:
    return [wrapping.read(path.read_bytes()) for path in sorted(folder.rglob("key-*.json"))]


def opened_by(identity: str, file: KeyFile) -> Iterator[bytes]:
    """Everything in a key file that an identity opens, whatever it is called, its address and all."""
    for group in Group:
        try:
            yield age.decrypt(file.share(group), identity, nobody_says, nobody_asks)
        except age.NotForThisKey:
            continue


def archives(file: KeyFile, epochs: list[EpochKey]) -> Iterator[bytes]:
    for epoch in epochs:
        try:
            yield bytes(wrapping.unwrap_archive_share(file, epoch))
        except WrapRefused:
            continue


def known(folder: Path, officers: list[OfficerKey], epochs: list[EpochKey]) -> list[bytes]:
    """Every 32 bytes that were wrapped and that these people get at."""
    files = key_files(folder)
    found = [share for file in files for share in archives(file, epochs)]
    found += [opened[-keys.SIZE :] for file in files for key in officers for opened in opened_by(key.identity, file)]
    return found


def guesses(shares: list[bytes]) -> Iterator[bytes]:
    """What can be made of them: each, and each sum of two and of three."""
    for some in chain.from_iterable(combinations(shares, count) for count in (1, 2, 3)):
        total = bytes(keys.SIZE)
        for share in some:
            total = bytes(a ^ b for a, b in zip(total, share, strict=True))
        yield total


def opens(folder: Path, key: bytes) -> bool:
    """Whether a key opens anything of any recording."""
    for path in folder.rglob("*.sealed"):
        data = path.read_bytes()
        place = segment.place_of(data)
        assert place
        found = segment.unseal(data, key, place)
        if found.data or found.ending is not Ending.BROKEN:
            return True
    return False


@pytest.mark.promise("P20")
@pytest.mark.parametrize("group", Group)
def test_one_officer_and_everything_on_the_servers_open_nothing(
    folder: Path, archive: FakeArchive, group: Group
) -> None:
    officer = archive.security if group is Group.SECURITY else archive.data_protection
    shares = known(folder, [officer], list(archive.epochs.values()))
    assert len(shares) == 8, "the archive's and this officer's, of four stretches"
    assert not any(opens(folder, guess) for guess in guesses(shares))


@pytest.mark.promise("P20")
def test_both_officers_open_nothing_without_the_archive(folder: Path, archive: FakeArchive) -> None:
    shares = known(folder, [archive.data_protection, archive.security], [])
    assert len(shares) == 8
    assert not any(opens(folder, guess) for guess in guesses(shares))


@pytest.mark.promise("P19")
def test_both_officers_and_the_archive_open_nothing_when_the_epochs_key_is_destroyed(
    folder: Path, archive: FakeArchive
) -> None:
    others = [key for day, key in archive.epochs.items() if day != archive.day]
    shares = known(folder, [archive.data_protection, archive.security], others)
    assert not any(opens(folder, guess) for guess in guesses(shares))


def test_all_three_together_open_everything(folder: Path, archive: FakeArchive) -> None:
    """So the tests above would find a key, were there one."""
    shares = known(folder, [archive.data_protection, archive.security], list(archive.epochs.values()))
    assert len(shares) == 12
    assert any(opens(folder, guess) for guess in guesses(shares))
