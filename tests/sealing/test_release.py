import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from sealing import age, release
from sealing.officers import Group, OfficerKey
from sealing.release import LIMIT, NotYours, ReleaseRefused
from sealing.request import Act, digest
from sealing.wrapping import WrapRefused
from tests.fakes.asking import Asking

ASKING = Asking()
ARCHIVE = ASKING.archive
DORA, SEPP = ARCHIVE.data_protection, ARCHIVE.security
ASKED = ASKING.request()
FILE = ASKING.file(ASKED, DORA)


def test_a_release_carries_the_officers_share_to_the_opening() -> None:
    given, card = release.read(FILE, ARCHIVE.cards)
    assert card == DORA.card
    assert (given.number, given.request) == (ASKED.number, digest(ASKED))
    assert release.share(given, ASKED, card, 0, ASKING.identity) == ASKING.shares.data_protection


@pytest.mark.promise("P20")
def test_nobody_but_this_opening_can_read_the_share() -> None:
    given, card = release.read(FILE, ARCHIVE.cards)
    for identity in (age.new_identity()[0], SEPP.identity, DORA.identity):
        with pytest.raises(WrapRefused):
            release.share(given, ASKED, card, 0, identity)
    assert bytes(ASKING.shares.data_protection) not in FILE


@pytest.mark.promise("P20")
def test_a_share_is_of_its_own_group_session_and_stretch() -> None:
    given, card = release.read(FILE, ARCHIVE.cards)
    elsewhere = replace(ASKED, session="b" * 32)
    other = replace(ASKED, wrapped=(replace(ASKED.wrapped[0], stretch=2),))
    for asked, of in ((elsewhere, card), (other, card), (ASKED, SEPP.card)):
        with pytest.raises(WrapRefused):
            release.share(given, asked, of, 0, ASKING.identity)


@pytest.mark.promise("P20")
def test_an_officer_can_release_the_own_share_only() -> None:
    swapped = replace(ASKED, wrapped=(replace(ASKED.wrapped[0], data_protection=ASKED.wrapped[0].security),))
    stranger = OfficerKey.make("Nova Neu", Group.SECURITY)
    for asked, key in ((swapped, DORA), (ASKED, stranger)):
        with pytest.raises(NotYours):
            ASKING.file(asked, key)


def test_what_reads_nothing_is_released_without_a_share() -> None:
    given = ASKING.release(ASKING.request(Act.DELETE), DORA)
    assert given.shares == ()


def test_a_release_of_nobody_who_is_enrolled_is_refused() -> None:
    with pytest.raises(ReleaseRefused):
        release.read(FILE, [SEPP.card])


@pytest.mark.promise("P20")
def test_nobody_releases_in_anothers_name() -> None:
    claimed = msgspec.json.encode(replace(ASKING.release(ASKED, SEPP), officer=DORA.card.signing))
    forged = release.SignedRelease(msgspec.Raw(claimed), SEPP.sign(b"release 1", claimed))
    with pytest.raises(ReleaseRefused):
        release.read(msgspec.json.encode(forged), ARCHIVE.cards)


@given(st.integers(0, len(FILE) - 2), st.integers(1, 255))
def test_no_byte_of_a_release_can_be_changed(place: int, by: int) -> None:
    changed = FILE[:place] + bytes([FILE[place] ^ by]) + FILE[place + 1 :]
    try:
        assert release.read(changed, ARCHIVE.cards) == release.read(FILE, ARCHIVE.cards)
    except ReleaseRefused:
        return


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff" * 100, b"[" * 100_000, b" " * (LIMIT + 1), FILE[:-20]])
def test_what_is_no_release_is_refused(data: bytes) -> None:
    with pytest.raises(ReleaseRefused):
        release.read(data, ARCHIVE.cards)
