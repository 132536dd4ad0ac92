import pytest

from customer_client.entry import Entry
from protocol import consent, link
from protocol.grants import Level
from protocol.problems import OutOfOrder
from protocol.session import State
from tests.fakes.customer_play import CLAIMED, SESSION


def claimed() -> Entry:
    entry = Entry()
    entry.type_key("4819203")
    entry.claim(CLAIMED, 0.0)
    return entry


@pytest.mark.promise("P12")
def test_access_before_consent_is_out_of_order() -> None:
    with pytest.raises(OutOfOrder):
        claimed().allow(Level.FULL)


@pytest.mark.promise("P07")
def test_each_question_waits_for_its_own_answer_and_no_longer() -> None:
    entry = claimed()
    assert not entry.has_no_answer(599.0)
    entry.agree("de", 599.0)
    assert not entry.has_no_answer(1198.0)
    assert entry.has_no_answer(1199.0)


def test_what_is_allowed_waits_for_nothing() -> None:
    entry = claimed()
    entry.agree("de", 1.0)
    entry.allow(Level.VIEW)
    assert not entry.has_no_answer(1e9)


def test_the_first_message_is_the_key_then_the_return() -> None:
    entry = Entry()
    assert entry.first_message() is None
    entry.type_key("4819203")
    assert entry.first_message() == link.ClaimKey(key="4819203")
    entry.claim(CLAIMED, 0.0)
    assert entry.first_message() == link.Return(session=SESSION, token="t")


def test_a_server_that_heard_everything_is_told_nothing() -> None:
    entry = claimed()
    entry.agree("de", 1.0)
    entry.allow(Level.VIEW)

    assert entry.unheard(State.ALLOWED) == entry.unheard(State.RUNNING) == []
    assert entry.unheard(State.CONSENTED) == [entry.access_message(Level.VIEW)]


def test_a_withdrawn_consent_is_not_said_again() -> None:
    entry = claimed()
    entry.agree("de", 1.0)
    entry.close(consent.Event.WITHDRAWN)

    assert entry.unheard(State.CLAIMED) == []
