from dataclasses import fields, is_dataclass

import pytest

from customer_client.status import AgreeToNotice, ChooseAccess, Status, Step
from customer_client.ui.pages import Card, Cards, Look, Page
from customer_client.ui.view import look
from protocol.link import Language
from tests.fakes.customer_statuses import OPERATOR, START, STATUSES

LANGUAGES: tuple[Language, ...] = ("de", "en")
EVERYTHING = [(name, language) for name in STATUSES for language in LANGUAGES]


def said(value: object) -> str:
    """All words of a look."""
    if isinstance(value, str):
        return value
    if is_dataclass(value):
        return "\n".join(said(getattr(value, field.name)) for field in fields(value))
    return "\n".join(map(said, value)) if isinstance(value, tuple) else ""


def offers(value: Look) -> set[type]:
    """What can be done in any of its windows."""
    pages = [page for page in (value.page, value.dialog) if page is not None]
    does = [button.does for page in pages for button in page.buttons]
    does += [card.does for page in pages if isinstance(page.part, Cards) for card in page.part.cards]
    return {type(action) for action in does}


def test_every_step_has_its_window() -> None:
    assert {status.step for status in STATUSES.values()} == set(Step)
    assert len({look(Status(step=step), "de").page.name for step in Step}) == len(Step)


@pytest.mark.parametrize(("name", "language"), EVERYTHING)
def test_no_window_shows_a_gap_that_was_not_filled(name: str, language: Language) -> None:
    words = said(look(STATUSES[name], language))
    assert "{" not in words
    assert "None" not in words


@pytest.mark.promise("P22")
@pytest.mark.parametrize(("name", "language"), EVERYTHING)
def test_every_window_says_whom_to_ask(name: str, language: Language) -> None:
    shown = look(STATUSES[name], language)
    for page in filter(None, (shown.page, shown.dialog)):
        assert page.contact
    if STATUSES[name].operator is not None:
        assert OPERATOR.support in said(shown.page)
        assert shown.bar is None or OPERATOR.support in shown.bar.contact


@pytest.mark.promise("P12")
def test_consent_and_access_are_never_asked_in_one_window() -> None:
    for name in STATUSES:
        assert not {AgreeToNotice, ChooseAccess} <= offers(look(STATUSES[name], "de"))
    assert AgreeToNotice in offers(look(STATUSES["notice"], "de"))
    assert ChooseAccess in offers(look(STATUSES["access"], "de"))


@pytest.mark.parametrize("name", [name for name in STATUSES if name.startswith(("helped", "asked"))])
def test_only_a_running_session_has_a_bar_and_a_frame_and_keeps_the_page_out_of_the_way(name: str) -> None:
    shown = look(STATUSES[name], "de")
    assert shown.hidden
    assert shown.bar is not None
    assert shown.frame is not None


@pytest.mark.parametrize("name", [name for name in STATUSES if not name.startswith(("helped", "asked"))])
def test_no_other_step_has_them(name: str) -> None:
    shown = look(STATUSES[name], "de")
    assert (shown.hidden, shown.bar, shown.frame, shown.dialog) == (False, None, None, None)


@pytest.mark.parametrize(("name", "language"), EVERYTHING)
def test_the_keyboard_starts_at_something_that_is_there(name: str, language: Language) -> None:
    shown = look(STATUSES[name], language)
    for page in filter(None, (shown.page, shown.dialog)):
        assert page.focus in places(page)


def places(page: Page) -> set[str]:
    return {f"button-{place}" for place in range(len(page.buttons))} | ({"part"} if page.part is not None else set())


@pytest.mark.promise("P07")
@pytest.mark.parametrize("name", list(STATUSES))
def test_every_yes_waits(name: str) -> None:
    shown = look(STATUSES[name], "de")
    for page in filter(None, (shown.page, shown.dialog)):
        yes = [b for b in page.buttons if isinstance(b.does, AgreeToNotice) or getattr(b.does, "given", False)]
        assert all(button.waits for button in yes)


def test_a_look_is_the_same_for_the_same_status() -> None:
    assert look(START, "de") == look(START, "de") != look(START, "en")


def test_a_card_is_an_answer() -> None:
    cards = look(STATUSES["access"], "en").page.part
    assert isinstance(cards, Cards)
    assert all(isinstance(card, Card) and isinstance(card.does, ChooseAccess) for card in cards.cards)
