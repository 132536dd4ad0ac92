from dataclasses import replace

import pytest

from customer_client.status import AgreeToNotice, AnswerGrant, ChooseAccess, Refuse
from customer_client.ui import asking
from customer_client.ui.pages import Cards, Document, Role
from customer_client.ui.wording import Wording
from protocol.grants import Grant, Level
from tests.fakes.customer_statuses import CLAIMED, NOTICE, OPERATOR


@pytest.mark.promise("P07")
def test_the_notice_says_who_calls_what_is_recorded_and_for_how_long() -> None:
    page = asking.notice(Wording(replace(CLAIMED, retention_days=77), "de"))
    said = " ".join(page.paragraphs)
    assert "Anna Weber von " + OPERATOR.name in said
    assert "aufgezeichnet" in said
    assert "77 Tage" in said
    assert "endgültig gelöscht" in said
    assert "jederzeit" in said


@pytest.mark.promise("P07")
def test_the_notice_is_shown_whole_and_unchanged() -> None:
    assert asking.notice(Wording(CLAIMED, "de")).part == Document(NOTICE.de)


@pytest.mark.promise("P21")
def test_the_notice_is_in_the_language_of_the_window_and_the_yes_says_so() -> None:
    page = asking.notice(Wording(CLAIMED, "en"))
    assert page.part == Document(NOTICE.en)
    assert page.buttons[1].does == AgreeToNotice("en")


@pytest.mark.promise("P07")
def test_no_is_the_easy_answer_to_the_notice() -> None:
    page = asking.notice(Wording(CLAIMED, "de"))
    refuse, agree = page.buttons
    assert (page.focus, refuse.does, refuse.waits) == ("button-0", Refuse(), False)
    assert (agree.does, agree.waits) == (AgreeToNotice("de"), True)
    assert page.escape == page.close == Refuse()


@pytest.mark.promise("P03")
@pytest.mark.parametrize(
    ("language", "view", "full"), [("de", "Ansicht", "Vollzugriff"), ("en", "View", "Full access")]
)
def test_access_offers_two_levels_and_says_what_each_means(language: str, view: str, full: str) -> None:
    page = asking.access(Wording(CLAIMED, "de" if language == "de" else "en"))
    assert isinstance(page.part, Cards)
    assert [(card.title, card.does) for card in page.part.cards] == [
        (view, ChooseAccess(Level.VIEW)),
        (full, ChooseAccess(Level.FULL)),
    ]
    assert all("Anna Weber" in card.text for card in page.part.cards)


def test_access_can_be_refused_in_every_way() -> None:
    page = asking.access(Wording(CLAIMED, "de"))
    assert page.buttons[0].does == page.escape == page.close == Refuse()


def test_the_lesser_right_comes_first() -> None:
    assert asking.access(Wording(CLAIMED, "de")).focus == "part"


@pytest.mark.parametrize("grant", Grant)
def test_a_question_for_a_right_says_what_and_why_and_prefers_no(grant: Grant) -> None:
    page = asking.grant(Wording(CLAIMED, "de"), grant)
    refuse, allow = page.buttons
    assert "Anna Weber" in page.heading
    assert "helfen" in page.paragraphs[0]
    assert refuse.does == page.escape == page.close == AnswerGrant(grant, given=False)
    assert (allow.does, allow.waits) == (AnswerGrant(grant, given=True), True)
    assert (page.focus, refuse.role) == ("button-0", Role.NO)
