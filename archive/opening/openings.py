"""Opens recordings: what officers released is written down, the mailbox is told, and only then is there a picture."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from archive.control import Done, Refused
from archive.opening.desk import Checked, Desk
from archive.opening.door import Bring, Close, Fetch, Look, Opened, Watch
from archive.opening.messages import Describe, FromProjector, Join, Project, Show
from archive.opening.projection import Fetch as FetchSegment
from archive.opening.projection import Projecting, ProjectorGone
from archive.opening.rules import NotReleased
from archive.opening.unlocking import KeyGone, data_keys
from archive.opening.viewing import Viewing, Viewings, until
from archive.stock import MANIFEST, Stock, folder_of
from ledger.archive_facts import RecordingExported, RecordingOpened
from sealing.request import Act

Start = Callable[[Project, FetchSegment], Awaitable[Projecting]]
LOOK_EVERY = 1.0
"""Seconds between two looks for what is over."""
_OVER = "The recording is closed: its half hour is over, or nobody looked any more. Ask for it anew."


class Openings:
    """The recordings that are open now. `steady` is a clock that nobody sets, in seconds."""

    def __init__(self, stock: Stock, desk: Desk, start: Start, steady: Callable[[], float]) -> None:
        self._stock, self._desk, self._start, self._steady = stock, desk, start, steady
        self._viewings = Viewings()
        self._one_at_a_time = asyncio.Lock()
        self._group: asyncio.TaskGroup | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Until the archive stops; then everything is closed."""
        async with asyncio.TaskGroup() as self._group:
            while not stop.is_set():
                self.sweep()
                try:
                    async with asyncio.timeout(LOOK_EVERY):
                        await stop.wait()
                except TimeoutError:
                    continue
            self._viewings.end_all()

    def sweep(self) -> None:
        """Closes what is over."""
        self._viewings.sweep(self._steady())

    async def open(self, bring: Bring, now: datetime) -> Opened:
        """Opens a recording, to be looked at or to be exported. Raises `Refused`, `OSError`."""
        if self._group is None:
            raise Refused("The archive is not ready yet. Try again in a moment.")
        async with self._one_at_a_time:  # so that no request is used twice at the same moment
            checked, project = await asyncio.to_thread(self._released, bring, now)
            projection = await self._projection(checked.request.session, project)
        exports = checked.request.act is Act.EXPORT
        viewing = self._viewings.begin(projection, self._steady(), exports=exports)
        self._group.create_task(projection.run(), name=f"projection {checked.request.number}")
        if exports:
            await self._say(viewing, Join())
        return self._opened(viewing, checked)

    async def look(self, look: Look) -> FromProjector:
        """A picture."""
        return await self._asked(self._viewing(look.token, exports=False), look.show)

    async def watch(self, watch: Watch) -> FromProjector:
        """What is known."""
        return await self._asked(self._viewing(watch.token, exports=False), watch.describe)

    async def fetch(self, fetch: Fetch) -> FromProjector:
        """The next piece of an export."""
        try:
            return await self._viewing(fetch.token, exports=True).projection.next()
        except ProjectorGone:
            raise Refused(_OVER) from None

    async def close(self, close: Close) -> Done:
        """Nobody looks any more."""
        self._viewings.end(close.token)
        return Done()

    def _released(self, bring: Bring, now: datetime) -> tuple[Checked, Project]:
        """What the projector needs, once ledger and mailbox know. The request is used up."""
        checked = self._desk.check(bring, now)
        asked = checked.request
        try:
            keys = data_keys(self._stock, asked, checked.brought, checked.identity)
        except NotReleased as refused:
            raise self._desk.refused(asked, refused, now) from None
        except KeyGone as gone:
            raise Refused(str(gone)) from None
        manifest = self._stock.store.get(f"{folder_of(asked.session)}/{MANIFEST}")
        self._stock.book.append(_entry(checked, now))
        self._desk.tell(checked, now)
        self._desk.use_up(checked)
        first, second = checked.officers
        return checked, Project(manifest, keys, (first, second), asked.number)

    async def _projection(self, session: str, project: Project) -> Projecting:
        try:
            return await self._start(project, lambda number: self._segment(session, number))
        except ProjectorGone:
            raise Refused("The program that decodes recordings does not start: its lines are in the log.") from None

    def _segment(self, session: str, number: int) -> bytes:
        return self._stock.store.get(f"{folder_of(session)}/{number}.sealed")

    def _viewing(self, token: str, *, exports: bool) -> Viewing:
        """What was released to be looked at cannot be exported, nor the other way round."""
        viewing = self._viewings.of(token, self._steady())
        if viewing is None or viewing.exports is not exports:
            raise Refused(_OVER)
        return viewing

    async def _asked(self, viewing: Viewing, question: Show | Describe) -> FromProjector:
        try:
            return await viewing.projection.ask(question)
        except ProjectorGone:
            raise Refused(_OVER) from None

    async def _say(self, viewing: Viewing, question: Join) -> None:
        try:
            await viewing.projection.say(question)
        except ProjectorGone:
            raise Refused(_OVER) from None

    def _opened(self, viewing: Viewing, checked: Checked) -> Opened:
        asked = checked.request
        left = viewing.left(self._steady())
        return Opened(viewing.token, asked.number, asked.session, checked.officers, asked.reason, asked.reference, left)


def _entry(checked: Checked, now: datetime) -> RecordingOpened | RecordingExported:
    asked, officers = checked.request, checked.officers
    if asked.act is Act.EXPORT:
        return RecordingExported(at=now, session=asked.session, request=asked.number, officers=officers)
    return RecordingOpened(at=now, session=asked.session, request=asked.number, officers=officers, until=until(now))
