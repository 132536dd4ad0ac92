import pytest

from sealing import keys
from sealing.keys import SIZE, Shares

SESSION, OTHER = "a" * 32, "b" * 32


def test_three_shares_give_the_key_and_two_say_nothing_of_it() -> None:
    shares = Shares()
    key = shares.data_key()
    assert keys.data_key(shares.archive, shares.data_protection, shares.security) == key
    for two in ((shares.archive, shares.data_protection), (shares.archive, shares.security)):
        assert keys.data_key(*two, bytes(SIZE)) != key
    assert keys.data_key(bytes(SIZE), shares.data_protection, shares.security) != key


def test_no_two_stretches_have_a_share_in_common() -> None:
    one, other = Shares(), Shares()
    assert len({bytes(share) for shares in (one, other) for share in vars(shares).values()}) == 6


def test_what_was_wiped_is_gone() -> None:
    shares = Shares()
    shares.wipe()
    assert {bytes(share) for share in vars(shares).values()} == {bytes(SIZE)}


def test_shares_stand_in_no_message() -> None:
    assert "bytearray" not in repr(Shares())


def test_each_segment_has_a_key_of_its_own() -> None:
    places = [(SESSION, 1, 1), (SESSION, 1, 2), (SESSION, 2, 1), (OTHER, 1, 1)]
    assert len({keys.segment_key(bytes(SIZE), *place) for place in places}) == len(places)
    assert keys.segment_key(bytes(SIZE), *places[0]) == keys.segment_key(bytearray(SIZE), *places[0])


@pytest.mark.parametrize("length", [0, SIZE - 1, SIZE + 1])
def test_a_share_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        keys.data_key(bytes(SIZE), bytes(SIZE), bytes(length))


@pytest.mark.parametrize("session", ["", "a" * 31, "g" * 32])
def test_what_is_no_session_is_refused(session: str) -> None:
    with pytest.raises(ValueError, match=r"hexadecimal"):
        keys.bound(b"label", session)
