"""Marks: the customer's client asks the recorder, again and again, what it has stored.

An answer counts from the moment its mark was *sent*: what an old answer promises is old.
"""

from protocol import peer_messages as m
from protocol.problems import Problem, RecordingDiskFull, from_code

EVERY = 1.0
"""Seconds between two marks."""
AT_FIRST_EVERY = 0.25
"""Seconds between two marks until the first is answered as stored."""
_REMEMBERED = 16
"""Marks without an answer of which the time is kept; older ones could not open the gate any more."""

NEVER_PASSES: frozenset[type[Problem]] = frozenset({RecordingDiskFull})
"""What shuts the gate at once. Other problems may pass within the time that the gate allows anyway."""


class Marks:
    """The marks of one session, over all its connections to recorders."""

    def __init__(self) -> None:
        self.stored_at: float | None = None
        """When the newest mark that was answered as stored was sent."""
        self.problem: type[Problem] | None = None
        """Why the recorder does not store, as far as it said."""
        self._sent: dict[int, float] = {}
        self._number = 0
        self._next_at: float | None = None
        self._every = AT_FIRST_EVERY

    def connected(self, now: float) -> None:
        """A recorder is connected: the first mark goes at once."""
        self._sent.clear()
        self._next_at, self._every = now, AT_FIRST_EVERY

    def lost(self) -> None:
        """No recorder is connected: what is shown from now on nobody stores, whatever was stored before."""
        self._sent.clear()
        self._next_at = self.stored_at = None

    def due(self, now: float) -> m.Mark | None:
        """The mark that is to be sent now, if any."""
        if self._next_at is None or now < self._next_at:
            return None
        self._number += 1
        self._next_at = now + self._every
        self._sent[self._number] = now
        if len(self._sent) > _REMEMBERED:
            del self._sent[min(self._sent)]
        return m.Mark(number=self._number)

    def answered(self, answer: m.FromRecorder) -> None:
        """The recorder answered. An answer to no mark of this connection is no answer."""
        if isinstance(answer, m.NotStored):
            self.problem = type(from_code(answer.problem))
            if self.problem in NEVER_PASSES:
                self.stored_at = None
            return
        sent_at = self._sent.get(answer.mark)
        if sent_at is None:
            return
        self._sent = {number: at for number, at in self._sent.items() if number > answer.mark}
        self.stored_at, self.problem, self._every = sent_at, None, EVERY
