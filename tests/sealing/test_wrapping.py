import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sealing import age, wrapping
from sealing.keys import SIZE, Shares
from sealing.officers import Group
from sealing.wrapping import EpochKey, KeyFile, KeyFileUnreadable, WrapRefused
from tests.fakes.sealed import TODAY, FakeArchive, nobody_asks, nobody_says

SESSION, OTHER = "a" * 32, "b" * 32
DAY = TODAY.isoformat()


@pytest.fixture(scope="module")
def archive() -> FakeArchive:
    return FakeArchive()


@pytest.fixture(scope="module")
def shares() -> Shares:
    return Shares()


@pytest.fixture(scope="module")
def file(archive: FakeArchive, shares: Shares) -> KeyFile:
    return wrapping.wrap(
        shares, SESSION, 1,
        epoch=DAY, public=archive.epochs[TODAY].public, recipients=archive.keyring().recipients(),
    )  # fmt: skip


def unwrapped(file: KeyFile, group: Group, identity: str) -> bytearray:
    return wrapping.unwrap_share(
        file.share(group), group, file.session, file.stretch, identity, nobody_says, nobody_asks
    )


def test_archive_and_both_officers_together_have_the_key(archive: FakeArchive, file: KeyFile, shares: Shares) -> None:
    assert archive.data_key(wrapping.read(wrapping.encode(file))) == shares.data_key()


@pytest.mark.promise("P20")
def test_an_officer_opens_the_share_of_the_own_group_only(archive: FakeArchive, file: KeyFile, shares: Shares) -> None:
    assert unwrapped(file, Group.DATA_PROTECTION, archive.data_protection.identity) == shares.data_protection
    with pytest.raises(WrapRefused):
        unwrapped(file, Group.SECURITY, archive.data_protection.identity)
    with pytest.raises(WrapRefused):
        unwrapped(file, Group.DATA_PROTECTION, archive.security.identity)


@pytest.mark.promise("P20")
def test_one_share_says_nothing_of_the_key(archive: FakeArchive, file: KeyFile, shares: Shares) -> None:
    """With the archive's share, one officer's, and all that lies on the servers, the key is as far as before."""
    known = {bytes(shares.archive), bytes(shares.data_protection)}
    assert bytes(shares.data_key()) not in known
    assert bytes(shares.security) not in wrapping.encode(file)
    with pytest.raises(WrapRefused):
        unwrapped(replace(file, security=file.data_protection), Group.SECURITY, archive.data_protection.identity)


def test_the_archives_share_opens_with_its_epochs_key_only(archive: FakeArchive, file: KeyFile, shares: Shares) -> None:
    assert wrapping.unwrap_archive_share(file, archive.epochs[TODAY]) == shares.archive
    with pytest.raises(WrapRefused):
        wrapping.unwrap_archive_share(file, EpochKey.generate())


@pytest.mark.parametrize("elsewhere", [{"session": OTHER}, {"stretch": 2}, {"epoch": "2026-11-23"}, {"archive": b"x"}])
def test_the_archives_share_opens_nowhere_else(
    archive: FakeArchive, file: KeyFile, elsewhere: dict[str, object]
) -> None:
    with pytest.raises(WrapRefused):
        wrapping.unwrap_archive_share(replace(file, **elsewhere), archive.epochs[TODAY])


@pytest.mark.parametrize("elsewhere", [{"session": OTHER}, {"stretch": 2}])
def test_an_officers_share_opens_nowhere_else(
    archive: FakeArchive, file: KeyFile, elsewhere: dict[str, object]
) -> None:
    with pytest.raises(WrapRefused):
        unwrapped(replace(file, **elsewhere), Group.SECURITY, archive.security.identity)


def test_rewrapped_the_old_key_opens_it_no_more(archive: FakeArchive, file: KeyFile, shares: Shares) -> None:
    hold = EpochKey.generate()
    held = wrapping.read(wrapping.encode(wrapping.rewrapped(file, archive.epochs[TODAY], "hold-1f", hold.public)))
    assert held.epoch == "hold-1f"
    assert wrapping.unwrap_archive_share(held, hold) == shares.archive
    assert (held.data_protection, held.security) == (file.data_protection, file.security)
    with pytest.raises(WrapRefused):
        wrapping.unwrap_archive_share(held, archive.epochs[TODAY])
    with pytest.raises(WrapRefused):
        wrapping.rewrapped(file, hold, DAY, hold.public)


def test_a_share_is_handed_over_to_an_opening_under_the_same_address(shares: Shares) -> None:
    identity, recipient = age.new_identity()
    files = wrapping.wrap_share(shares.security, Group.SECURITY, SESSION, 1, [recipient])
    opened = wrapping.unwrap_share(files, Group.SECURITY, SESSION, 1, identity, nobody_says, nobody_asks)
    assert opened == shares.security
    with pytest.raises(WrapRefused):
        wrapping.unwrap_share(files, Group.DATA_PROTECTION, SESSION, 1, identity, nobody_says, nobody_asks)


def test_a_share_for_nobody_is_not_made(shares: Shares) -> None:
    with pytest.raises(ValueError, match="nobody"):
        wrapping.wrap_share(shares.security, Group.SECURITY, SESSION, 1, [])


def test_an_epochs_key_is_the_same_after_it_was_kept(file: KeyFile, archive: FakeArchive, shares: Shares) -> None:
    kept = EpochKey.from_secret(archive.epochs[TODAY].secret)
    assert kept.public == archive.epochs[TODAY].public
    assert wrapping.unwrap_archive_share(file, kept) == shares.archive
    assert len(kept.secret) == wrapping.EPOCH_SECRET_SIZE
    with pytest.raises(ValueError, match="96 bytes"):
        EpochKey.from_secret(b"")
    with pytest.raises(ValueError, match="1216 bytes"):
        wrapping.check_public(b"")


def test_no_share_stands_in_the_file(file: KeyFile, shares: Shares) -> None:
    encoded = wrapping.encode(file)
    for share in (shares.archive, shares.data_protection, shares.security, shares.data_key()):
        assert len(share) == SIZE
        assert bytes(share) not in encoded
        assert bytes(share) not in file.archive


@given(st.binary(max_size=40))
def test_what_is_no_key_file_is_refused(data: bytes) -> None:
    with pytest.raises(KeyFileUnreadable):
        wrapping.read(data)


@pytest.mark.parametrize(
    "change",
    [{"version": 2}, {"session": "x"}, {"stretch": 0}, {"stretch": 2**32}, {"epoch": "../x"}, {"security": ()}],
)
def test_a_key_file_has_bounds(file: KeyFile, change: dict[str, object]) -> None:
    with pytest.raises(KeyFileUnreadable):
        wrapping.read(wrapping.encode(replace(file, **change)))


def test_what_was_unwrapped_to_be_wrapped_again_is_wiped(
    archive: FakeArchive, file: KeyFile, shares: Shares, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[bytearray] = []
    really_unwrap = wrapping.unwrap_archive_share

    def unwrap(file: KeyFile, key: EpochKey) -> bytearray:
        opened.append(really_unwrap(file, key))
        return opened[-1]

    monkeypatch.setattr(wrapping, "unwrap_archive_share", unwrap)
    wrapping.rewrapped(file, archive.epochs[TODAY], "hold-1", EpochKey.generate().public)
    assert opened == [bytearray(SIZE)]
