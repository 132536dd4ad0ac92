"""Seconding: who else may join, asked by name, and how far that is. Pure; time is an argument, in seconds.

The question comes from the first agent, whose certificate two people have compared by voice: the server cannot ask it.
The second's code goes the same way: this program tells it to the first agent's, who says it to the second; what the
second's program shows then comes back by voice, and through the first agent's program. A server that puts a stranger in
the second's place has another certificate, and so another code.
"""

from collections.abc import Callable

from customer_client.guest import Guest
from customer_client.status import Person
from protocol import peer_messages as m
from protocol.grants import Level
from protocol.link import Role

ANSWER_WITHIN = 60.0
"""Seconds after which a question without an answer counts as a no."""
ASK_AGAIN_AFTER = 10.0
"""Seconds after a no during which nobody else is asked for."""
HERE_WITHIN = 180.0
"""Seconds from the customer's yes until the second's code has to be right: two people have to talk to each other."""
APART_AT_MOST = 30.0
"""Seconds without a connection after which a second is not waited for any more."""


class Seconding:
    """Of one session. There is one second at a time."""

    def __init__(self, nonce: Callable[[], bytes]) -> None:
        self._nonce = nonce
        self.asked: Person | None = None
        """The customer is being asked about them."""
        self.person: Person | None = None
        """Who was let in."""
        self.barred = False
        """A code was wrong: nobody else joins this session."""
        self.said: m.SecondIs | None = None
        """What the first agent was told last."""
        self._since = 0.0
        self._refused_at: float | None = None

    def ask(self, person: Person, now: float) -> bool:
        """The first agent asks. Whether the customer is to be asked."""
        too_soon = self._refused_at is not None and now - self._refused_at < ASK_AGAIN_AFTER
        if self.asked or self.person or self.barred or too_soon:
            return False
        self.asked, self._since = person, now
        return True

    def answer(self, given: bool, now: float) -> Guest | None:
        """The customer's answer: the guest, if it is a yes. To be asked for while somebody is `asked`."""
        person, self.asked = self.asked, None
        if person is None or not given:
            self._refused_at = now
            return None
        self.person, self._since = person, now
        guest = Guest(Role.SECOND, self._nonce, person.name)
        guest.rights.choose(Level.VIEW)
        return guest

    def is_unanswered(self, now: float) -> bool:
        """Whether the question has waited too long."""
        return self.asked is not None and now - self._since >= ANSWER_WITHIN

    def is_late(self, guest: Guest, now: float) -> bool:
        """Whether the second's code was not compared in time."""
        return not guest.comparing.matched and now - self._since >= HERE_WITHIN

    def gone(self) -> None:
        """The second is not here any more; another may be asked for."""
        self.person = None

    def end(self) -> None:
        """The session is over, and with it every question."""
        self.asked = None
