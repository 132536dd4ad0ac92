from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from customer_client.status import Status
from customer_client.ui import texts
from customer_client.ui.wording import Wording
from protocol.grants import Grant
from protocol.problems import Problem, RecorderAbsent, SessionKeyRefused
from tests.fakes.customer_statuses import CLAIMED, OPERATOR, START, STATUSES
from words import of_problem


def test_nothing_went_wrong_says_nothing() -> None:
    assert not Wording(START, "de").problem()


def test_a_problem_of_the_customers_says_itself_what_to_do() -> None:
    assert Wording(replace(START, problem=SessionKeyRefused), "de").problem() == SessionKeyRefused.de


def test_a_problem_of_the_servers_says_that_the_customer_need_not_do_anything() -> None:
    said = Wording(replace(START, problem=RecorderAbsent), "en").problem()
    assert said.startswith(of_problem(RecorderAbsent, "en"))
    assert "do not need to do anything" in said


@pytest.mark.parametrize("problem", Problem.__subclasses__())
def test_every_problem_can_be_said_in_both_languages(problem: type[Problem]) -> None:
    status = replace(START, problem=problem)
    assert Wording(status, "de").problem() != Wording(status, "en").problem()


@pytest.mark.promise("P22")
def test_contact_details_name_customer_service_and_the_data_protection_officer() -> None:
    said = " ".join(Wording(CLAIMED, "de").contact())
    assert OPERATOR.support in said
    assert OPERATOR.data_protection in said


def test_before_the_operator_is_known_the_person_on_the_phone_is_the_contact() -> None:
    assert "Telefon" in " ".join(Wording(START, "de").contact())


def test_the_receipt_still_knows_who_helped_when_the_status_does_not() -> None:
    wording = Wording(Status(receipt=STATUSES["ended"].receipt), "de")
    assert (wording.agent, wording.operator) == ("Anna Weber", OPERATOR.name)


def test_a_helper_without_a_name_is_not_left_blank() -> None:
    assert Wording(START, "de").say(texts.ASK_WHY[Grant.VIEW]).startswith("Ihre Service-Mitarbeiterin")


def test_dates_and_times_are_written_as_people_write_them() -> None:
    berlin = timezone(timedelta(hours=1))
    german, english = Wording(START, "de", berlin), Wording(START, "en", berlin)
    assert german.date("2027-02-05") == "5. Februar 2027"
    assert english.date("2027-02-05") == "5 February 2027"
    assert german.time(1795356000.0) == "15:00:00 Uhr"
    assert english.time(1795356000.0) == "15:00:00"
