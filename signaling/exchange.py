"""All lines on WebSockets: who hears what comes, who is asked for a sign of life, and who is let go.

Ten thousand programs are connected and say nothing. So a line on which nothing happens has no task, no timer and no
queue of its own: one watch looks after all, and a task begins with a message and ends with it.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Protocol

from aiohttp import web

from logs import Dialogue

LOOKS = 20
"""How often it is looked within one heartbeat."""
TAKEN_WITHIN = 20.0
"""Seconds for a program to take what is sent to it."""
HUNG_UP_WITHIN = 5.0
"""Seconds for everybody to take that the server stops; more than a line waits for an answer to its farewell."""


class Watched(Protocol):
    """A line, as far as it is looked after."""

    since: float
    """When it was heard, or asked; by the loop's clock."""

    async def attend(self) -> None:
        """Hears what has come; says that the line is gone, once it is."""
        ...

    def ask(self) -> None:
        """Asks for a sign of life."""
        ...

    def hang_up(self) -> None:
        """Ends the connection."""
        ...

    def abort(self) -> None:
        """Ends the connection without a word."""
        ...


class Exchange:
    """Those of one server."""

    def __init__(self, heartbeat: float, log: Dialogue) -> None:
        """`heartbeat`: seconds of silence before a line is asked; half of it later it is let go."""
        self._heartbeat = heartbeat
        self._log = log
        self._heard: dict[Watched, None] = {}
        """In the order in which they were heard last."""
        self._asked: dict[Watched, None] = {}
        """In the order in which they were asked, and have not been heard since."""
        self._stuck: dict[Watched, float] = {}
        """Those who do not take what is sent, and since when."""
        self._tasks: asyncio.TaskGroup | None = None
        self._nobody_there = asyncio.Event()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """While this lasts there can be lines. Those that are there at its end are hung up."""
        async with asyncio.TaskGroup() as self._tasks:
            watching = self._tasks.create_task(self._watch(), name="watch lines")
            try:
                yield
            finally:
                watching.cancel()
                await self._hang_up_all()
        self._tasks = None

    async def of_application(self, _: web.Application) -> AsyncIterator[None]:
        """Open as long as the application, as its `cleanup_ctx` wants it."""
        async with self.open():
            yield

    def heard(self, line: Watched) -> None:
        """A sign of life; its first makes a line known."""
        self._asked.pop(line, None)
        self._heard.pop(line, None)
        line.since = asyncio.get_running_loop().time()
        self._heard[line] = None

    def stuck(self, line: Watched) -> None:
        """The program does not take what is sent to it."""
        self._stuck[line] = asyncio.get_running_loop().time()

    def taken(self, line: Watched) -> None:
        """The program has taken what was sent to it."""
        self._stuck.pop(line, None)

    def lost(self, line: Watched) -> None:
        """The line is no more."""
        for lines in (self._heard, self._asked, self._stuck):
            lines.pop(line, None)
        if not (self._heard or self._asked):
            self._nobody_there.set()

    def attend(self, line: Watched) -> None:
        """Has a task attend to the line, until it has nothing to do any more."""
        assert self._tasks, "it is open"
        self._tasks.create_task(self._attend(line), name="attend to a line")

    def look(self, now: float) -> None:
        """Asks who was silent, and lets go who did not answer or does not take anything."""
        for line in list(_since(self._asked, now - self._heartbeat / 2)):
            line.abort()
        for line in list(_since(self._heard, now - self._heartbeat)):
            del self._heard[line]
            line.since, self._asked[line] = now, None
            line.ask()
        for line, since in list(self._stuck.items()):
            if since <= now - TAKEN_WITHIN:
                line.abort()

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._heartbeat / LOOKS)
            self.look(loop.time())

    async def _attend(self, line: Watched) -> None:
        """A fault of ours costs one line; gathered, so that it ends no other's task."""
        (fault,) = await asyncio.gather(line.attend(), return_exceptions=True)
        if fault:
            self._log.fault(fault)
            line.abort()

    async def _hang_up_all(self) -> None:
        self._nobody_there.clear()
        for line in [*self._heard, *self._asked]:
            line.hang_up()
        if self._heard or self._asked:
            try:
                async with asyncio.timeout(HUNG_UP_WITHIN):
                    await self._nobody_there.wait()
            except TimeoutError:  # one that had said farewell itself, and does not take the answer
                for line in [*self._heard, *self._asked]:
                    line.abort()
                await self._nobody_there.wait()


def _since(lines: dict[Watched, None], before: float) -> Iterator[Watched]:
    for line in lines:
        if line.since > before:
            return
        yield line
