from cryptography.hazmat.primitives.asymmetric import ec

from customer_client import events as e
from customer_client.statements import Statements
from customer_client.status import AnswerGrant, TakeBack
from protocol import link, statement
from protocol import peer_messages as m
from protocol.grants import Grant, Level
from protocol.session import State
from protocol.statement import Signer
from tests.fakes.customer_play import SESSION, Play, stated
from tests.fakes.signer import FakeSigner


def numbers(statements: list[link.Statement]) -> list[int]:
    return [one.number for one in statements]


def test_what_is_stated_is_signed_for_its_session_and_place() -> None:
    statements = Statements(Signer(ec.derive_private_key(7, ec.SECP256R1())))
    (one,) = statements.state(SESSION, "allowed view")
    assert statement.holds(SESSION, 1, "allowed view", one.key, one.signature)


def test_what_was_not_noted_is_said_again_before_what_comes_next() -> None:
    statements = Statements(FakeSigner())
    statements.state(SESSION, "allowed view")
    assert numbers(statements.state(SESSION, "code-matched agent")) == [1, 2]
    statements.noted('{"kind":"customer-stated","at":"2026-11-23T12:00:00Z","number":1}')
    assert numbers(statements.state(SESSION, "asked control agent")) == [2, 3]


def test_other_entries_and_nonsense_change_nothing() -> None:
    statements = Statements(FakeSigner())
    statements.state(SESSION, "allowed view")
    for entry in ("{}", '{"kind":"consent-given","number":1}', '{"kind":"customer-stated","number":7}', "["):
        statements.noted(entry)
    assert numbers(statements.unnoted()) == [1]


def test_of_very_many_no_more_are_stated_than_a_ledger_takes() -> None:
    statements = Statements(FakeSigner())
    for _ in range(statement.AT_MOST + 50):
        said = statements.state(SESSION, "taken-back view agent")
    assert numbers(said)[-1] == statement.AT_MOST


def test_everything_about_a_right_is_stated_in_its_order() -> None:
    play = Play().helped(Level.VIEW)
    play.after(2.0)
    play.from_agent(m.AskGrant(Grant.CONTROL))
    play.acts(AnswerGrant(Grant.CONTROL, given=True))
    play.acts(TakeBack(Grant.CONTROL))
    newest = {one.number: one.said for one in sent(play)}
    assert list(newest.values())[1:] == [
        "allowed view",
        "code-matched agent",
        "asked control agent",
        "given control agent",
        "taken-back control agent",
    ]
    assert newest[1].startswith("consented ")


def test_what_a_lost_link_has_swallowed_is_stated_when_it_is_back() -> None:
    play = Play().helped()
    play.acts(TakeBack(Grant.CONTROL))
    play.say(e.LinkUp())
    back = play.server(link.SessionChanged(SESSION, State.RUNNING))
    assert stated(back)[-1] == "taken-back control agent"


def sent(play: Play) -> list[link.Statement]:
    messages = [getattr(command, "message", None) for command in play.said]
    return [message for message in messages if isinstance(message, link.Statement)]
