import re
from hashlib import sha256
from pathlib import Path
from typing import get_args

import pytest

from protocol.link import Operator
from signaling.notices import SHIPPED, Kind, Language, Notices, NoticesWrong

OPERATOR = Operator(name="Musterdienst", support="0800 000000", data_protection="datenschutz@example.org")
READING_SPEED = 200
"""Words a minute of an unhurried adult reader."""
ALL = [(kind, language) for kind in get_args(Kind) for language in get_args(Language)]


def write_version(folder: Path, version: str, text: str) -> None:
    (folder / version).mkdir()
    for kind, language in ALL:
        (folder / version / f"{kind}.{language}.txt").write_text(text, encoding="utf-8")


@pytest.mark.promise("P21")
def test_the_hash_is_of_exactly_the_text_that_is_shown() -> None:
    notice = Notices.read(SHIPPED, OPERATOR).notice("privacy", "de")
    assert notice.sha256 == sha256(notice.text.encode()).hexdigest()


@pytest.mark.promise("P21")
def test_another_operator_or_another_text_is_another_hash() -> None:
    ours, theirs = (Notices.read(SHIPPED, Operator(name, "s", "d")).notice("privacy", "de") for name in ("A", "B"))
    assert ours.sha256 != theirs.sha256


@pytest.mark.parametrize(("kind", "language"), ALL)
@pytest.mark.promise("P22")
def test_every_text_says_whom_to_ask(kind: Kind, language: Language) -> None:
    text = Notices.read(SHIPPED, OPERATOR).notice(kind, language).text
    assert OPERATOR.name in text
    assert OPERATOR.support in text
    assert OPERATOR.data_protection in text
    assert "$" not in text


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_every_text_is_a_title_and_short_headed_blocks(kind: Kind, language: Language) -> None:
    title, *blocks = Notices.read(SHIPPED, OPERATOR).notice(kind, language).blocks()
    assert title[0]
    assert not title[1]
    assert all(heading and text and len(text.split()) <= 80 for heading, text in blocks)


@pytest.mark.parametrize("language", get_args(Language))
def test_the_privacy_notice_is_read_in_three_minutes(language: Language) -> None:
    assert len(Notices.read(SHIPPED, OPERATOR).notice("privacy", language).text.split()) <= 3 * READING_SPEED


@pytest.mark.parametrize(
    "words",
    [
        "Ansicht", "Vollzugriff", "Vor jeder Sitzung", "verschlüsselt", "Server in Deutschland", "aufgezeichnet",
        "90 Tage", "unwiderruflich gelöscht", "allgemeinen Zugriff", "nicht nach Kriterien", "entfernt sich",
        "User-Agent", "nicht gespeichert", "widerrufen", "Hotline", "Kundencenter", "Aufsichtsbehörde", "Auskunft",
        "Verantwortlich", "Rechtsgrundlage",
    ],
)  # fmt: skip
def test_the_privacy_notice_says_what_was_promised(words: str) -> None:
    assert words in Notices.read(SHIPPED, OPERATOR).notice("privacy", "de").text


@pytest.mark.parametrize("kind", get_args(Kind))
def test_both_languages_have_the_same_blocks_and_the_english_says_which_one_counts(kind: Kind) -> None:
    notices = Notices.read(SHIPPED, OPERATOR)
    german, english = (notices.notice(kind, language).blocks() for language in ("de", "en"))
    assert len(english) == len(german) + 1
    assert "the German text applies" in english[-1][1]


def test_the_version_has_a_date_and_comes_after_all_earlier_ones() -> None:
    versions = sorted(folder.name for folder in SHIPPED.iterdir())
    assert Notices.read(SHIPPED, OPERATOR).enrolment().version == versions[-1]
    assert all(re.fullmatch(r"\d{4}-\d\d(-\d\d)?", version) for version in versions)


@pytest.mark.promise("P21")
def test_a_yes_counts_for_the_version_it_was_given_to_and_for_the_same_words_under_a_later_name() -> None:
    in_force = Notices.read(SHIPPED, OPERATOR).enrolment()
    words = Notices.read(SHIPPED, OPERATOR).notice("enrolment", "en").sha256
    assert in_force.is_meant(in_force.version, "0" * 64)
    assert in_force.is_meant("2025-01", words)
    assert not in_force.is_meant("2025-01", "0" * 64)


@pytest.mark.promise("P21")
def test_the_newest_version_is_in_force(tmp_path: Path) -> None:
    write_version(tmp_path, "2026-11", "old")
    write_version(tmp_path, "2027-01", "new")
    notice = Notices.read(tmp_path, OPERATOR).notice("terms", "en")
    assert (notice.version, notice.text) == ("2027-01", "new")


def test_a_folder_without_a_version_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoticesWrong, match="no version"):
        Notices.read(tmp_path / "nowhere", OPERATOR)


def test_a_missing_text_is_named(tmp_path: Path) -> None:
    write_version(tmp_path, "2027-01", "text")
    (tmp_path / "2027-01" / "terms.en.txt").unlink()
    with pytest.raises(NoticesWrong, match=r"terms\.en\.txt is missing"):
        Notices.read(tmp_path, OPERATOR)


def test_a_text_that_asks_for_something_unknown_is_named(tmp_path: Path) -> None:
    write_version(tmp_path, "2027-01", "Ask $nobody")
    with pytest.raises(NoticesWrong, match="cannot be filled in"):
        Notices.read(tmp_path, OPERATOR)
