import pytest

from sealing import segment
from sealing.records import Ending
from sealing.segment import PREAMBLE_SIZE, Place, Seal, Unsealed

KEY = bytes(range(32))
HERE = Place("a" * 32, 1, 1)
CONTENTS = (b"header", b"cluster", b"another cluster")


def sealed(place: Place = HERE) -> bytes:
    seal = Seal(KEY, place)
    return seal.preamble + b"".join(map(seal.seal, CONTENTS)) + seal.end()


def test_what_was_sealed_is_unsealed() -> None:
    assert segment.unseal(sealed(), KEY, HERE) == Unsealed(b"".join(CONTENTS), Ending.COMPLETE)


def test_nothing_that_was_written_stands_in_it() -> None:
    assert not any(content in sealed() for content in CONTENTS)


def test_every_beginning_of_it_is_cut() -> None:
    whole = sealed()
    for length in range(len(whole)):
        found = segment.unseal(whole[:length], KEY, HERE)
        assert found.ending is Ending.CUT
        assert b"".join(CONTENTS).startswith(found.data)


@pytest.mark.parametrize("place", [Place("b" * 32, 1, 1), Place("a" * 32, 2, 1), Place("a" * 32, 1, 2)])
def test_a_segment_opens_as_itself_only(place: Place) -> None:
    nothing = Unsealed(b"", Ending.BROKEN)
    assert segment.unseal(sealed(), KEY, place) == nothing
    renamed = bytes(place) + sealed()[len(bytes(place)) :]
    assert segment.unseal(renamed, KEY, place) == nothing
    assert segment.unseal(renamed, KEY, HERE) == nothing
    assert segment.unseal(renamed[: PREAMBLE_SIZE - 1], KEY, HERE) == nothing


def test_nothing_opens_with_another_key() -> None:
    assert segment.unseal(sealed(), bytes(32), HERE) == Unsealed(b"", Ending.BROKEN)


def test_a_segment_says_which_one_it_is() -> None:
    assert segment.place_of(sealed()[:PREAMBLE_SIZE]) == HERE
    assert segment.place_of(sealed()[: PREAMBLE_SIZE - 1]) is None
    assert segment.place_of(b"x" * PREAMBLE_SIZE) is None


def test_two_segments_with_the_same_content_have_nothing_in_common() -> None:
    assert sealed()[len(bytes(HERE)) :] != sealed()[len(bytes(HERE)) :]
