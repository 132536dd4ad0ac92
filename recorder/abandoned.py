"""Recordings that were begun and that nobody goes on with: whichever recorder sees one first closes it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from protocol import recording
from protocol.recording import ManifestUnreadable
from recorder.claims import Claims
from sealing.vault import Vault

LOOK_EVERY: Final = 10.0
"""Seconds between two looks."""


def is_closed(vault: Vault, session: str) -> bool:
    """Whether the recording of a session has its end."""
    try:
        return recording.read(vault.read_manifest(session) or b"").ended_at is not None
    except ManifestUnreadable:
        return False


class Abandoned:
    """Looks through the spool. What is there when it begins is taken for written at that moment."""

    def __init__(self, vault: Vault, claims: Claims, gone_after: float, now: Callable[[], datetime]) -> None:
        self._vault = vault
        self._claims = claims
        self._gone_after = timedelta(seconds=gone_after)
        self._now = now
        self._free_since: dict[str, datetime] = {}

    def look(self) -> list[str]:
        """The sessions that no recorder has had for too long. Blocking; raises `OSError`."""
        now = self._now()
        free = [
            session
            for session in self._vault.sessions()
            if not is_closed(self._vault, session) and not self._claims.is_taken(session)
        ]
        self._free_since = {session: self._free_since.get(session, now) for session in free}
        return [session for session in free if now - self._free_since[session] >= self._gone_after]
