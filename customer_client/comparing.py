"""Comparing the safety code with the agent: one exchange per connection, few per session.

Each exchange draws a new code, so that a connection which breaks before the code was read out may be repeated; but not
without end, because each code is one try in a million for somebody in the middle. What matched stays matched while
the agent shows the same certificate.
"""

from collections.abc import Callable

from peer.safety import CustomerSide, Seen, Step
from protocol import peer_messages as m
from protocol.problems import OutOfOrder, SafetyCodeMismatch

EXCHANGES_AT_MOST = 5
"""Exchanges begun in one session."""

SafetyMessage = m.SafetyCommit | m.SafetyReveal | m.SafetyCodeTyped


class Comparing:
    """The safety code of one session, at the customer. `nonce` gives 16 random bytes."""

    def __init__(self, nonce: Callable[[], bytes]) -> None:
        self._nonce = nonce
        self._side: CustomerSide | None = None
        self._begun = 0
        self._attempt = 0
        self._early: m.SafetyCommit | None = None

    @property
    def matched(self) -> bool:
        """Whether the agent typed the code that was read out, and said so on the phone."""
        return self._side is not None and self._side.matched

    @property
    def code(self) -> str:
        """The six digits to be read out, if it is time for them."""
        return "" if self._side is None or self.matched else self._side.code

    @property
    def awaits_confirmation(self) -> bool:
        """Whether the right code came over the connection, and the agent's word, by voice, is missing."""
        return self._side is not None and self._side.step is Step.CONFIRMING

    def lost(self) -> None:
        """The agent's connection is lost: an exchange that has not matched is over."""
        self._early = None
        if not self.matched:
            self._side = None

    def receive(self, message: SafetyMessage, attempt: int, seen: Seen | None, consent: bytes) -> m.PeerMessage | None:
        """What is to be answered, if anything. Raises `OutOfOrder` or `SafetyCodeMismatch`: the session is over then.

        `seen` is `None` while no recorder has shown its certificate: the commitment waits for it.
        """
        if isinstance(message, m.SafetyCommit):
            if seen is None:
                self._early = message
                return None
            return self._begin(message, attempt, seen, consent)
        if self._side is None:
            raise SafetyCodeMismatch
        if isinstance(message, m.SafetyReveal):
            self._side.receive_reveal(message)
            return None
        return self._side.receive_typed(message)

    def confirm(self, digits: str) -> m.SafetyResult:
        """The customer typed what the agent said. Raises `OutOfOrder` when it is not time for that."""
        if self._side is None:
            raise OutOfOrder
        return self._side.confirm(digits)

    def take_early(self) -> m.SafetyCommit | None:
        """The commitment that waited for the recorder, if any: to be received now."""
        early, self._early = self._early, None
        return early

    def _begin(self, commit: m.SafetyCommit, attempt: int, seen: Seen, consent: bytes) -> m.SafetyAnswer:
        if attempt != self._attempt or self._side is None:
            self._begun += 1
            if self._begun > EXCHANGES_AT_MOST:
                raise SafetyCodeMismatch
            self._attempt, self._side = attempt, CustomerSide(seen, consent, self._nonce())
        return self._side.receive_commit(commit)
