"""Runs the viewer for one opened recording: a server on 127.0.0.1, until somebody closes it or the archive does."""

import asyncio
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from aiohttp import web
from msgspec import Struct

from archive import control
from archive.control import Done, NotRunning, Refused
from archive.opening.door import Close, Look, Opened, Watch
from archive.opening.messages import Describe, Described, Nothing, Same, Show, Shown
from archive.viewer.site import Over, Site

STILL_HERE_EVERY = 15.0
"""Seconds between two signs to the archive that somebody may still look."""
GONE_AFTER = 150.0
"""Seconds without a word from the page: its tab was closed. A browser lets hidden tabs speak once a minute."""
Answer = TypeVar("Answer")


class SocketArchive:
    """The opened recording, over the archive's socket in `folder`."""

    def __init__(self, folder: Path, token: str) -> None:
        self._folder, self._token = folder, token

    async def show(self, show: Show) -> Shown | Same | Nothing:
        return await self._ask(Look(self._token, show), Shown | Same | Nothing)  # type: ignore[arg-type]  # msgspec takes a union

    async def describe(self, describe: Describe) -> Described:
        return await self._ask(Watch(self._token, describe), Described)

    async def close(self) -> None:
        """It is closed; if the archive is not there any more, it is anyway."""
        try:
            await self._ask(Close(self._token), Done)
        except Over:
            return

    async def _ask(self, question: Struct, kind: type[Answer]) -> Answer:
        try:
            return await asyncio.to_thread(control.ask, self._folder, question, kind)  # type: ignore[arg-type]  # a union, see above
        except (Refused, NotRunning) as refused:
            raise Over(str(refused)) from None


async def serve(opened: Opened, archive: SocketArchive, listening: socket.socket, say: Callable[[str], None]) -> None:
    """Shows it on a port that listens already; `say` tells the operator the address."""
    site = Site(opened, archive, time.monotonic)
    runner = web.AppRunner(site.app(), access_log=None, keepalive_timeout=15, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        for asked in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(asked, site.closed.set)
        say(site.address(listening.getsockname()[1]))
        async with asyncio.TaskGroup() as group:
            here = group.create_task(_stay(site, archive), name="still here")
            await _closed(site, opened.seconds)
            here.cancel()
    finally:
        await archive.close()
        await runner.cleanup()


async def _closed(site: Site, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await site.closed.wait()
    except TimeoutError:
        site.closed.set()


async def _stay(site: Site, archive: SocketArchive) -> None:
    while not site.closed.is_set():
        try:
            await archive.describe(Describe())
        except Over:
            site.closed.set()
        if site.asked_at is not None and time.monotonic() - site.asked_at > GONE_AFTER:
            site.closed.set()
        await asyncio.sleep(STILL_HERE_EVERY)
