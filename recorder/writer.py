"""The intake's work, done on the disk: blocking, one call at a time, from a thread."""

import contextlib
import errno
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from protocol import recording
from protocol.recording import Closing, Manifest, ManifestUnreadable
from recorder.intake import Begin, Cluster, Cut, End, Finish, GapFrom, GapUntil, Work
from recorder.matroska import Format
from sealing.vault import SegmentWriter, Vault

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""The errors that pass when somebody makes space."""


@dataclass(frozen=True)
class Totals:
    """What of this session is on the disk."""

    pictures: int = 0
    size: int = 0


@dataclass(frozen=True)
class _Take:
    number: int
    format: Format


@dataclass
class _Open:
    number: int
    take: _Take
    file: SegmentWriter
    pictures: int = 0


class Writer:
    """One session's files and manifest. Its methods raise `OSError`; `perform` also `PictureRefused`."""

    def __init__(self, session: str, vault: Vault, size_limit: int) -> None:
        self._session = session
        self._vault = vault
        self._size_limit = size_limit
        self._manifest: Manifest | None = None
        self._kept: Manifest | None = None
        self._open: _Open | None = None
        self._before = Totals()

    @property
    def manifest(self) -> Manifest | None:
        """What was recorded so far, if only that there is a session; `None` before `resume`."""
        return self._manifest

    def resume(self, now: datetime) -> None:
        """Takes up what an earlier recorder left of this session. From here on there is a manifest, pictures or not."""
        stored = self._vault.segments(self._session)
        kept = self._vault.read_manifest(self._session)
        if kept is None and not stored:
            self._manifest = Manifest(self._session, now)
            self._keep()
            return
        try:
            manifest = recording.read(kept) if kept else None
        except ManifestUnreadable:
            manifest = None
        manifest = recording.reopened(manifest) if manifest else None
        self._manifest = recording.repaired(manifest, self._session, stored, now)
        segments = self._manifest.segments
        self._before = Totals(sum(one.pictures or 0 for one in segments), sum(one.size or 0 for one in segments))
        self._keep()

    def perform(self, work: Sequence[Work]) -> Totals:
        """Does `work` in order. When this returns, all of it survives a power cut."""
        for item in work:
            self._do(item)
        if self._open:
            self._open.file.flush()
        self._keep()
        return self._totals()

    def abandon(self, at: datetime) -> None:
        """After a failure: the file ends where it was last whole, as far as the disk allows."""
        with contextlib.suppress(OSError):
            self._finish(at)
        self._open = None

    def forget(self) -> None:
        """Nothing more will be written here: the session is over, or goes on elsewhere."""
        self._vault.forget(self._session)

    def _do(self, item: Work) -> None:
        match item:
            case Begin():
                self._begin(item)
            case Cluster():
                self._write(item)
            case Cut():
                self._cut(item.at)
            case Finish():
                self._finish(item.at)
            case GapFrom():
                self._manifest = self._manifest and recording.gap_from(self._manifest, item.at, item.cause)
            case GapUntil():
                self._manifest = self._manifest and recording.gap_until(self._manifest, item.at)
            case End():
                self._manifest = self._manifest and _ended(self._manifest, item)
            case _:
                assert_never(item)

    def _begin(self, item: Begin) -> None:
        manifest = self._manifest
        take = max((segment.take for segment in manifest.segments), default=0) + 1 if manifest else 1
        self._next(_Take(take, Format(item.picture)), item.at, header=True)

    def _next(self, take: _Take, at: datetime, *, header: bool = False) -> None:
        """The next segment, of this take. A first one counts once its header is there."""
        manifest = self._manifest or Manifest(self._session, at)
        number = recording.next_number(manifest)
        try:
            file = self._vault.open_segment(self._session, number)
        except OSError:
            take.format.close()
            raise
        self._open = _Open(number, take, file)
        if header:
            file.write(take.format.header(at))
        self._manifest = recording.segment_begun(_starting(manifest, at), number, at, take.number, file.stretch)

    def _write(self, item: Cluster) -> None:
        if self._open is None:
            return
        data = self._open.take.format.cluster(item)
        if self._totals().size + len(data) > self._size_limit:
            raise OSError(errno.EFBIG, "a session's recording has its limit")
        self._open.file.write(data)
        self._open.pictures += len(item.pictures)

    def _cut(self, at: datetime) -> None:
        if self._open:
            take = self._open.take
            self._complete(at)
            self._next(take, at)

    def _finish(self, at: datetime) -> None:
        if self._open:
            self._open.take.format.close()
            self._complete(at)

    def _complete(self, at: datetime) -> None:
        opened, self._open = self._open, None
        if opened is None:
            return
        file = opened.file
        try:
            file.close()
        finally:
            self._before = Totals(self._before.pictures + opened.pictures, self._before.size + file.size)
            if self._manifest and self._manifest.segments and self._manifest.segments[-1].number == opened.number:
                self._manifest = recording.segment_finished(self._manifest, at, opened.pictures, file.size, file.digest)

    def _keep(self) -> None:
        if self._manifest is None or self._manifest is self._kept:
            return
        self._vault.write_manifest(self._session, recording.encode(self._manifest))
        self._kept = self._manifest

    def _totals(self) -> Totals:
        if self._open is None:
            return self._before
        return Totals(self._before.pictures + self._open.pictures, self._before.size + self._open.file.size)


def _starting(manifest: Manifest, at: datetime) -> Manifest:
    """A recording starts with its first picture, or with the first thing that is missing."""
    return manifest if manifest.segments or manifest.gaps else replace(manifest, started_at=at)


def _ended(manifest: Manifest, item: End) -> Manifest:
    """Nobody knows when a lost session really ended: the last picture is what we know, and the gap after it none."""
    if item.closing is Closing.ENDED:
        return recording.closed(manifest, item.at, item.closing)
    return recording.closed(manifest, recording.last_stored(manifest), item.closing)
