"""The archive's end of a projector: starts it, gives it the sealed segments that it needs, and kills it."""

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec

from archive.opening import messages
from archive.opening.messages import (
    FrameRefused,
    FromProjector,
    Need,
    Project,
    Sealed,
    ToProjector,
    framed,
    from_projector,
)

_ANSWERS_AHEAD = 8
"""Pieces of an export that wait for whoever fetches them: at most as many writes of the muxer, a few hundred KB."""
_SECRET = ("AWS_", "FERNDIAGNOSE_")
"""What variables begin with that are none of a projector's business."""

Fetch = Callable[[int], bytes | None]
"""A sealed segment from the store, by its number; nothing for one that is gone. Blocking; may raise `OSError`."""


class ProjectorGone(Exception):
    """It ended: because its time was over, or because something that it decoded brought it down."""


class Projecting(Protocol):
    """A projector at work."""

    async def run(self) -> None:
        """Gives it what it needs, until it ends."""

    async def say(self, message: ToProjector) -> None:
        """Tells it something. Raises `ProjectorGone`."""

    async def ask(self, message: ToProjector) -> FromProjector:
        """Its answer. Raises `ProjectorGone`. One question at a time."""

    async def next(self) -> FromProjector:
        """What it says next. Raises `ProjectorGone`."""

    def kill(self) -> None:
        """At once, and with it all that it holds in clear."""


class Projection:
    """A projector in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, fetch: Fetch) -> None:
        self._process, self._fetch = process, fetch
        self._turn = asyncio.Lock()
        self._answers: asyncio.Queue[FromProjector | None] = asyncio.Queue(_ANSWERS_AHEAD)

    @classmethod
    async def start(cls, project: Project, fetch: Fetch) -> "Projection":
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "archive.opening.projector",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=_environment(os.environ),
        )  # fmt: skip
        projection = cls(process, fetch)
        await projection.say(project)
        return projection

    async def say(self, message: ToProjector) -> None:
        """Raises `ProjectorGone`."""
        assert self._process.stdin
        try:
            self._process.stdin.write(framed(message))
            await self._process.stdin.drain()
        except (ConnectionError, RuntimeError):
            raise ProjectorGone from None

    async def run(self) -> None:
        try:
            while message := await self._received():
                if isinstance(message, Need):
                    await self.say(Sealed(await asyncio.to_thread(self._found, message.segment)))
                else:
                    await self._answers.put(message)
        except ProjectorGone:
            pass
        finally:
            self.kill()
            await self._process.wait()
            while not self._answers.empty():
                self._answers.get_nowait()
            self._answers.put_nowait(None)

    async def ask(self, message: ToProjector) -> FromProjector:
        async with self._turn:
            await self.say(message)
            return await self.next()

    async def next(self) -> FromProjector:
        answer = await self._answers.get()
        if answer is None:
            self._answers.put_nowait(None)  # for whoever asks after this
            raise ProjectorGone
        return answer

    def kill(self) -> None:
        if self._process.returncode is None:
            self._process.kill()

    async def _received(self) -> FromProjector | None:
        """The next message; nothing when the projector has closed its pipe, or says what is none."""
        assert self._process.stdout
        try:
            size = messages.length(await self._process.stdout.readexactly(4))
            return from_projector.decode(await self._process.stdout.readexactly(size))
        except (asyncio.IncompleteReadError, ConnectionError, FrameRefused, msgspec.DecodeError):
            return None

    def _found(self, segment: int) -> bytes | None:
        try:
            return self._fetch(segment)
        except (OSError, ValueError):
            return None  # gone, or the store is: it is shown as unreadable; ValueError: no name that a store takes


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if not name.startswith(_SECRET)}
