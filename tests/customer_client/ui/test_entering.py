from dataclasses import replace

from customer_client.status import Quit, Step
from customer_client.ui import entering
from customer_client.ui.pages import KeyField, Own, Waiting
from customer_client.ui.wording import Wording
from protocol.problems import ServerUnreachable, SessionKeyRefused
from tests.fakes.customer_statuses import START


def test_the_key_window_says_where_the_key_comes_from_and_takes_it_with_return() -> None:
    page = entering.key(Wording(START, "de"))
    assert "sieben Ziffern" in page.paragraphs[0]
    assert "Telefon" in page.paragraphs[0]
    assert isinstance(page.part, KeyField)
    assert (page.focus, page.submit) == ("part", Own.SUBMIT_KEY)


def test_the_key_window_warns_of_strangers_who_call() -> None:
    assert "hang up" in entering.key(Wording(START, "en")).note


def test_a_wrong_key_is_said_in_the_same_window() -> None:
    before, after = (
        entering.key(Wording(status, "de")) for status in (START, replace(START, problem=SessionKeyRefused))
    )
    assert before.name == after.name
    assert after.problem == SessionKeyRefused.de


def test_a_server_that_is_not_there_yet_is_said() -> None:
    assert "Dienst" in entering.key(Wording(replace(START, server_reached=False), "de")).note


def test_nothing_is_quit_by_escape_while_a_key_is_typed() -> None:
    page = entering.key(Wording(START, "de"))
    assert page.escape is None
    assert page.close == Quit()


def test_the_wait_for_the_check_says_what_to_do_if_it_does_not_end() -> None:
    page = entering.claiming(Wording(replace(START, step=Step.CLAIMING), "de"))
    assert page.part == Waiting()
    assert "nach einer Minute" in page.paragraphs[0]
    assert page.buttons[0].does == Quit()


def test_that_the_service_is_not_reached_is_said_once_and_the_warning_stays() -> None:
    page = entering.key(Wording(replace(START, server_reached=False, problem=ServerUnreachable), "de"))
    assert "Dienst" in page.problem
    assert "angerufen" in page.note
