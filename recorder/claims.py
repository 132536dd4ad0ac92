"""Which of a machine's recorders writes a session: one, for as long as it lives. The kernel keeps the claims.

A claim is a lock on a file of the session's own in the spool. A recorder that is killed loses its claims with its last
breath, so that another can go on at once; one that only seems dead keeps them, and nobody writes beside it.
"""

import contextlib
import errno
import fcntl
import os
import re
import threading
from pathlib import Path

from protocol.recording import StoredSegment
from sealing.vault import SegmentWriter, Vault

_SESSION = re.compile(r"[0-9a-f]{32}")


class ClaimedElsewhere(OSError):
    """Another recorder of this machine writes the session."""

    def __init__(self) -> None:
        super().__init__(errno.EBUSY, "another recorder writes this session")


class Claims:
    """What this process claims. To be used from any thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, int] = {}
        self._turn = threading.Lock()

    def take(self, session: str) -> None:
        """The session is ours from now on, if it was not already. Raises `ClaimedElsewhere`, or another `OSError`."""
        with self._turn:
            path, held = self._path(session), self._held.get(session)
            if held is not None and not _is_still(path, held):
                os.close(self._held.pop(session))  # another disk lies there now, and on it nobody has claimed anything
                held = None
            if held is None:
                self._held[session] = self._locked(path)

    def give_back(self, session: str) -> None:
        """Another may have it."""
        with self._turn:
            file = self._held.pop(session, None)
            if file is not None:
                self._free(session, file)

    def is_taken(self, session: str) -> bool:
        """Whether any recorder has it just now. Raises `OSError`."""
        with self._turn:
            if session in self._held:
                return True
            try:
                self._free(session, self._locked(self._path(session)))
            except ClaimedElsewhere:
                return True
            return False

    def _free(self, session: str, file: int) -> None:
        with contextlib.suppress(OSError):
            self._path(session).unlink(missing_ok=True)
        os.close(file)

    def _locked(self, path: Path) -> int:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if _is_still(path, file):
                    return file
            except BlockingIOError:
                os.close(file)
                raise ClaimedElsewhere from None
            except OSError:
                os.close(file)
                raise
            os.close(file)  # it was given back, and its file removed, between our opening and locking it

    def _path(self, session: str) -> Path:
        if not _SESSION.fullmatch(session):
            raise ValueError("a session id has 32 hexadecimal digits")
        return self._folder / session


def _is_still(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False


class ClaimingVault:
    """A vault that claims a session before it looks what lies there of it, or writes, and gives it back at the end."""

    def __init__(self, vault: Vault, claims: Claims) -> None:
        self._vault = vault
        self._claims = claims

    def open_segment(self, session: str, number: int) -> SegmentWriter:
        self._claims.take(session)
        return self._vault.open_segment(session, number)

    def write_manifest(self, session: str, manifest: bytes) -> None:
        self._claims.take(session)
        self._vault.write_manifest(session, manifest)

    def read_manifest(self, session: str) -> bytes | None:
        return self._vault.read_manifest(session)

    def segments(self, session: str) -> list[StoredSegment]:
        """Whoever looks wants to go on from there: nobody else may at the same time."""
        self._claims.take(session)
        return self._vault.segments(session)

    def sessions(self) -> list[str]:
        return self._vault.sessions()

    def forget(self, session: str) -> None:
        self._vault.forget(session)
        self._claims.give_back(session)
