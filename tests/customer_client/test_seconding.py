from customer_client.seconding import ANSWER_WITHIN, ASK_AGAIN_AFTER, HERE_WITHIN, Seconding
from customer_client.status import Person
from protocol.grants import Grant, Office
from protocol.link import Role

BERTA, CORA = Person("Berta", Office.SUPERVISOR), Person("Cora", Office.AGENT)


def seconding() -> Seconding:
    return Seconding(lambda: b"n" * 16)


def test_one_person_is_asked_for_at_a_time() -> None:
    asked = seconding()
    assert asked.ask(BERTA, 0.0)
    assert not asked.ask(CORA, 1.0)
    assert asked.asked is BERTA


def test_who_is_let_in_may_look_and_no_more() -> None:
    asked = seconding()
    asked.ask(BERTA, 0.0)
    guest = asked.answer(given=True, now=1.0)
    assert guest
    assert (guest.role, guest.name, guest.rights.grants) == (Role.SECOND, "Berta", {Grant.VIEW})
    assert not asked.ask(CORA, 100.0)
    asked.gone()
    assert asked.ask(CORA, 101.0)


def test_a_question_does_not_wait_for_ever() -> None:
    asked = seconding()
    asked.ask(BERTA, 0.0)
    assert not asked.is_unanswered(ANSWER_WITHIN - 0.1)
    assert asked.is_unanswered(ANSWER_WITHIN)
    assert asked.answer(given=False, now=ANSWER_WITHIN) is None
    assert not asked.ask(BERTA, ANSWER_WITHIN + ASK_AGAIN_AFTER - 0.1)
    assert asked.ask(BERTA, ANSWER_WITHIN + ASK_AGAIN_AFTER)


def test_a_code_is_waited_for_only_so_long_and_after_a_wrong_one_nobody_is_asked_for() -> None:
    asked = seconding()
    asked.ask(BERTA, 0.0)
    guest = asked.answer(given=True, now=0.0)
    assert guest
    assert not asked.is_late(guest, HERE_WITHIN - 0.1)
    assert asked.is_late(guest, HERE_WITHIN)
    asked.gone()
    asked.barred = True
    assert not asked.ask(CORA, 500.0)
