"""One live session, as the switchboard holds it: its meeting, who is on which line, and what goes to the table."""

import asyncio
from dataclasses import dataclass, field, replace

from protocol.link import Noted, Role
from signaling.lines import Line
from signaling.meeting import Meeting
from signaling.pairing import Worker
from signaling.scribe import Written


@dataclass
class Live:
    """One live session."""

    meeting: Meeting
    sign_in: str
    agent: str
    agent_id: int
    generation: int
    lines: dict[Role, Line] = field(default_factory=dict)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    worker: Worker | None = None
    """The recorder that has it, or is about to."""
    was_open: bool = False
    """Whether the agent has ever seen a picture, as far as the customer's client says."""
    served_at: float = 0.0
    """When its people were told which servers to use; 0 when they are to be told soon."""

    def role_of(self, sign_in: str) -> Role | None:
        """Which of its agents that sign-in is."""
        if self.sign_in == sign_in:
            return Role.AGENT
        second = self.meeting.second
        return Role.SECOND if second and second.sign_in == sign_in else None

    def seat(self, role: Role, line: Line) -> None:
        """The newest line of an end counts; the one before is hung up on."""
        before, self.lines[role], self.served_at = self.lines.get(role), line, 0.0
        if before and before is not line:
            before.hang_up()


def as_written(meeting: Meeting) -> object:
    """What the session table keeps of a meeting."""
    return replace(meeting, away={}, owed=(), recorder_there=False, media_goes_on=False, second=None, stated=0)


def noted(session: str, written: Written) -> Noted:
    """What the customer is told of an entry."""
    row = written.row
    return Noted(session, row.number, row.entry.decode(), row.signature, written.head)
