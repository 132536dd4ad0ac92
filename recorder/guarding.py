"""Whether anything more may be stored: asked before each byte, between the writer and the vault."""

import errno
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from protocol.recording import StoredSegment
from recorder.shipping import waiting
from sealing.vault import SegmentWriter, Vault

RESERVE = 1024 * 1024
"""Bytes of the disk that no picture gets."""
ENOUGH_AGAIN = 4 * 1024 * 1024
"""Bytes that have to be free when that was reached: more than the segments of a moment leave behind."""
Check = Callable[[], None]

MEASURED_EVERY = 1.0
"""Seconds; what comes in between is not counted yet."""


class Quota:
    """How much may wait for the store. Beyond it nothing is recorded, and so nobody sees anything."""

    def __init__(self, spool: Path, limit: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._spool = spool
        self._limit = limit
        self._monotonic = monotonic
        self._measured_at = float("-inf")
        self._size = 0

    def check(self) -> None:
        """Raises `OSError` when too much waits already."""
        now = self._monotonic()
        if now - self._measured_at >= MEASURED_EVERY:
            self._measured_at = now
            self._size = waiting(self._spool)
        if self._size >= self._limit:
            raise OSError(errno.EDQUOT, "too much waits for the store")


class Room:
    """Whether the disk has room. The last of it is for manifests, so that an end can be written down.

    What is shipped makes a little room by itself. Whoever took that would show the agent something for an instant, and
    again and again: once short, the disk has to have got more than that.
    """

    def __init__(self, spool: Path, free: Callable[[Path], int] | None = None) -> None:
        self._spool = spool
        self._free = free or _free
        self._short = False

    def check(self) -> None:
        """Raises `OSError` when there is none."""
        free = self._free(self._spool)
        self._short = free < (ENOUGH_AGAIN if self._short else RESERVE)
        if self._short:
            raise OSError(errno.ENOSPC, "the rest of the disk is for manifests")


def _free(folder: Path) -> int:
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


class GuardedVault:
    """A vault that takes no picture while a check raises `OSError`. What is said about pictures it takes."""

    def __init__(self, vault: Vault, checks: Sequence[Check]) -> None:
        self._vault = vault
        self._checks = checks

    def open_segment(self, session: str, number: int) -> SegmentWriter:
        self._check()
        return _GuardedSegment(self._vault.open_segment(session, number), self._check)

    def _check(self) -> None:
        for check in self._checks:
            check()

    def write_manifest(self, session: str, manifest: bytes) -> None:
        self._vault.write_manifest(session, manifest)

    def read_manifest(self, session: str) -> bytes | None:
        return self._vault.read_manifest(session)

    def segments(self, session: str) -> list[StoredSegment]:
        return self._vault.segments(session)

    def sessions(self) -> list[str]:
        return self._vault.sessions()

    def forget(self, session: str) -> None:
        self._vault.forget(session)


class _GuardedSegment:
    def __init__(self, segment: SegmentWriter, check: Check) -> None:
        self._segment = segment
        self._check = check

    @property
    def size(self) -> int:
        return self._segment.size

    @property
    def digest(self) -> str:
        return self._segment.digest

    @property
    def stretch(self) -> int:
        return self._segment.stretch

    def write(self, data: bytes) -> None:
        self._check()
        self._segment.write(data)

    def flush(self) -> None:
        self._segment.flush()

    def close(self) -> None:
        self._segment.close()
