"""The books: what was decided about a session goes into ledger and table before anybody is told.

Only an end happens in any case: a session that is over stays over, whatever becomes of ledger and table, and is written
down when they are there again.
"""

from ledger.entries import Entry
from ledger.server_facts import SessionEnded
from logs import Dialogue
from protocol.problems import DatabaseUnavailable
from protocol.session import State
from signaling.clock import Clock
from signaling.meeting import Meeting, Outcome
from signaling.scribe import Scribe, Written
from signaling.store.sessions import SessionTable


class Books:
    """Those of all live sessions."""

    def __init__(self, table: SessionTable, scribe: Scribe, clock: Clock, log: Dialogue) -> None:
        self._table = table
        self._scribe = scribe
        self._clock = clock
        self._log = log
        self._unwritten: dict[str, Meeting] = {}
        self._unsaid: list[Entry] = []

    async def note(self, noted: list[Entry]) -> list[Written]:
        """Into the ledger. Raises `DatabaseUnavailable` for all but an end, which is noted when it can be."""
        try:
            return await self._scribe.write(*noted)
        except DatabaseUnavailable:
            if not any(isinstance(fact, SessionEnded) for fact in noted):
                raise
            self._unsaid += noted
            return []

    async def write(self, outcome: Outcome, customer: bytes | None) -> None:
        """Into the table. Raises `DatabaseUnavailable` for all but an end."""
        try:
            await self._table.save(outcome.meeting, self._clock(), outcome.record, customer)
        except DatabaseUnavailable as unavailable:
            if outcome.meeting.state is not State.ENDED:
                raise
            self._unwritten[outcome.meeting.session] = outcome.meeting
            self._log.fault(unavailable, outcome.meeting.session)

    def newest(self, kept: Meeting) -> Meeting:
        """The meeting as it is, when it was read as `kept`: its end may not be written yet."""
        return self._unwritten.get(kept.session, kept)

    async def catch_up(self) -> None:
        """Writes the ends that could not be written. Raises `DatabaseUnavailable`; what is left stays for later."""
        unsaid, self._unsaid = self._unsaid, []
        await self.note(unsaid)
        for meeting in list(self._unwritten.values()):
            await self._table.save(meeting, self._clock())
            del self._unwritten[meeting.session]
