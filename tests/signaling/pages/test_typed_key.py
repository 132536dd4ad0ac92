import pytest

from signaling.pages import typed_key
from signaling.pages.words import WORDS, Words

GERMAN = WORDS["de"]


@pytest.mark.parametrize(
    "typed",
    [
        "4819203",
        "481 92 03",
        " 481-92-03 ",
        "481.92.03",
        "4 8 1 9 2 0 3",
        "481\u00a092\u202f03",
        "٤٨١٩٢٠٣",
        "Mein Schlüssel: 481 92 03",
    ],
)
def test_a_key_may_be_typed_in_any_groups(typed: str) -> None:
    assert typed_key.parse(typed, GERMAN) == ("4819203", "")


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Words.key_missing),
        ("   ", Words.key_missing),
        ("hallo", Words.key_missing),
        ("48192034", Words.key_too_long),
        ("481-92-03-4", Words.key_too_long),
        ("48192o3", None),
        ("4" * 10_000, Words.key_too_long),
        ("٤٨١٩٢٠", None),
    ],
)
def test_what_cannot_be_a_key_is_told_in_words(typed: str, fault: object) -> None:
    key, said = typed_key.parse(typed, GERMAN)
    assert key == ""
    assert said == (GERMAN.key_too_short.format(count=6) if fault is None else fault["de"])  # type: ignore[index]  # a Text


def test_what_is_to_be_mended_comes_back_as_the_field_draws_it() -> None:
    assert typed_key.to_be_mended(" 48-1 92o<b>") == "48192ob"
    assert typed_key.to_be_mended("٤٨١ ９２") == "48192"
    assert typed_key.to_be_mended("9" * 1000) == "9" * 24
