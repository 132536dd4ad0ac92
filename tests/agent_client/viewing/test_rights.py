from agent_client.viewing.rights import Rights
from protocol.grants import Grant

VIEW = frozenset({Grant.VIEW})
BOTH = frozenset({Grant.VIEW, Grant.CONTROL})
ASKING = Rights(VIEW).asks(Grant.CONTROL)


def test_a_right_is_asked_for_once_until_the_customer_has_answered() -> None:
    assert Rights(VIEW).asks(Grant.CONTROL) == Rights(VIEW, asked=Grant.CONTROL)
    assert ASKING.asks(Grant.CONTROL) is ASKING
    assert ASKING.asks(Grant.POINTER) is ASKING


def test_what_is_given_is_not_asked_for() -> None:
    given = Rights(BOTH)
    assert given.asks(Grant.CONTROL) is given


def test_a_yes_and_a_no_are_answers() -> None:
    assert ASKING.granted(BOTH) == Rights(BOTH)
    assert ASKING.is_refused(Grant.CONTROL) == Rights(VIEW, refused=Grant.CONTROL)


def test_what_is_given_meanwhile_is_no_answer_to_something_else() -> None:
    assert ASKING.granted(VIEW | {Grant.POINTER}) == Rights(VIEW | {Grant.POINTER}, asked=Grant.CONTROL)


def test_a_no_is_forgotten_when_it_is_asked_again_or_given_after_all() -> None:
    refused = ASKING.is_refused(Grant.CONTROL)
    assert refused.asks(Grant.CONTROL) == ASKING
    assert refused.granted(BOTH) == Rights(BOTH)


def test_nobody_answers_on_a_connection_that_is_gone() -> None:
    assert ASKING.apart() == Rights(VIEW)
