"""A customer who sends the reel: a real connection, nothing coded, nothing shown."""

import asyncio
from typing import Final

from bench.recorder.desk import Desk
from bench.recorder.reel import Reel
from peer.certificate import Certificate
from peer.congestion import Allowance
from peer.connection import Connection, ConnectionState
from peer.outgoing import OutgoingVideo
from peer.x264 import CLOCK
from protocol import wire
from protocol.peer_messages import RECORDING, Mark, Stored

CONNECTED_WITHIN: Final = 30.0
UNPACED: Final = 1_000_000_000
"""Bits per second: the reel keeps its own time."""


class Customer:
    """One session, from the offer to the end."""

    def __init__(self, session: str, desk: Desk, reel: Reel, certificate: Certificate) -> None:
        self.session, self._desk, self._reel = session, desk, reel
        self.sent = 0
        """Pictures."""
        self.stored: Stored | None = None
        self.refused = 0
        """Marks that were answered with no."""
        self._next = 0
        self._marks = 0
        self._wants_keyframe = False
        self._up = asyncio.Event()
        self._video = OutgoingVideo(self)
        self._connection = Connection(
            certificate=certificate,
            channels=(RECORDING,),
            sends=self._video,
            on_state=self._changed,
            on_message=lambda _, data: self._answered(data),
        )

    async def connect(self) -> None:
        """Until the recorder is connected."""
        await self._connection.accept(await self._desk.connect(self.session, await self._connection.offer()))
        async with asyncio.timeout(CONNECTED_WITHIN):
            await self._up.wait()
        self._video.release()

    def send(self, now: float) -> None:
        """The next picture of the reel, `now` seconds after all began; from its start again for who lost something."""
        if self._wants_keyframe:
            self._next, self._wants_keyframe = 0, False
        picture = self._reel.pictures[self._next]
        self._next = (self._next + 1) % len(self._reel.pictures)
        self.sent += 1
        self._video.push(picture._replace(timestamp=round(now * CLOCK) & 0xFFFFFFFF))

    def ask(self) -> None:
        """Sends a mark."""
        self._marks += 1
        self._connection.send(RECORDING, wire.encode(Mark(self._marks)))

    async def close(self) -> None:
        await self._connection.close()

    # What an outgoing video wants of its source.

    bit_rate = UNPACED

    def join(self, peer: OutgoingVideo) -> None:
        """It gets the reel from its start."""

    def leave(self, peer: OutgoingVideo) -> None:
        """It is over."""

    def request_keyframe(self) -> None:
        self._wants_keyframe = True

    def wish_keyframe(self) -> None:
        """The reel begins with a keyframe each time: there are always places to jump to."""

    def allow(self, peer: OutgoingVideo, allowance: Allowance) -> None:
        """Nobody governs here."""

    def _changed(self, state: ConnectionState) -> None:
        if state is ConnectionState.CONNECTED:
            self._up.set()

    def _answered(self, data: bytes) -> None:
        answer = wire.from_recorder.read(data)
        if isinstance(answer, Stored):
            self.stored = answer
        else:
            self.refused += 1
