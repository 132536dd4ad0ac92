"""The receipt: who did what, when, and when the recording will be gone. Built from what happened, as it happens."""

from datetime import UTC, datetime, timedelta

from customer_client.status import Receipt, ReceiptLine
from protocol import link
from protocol.gate import Hold

NOTED_AT_MOST = 512
"""Entries of the server's ledger that a receipt has; a session makes six, and one for each statement of ours."""

OPERATED_EVERY = 300.0
"""Seconds between two lines that say that an agent used mouse or keyboard."""


class Account:
    """The account of one session that its receipt is made of. `what` is a word of the catalogue of the windows."""

    def __init__(self, wall_offset: float) -> None:
        """`wall_offset`: seconds since 1970 minus the clock that every `now` is of, at the program's start."""
        self._wall_offset = wall_offset
        self._lines: list[ReceiptLine] = []
        self._recorded = False
        self._recorded_before = False
        self._shown = False
        self._operated: dict[str, float] = {}
        self._noted: list[link.Noted] = []

    def noted(self, entry: link.Noted) -> None:
        """The server's ledger has this about the session."""
        if len(self._noted) < NOTED_AT_MOST:
            self._noted.append(entry)

    @property
    def proof(self) -> tuple[link.Noted, ...]:
        """All that the server's ledger has about the session, as far as the server said so."""
        return tuple(self._noted)

    def note(self, what: str, now: float, who: str = "") -> None:
        """Something happened that the customer may want to know later; `who` names the second agent."""
        self._lines.append(ReceiptLine(now + self._wall_offset, what, who))

    def operated(self, now: float, who: str = "") -> None:
        """That agent's mouse or keyboard was let through: a line now and then says so."""
        last = self._operated.get(who)
        if last is None or now - last >= OPERATED_EVERY:
            self._operated[who] = now
            self.note("operated", now, who)

    def gate(self, hold: Hold | None, recorded: bool, now: float) -> None:
        """What the gate says now: the account has a line whenever recording or picture begin or stop."""
        if recorded != self._recorded:
            started = "recording-resumed" if self._recorded_before else "recording-started"
            self.note(started if recorded else "recording-interrupted", now)
            self._recorded, self._recorded_before = recorded, True
        if self._shown != (hold is None):
            self._shown = hold is None
            self.note("picture-shown" if self._shown else "picture-held", now)

    def close(self, claimed: link.Claimed, now: float) -> Receipt:
        """The receipt. The recording is gone `retention_days` after the end."""
        self.note("ended", now)
        ended = datetime.fromtimestamp(now + self._wall_offset, UTC)
        gone = (ended + timedelta(days=claimed.retention_days)).date().isoformat() if self._recorded_before else ""
        return Receipt(claimed.session, claimed.agent, claimed.operator, tuple(self._lines), gone, self.proof)
