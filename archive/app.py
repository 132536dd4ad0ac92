"""The archive, put together: takes over, sweeps, and waits."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.identity import IdentityLost
from archive.publishing import publish
from archive.retention import delete, due
from archive.settings import Settings
from archive.takeover import finished, take_over
from logs import Dialogue


class CannotStart(Exception):
    """The operator has something to do first; the text says what."""


class Archive:
    """One archive over one state folder."""

    def __init__(self, settings: Settings, log: Dialogue) -> None:
        self._settings = settings
        self._log = log
        self.spool, self.folder = settings.state / "store" / "recordings", settings.state / "archive"
        try:
            for folder in (self.spool, self.folder):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.folder / ".writable").touch()
            publish(settings.state, datetime.now(UTC))
        except OSError as error:
            raise CannotStart(f"The archive cannot write to {settings.state}: {error.strerror}.") from None
        except IdentityLost as lost:
            raise CannotStart(str(lost)) from None

    def take_over(self, now: datetime) -> None:
        """Moves finished recordings in, and tells recorders of new days and officers."""
        publish(self._settings.state, now)
        for session in finished(self.spool, now, timedelta(seconds=self._settings.abandoned_after)):
            with self._going_on(session):
                take_over(self.spool, self.folder, session, now)
                self._log.state("taken-over", session)

    def sweep(self, now: datetime) -> None:
        """Deletes what is due."""
        for folder in due(self.folder, now):
            with self._going_on(folder.name):
                delete(folder)
                self._log.state("deleted", folder.name)

    @contextlib.contextmanager
    def _going_on(self, session: str) -> Iterator[None]:
        """One recording that cannot be moved or deleted must not keep the others; the next round tries again."""
        try:
            yield
        except OSError as error:
            self._log.fault(error, session)

    async def run(self) -> None:
        """Until the process is asked to stop."""
        stop = asyncio.Event()
        for asked in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(asked, stop.set)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._every(self._settings.look_every, self.take_over, stop), name="take over")
            group.create_task(self._every(self._settings.sweep_every, self.sweep, stop), name="sweep")

    async def _every(self, seconds: float, act: Callable[[datetime], None], stop: asyncio.Event) -> None:
        while not stop.is_set():
            began = time.monotonic()
            try:
                await asyncio.to_thread(act, datetime.now(UTC))
            except OSError as error:
                self._log.fault(error)  # the folder itself is gone, perhaps for a moment
            try:
                async with asyncio.timeout(max(seconds - (time.monotonic() - began), 0.1)):
                    await stop.wait()
            except TimeoutError:
                continue


def folder_of(state: Path, session: str) -> Path:
    """Where a session's recording lies."""
    return state / "archive" / session
