import pytest

from protocol.problems import InvitationRefused
from signaling.invitations import LIFETIME, WRONG_NUMBERS, Invitations
from tests.fakes.clock import FakeClock

ONE, OTHER = "a" * 32, "b" * 32


def test_a_number_is_good_once() -> None:
    invitations = Invitations(FakeClock())
    number = invitations.make(ONE)
    assert invitations.use(f" {number[:3]} {number[3:]}", "berta") == ONE
    with pytest.raises(InvitationRefused):
        invitations.use(number, "berta")


def test_a_number_expires() -> None:
    clock = FakeClock()
    invitations = Invitations(clock)
    number = invitations.make(ONE)
    clock.advance(LIFETIME)
    with pytest.raises(InvitationRefused):
        invitations.use(number, "berta")


def test_of_a_session_only_the_newest_number_is_good() -> None:
    invitations = Invitations(FakeClock())
    old, other = invitations.make(ONE), invitations.make(OTHER)
    new = invitations.make(ONE)
    if old != new:
        with pytest.raises(InvitationRefused):
            invitations.use(old, "berta")
    assert (invitations.use(new, "berta"), invitations.use(other, "berta")) == (ONE, OTHER)


def test_who_guesses_is_not_looked_at_any_more_and_nobody_else_suffers() -> None:
    clock = FakeClock()
    invitations = Invitations(clock)
    number = invitations.make(ONE)
    wrong = f"{(int(number) + 1) % 10**6:06d}"
    for _ in range(int(WRONG_NUMBERS.capacity)):
        with pytest.raises(InvitationRefused):
            invitations.use(wrong, "mallory")
    with pytest.raises(InvitationRefused):
        invitations.use(number, "mallory")
    assert invitations.use(number, "berta") == ONE
    clock.advance(WRONG_NUMBERS.period)
    assert invitations.use(invitations.make(ONE), "mallory") == ONE
