from customer_client.guest import Guest
from protocol.grants import Grant, Level, Who
from protocol.link import Role


def test_what_one_guest_may_says_nothing_about_another() -> None:
    first, second = (Guest(role, lambda: b"n" * 16) for role in (Role.AGENT, Role.SECOND))
    first.rights.choose(Level.FULL)
    assert second.rights.grants == frozenset()
    second.rights.choose(Level.VIEW)
    first.rights.take_back(Grant.VIEW)
    assert second.rights.grants == {Grant.VIEW}
    assert (first.who, second.who) == (Who.AGENT, Who.SECOND)
