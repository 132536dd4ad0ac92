from dataclasses import dataclass

from protocol.link import Language
from protocol.problems import SessionKeyRefused
from words import Text, of_problem

HEADING = Text("Kontakt")


@dataclass(frozen=True)
class Page:
    language: Language

    contact = HEADING


def test_a_text_is_written_in_german_and_found_in_english() -> None:
    assert HEADING["de"] == "Kontakt"
    assert HEADING["en"] == "Contact"


def test_what_no_catalogue_has_stays_german() -> None:
    assert Text("Das sagt niemand.")["en"] == "Das sagt niemand."


def test_the_attribute_of_a_page_reads_in_the_pages_language() -> None:
    assert (Page("de").contact, Page("en").contact) == ("Kontakt", "Contact")
    assert Page.contact is HEADING


def test_a_problem_is_told_in_the_persons_language() -> None:
    assert of_problem(SessionKeyRefused, "de").startswith("Dieser")
    assert of_problem(SessionKeyRefused(), "en").startswith("This")
