"""What an hour of work takes in a recording: what each thing that people do costs, times how often they do it.

Each is done with the product's encoder, until the screen is as sharp as it gets; what stands still costs a cluster a
second. So an hour need not take an hour.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import mean
from typing import Final

from bench.recorder.office import Change, Office, Work
from peer import rtp
from peer.congestion import Allowance
from peer.encoder import SharedEncoder
from peer.outgoing import CodedPicture
from peer.picture import Area, Picture, Piece
from recorder.intake import Cluster, Placed
from recorder.matroska import Format
from recorder.seeking import KEYFRAME_SHARE
from sealing.records import OVERHEAD
from sealing.segment import PREAMBLE_SIZE

LINE: Final = 20_000_000
"""Bits per second of the agent's line."""
SETTLED_AFTER: Final = 1.0
"""Seconds without a picture after which a screen is as sharp as it gets."""
OFTEN, SELDOM = 15, 4
"""How often something small is done, and something large."""
SEGMENT: Final = PREAMBLE_SIZE + OVERHEAD + 400
"""Bytes that a segment costs, its lines in the manifest included."""
SECONDS, SEGMENTS = 3600, 62
"""Of an hour; cut a little before the minute."""
NOON: Final = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Prices:
    """Bytes, of one each."""

    first: float
    """The screen, whole and sharp."""
    letter: float
    blink: float
    scroll: float
    """Six notches of the wheel."""
    dialog: float
    """Opened and closed."""
    page: float
    drag: float
    second: float
    """In which nothing happens."""
    picture: float
    """What a picture costs besides its own bytes."""


@dataclass(frozen=True)
class Hour:
    """Bytes, of an hour."""

    work: Work
    pictures: float
    keyframes: float
    """The first, and those to which a player jumps."""
    container: float
    """Matroska, clock, seal and manifest."""

    @property
    def megabytes(self) -> float:
        return (self.pictures + self.keyframes + self.container) / 1e6


def hour(work: Work, prices: Prices) -> Hour:
    """An hour of this work at these prices."""
    done = {
        prices.letter: work.letters,
        prices.blink: work.blinks,
        prices.scroll: work.scrolls,
        prices.dialog: work.dialogs,
        prices.page: work.pages,
        prices.drag: work.drags,
    }
    pictures = sum(price * count for price, count in done.items())
    jumps = int(KEYFRAME_SHARE * pictures / prices.first)
    container = SECONDS * prices.second + SEGMENTS * SEGMENT + sum(done.values()) * prices.picture
    return Hour(work, pictures, (1 + jumps) * prices.first, container)


class _Agent:
    """The peer whose line sets the rate, and what it gets."""

    full_chroma = governs = True

    def __init__(self) -> None:
        self.got: list[CodedPicture] = []
        self.news = asyncio.Event()

    def push(self, picture: CodedPicture) -> None:
        self.got.append(picture)
        self.news.set()


class Till:
    """Finds the prices out."""

    def __init__(self) -> None:
        self._office = Office()
        self._encoder = SharedEncoder(asyncio.get_running_loop())
        self._agent = _Agent()

    async def prices(self) -> Prices:
        """Of everything."""
        self._encoder.join(self._agent)  # type: ignore[arg-type]  # as far as the encoder looks, it is one
        self._encoder.allow(self._agent, Allowance(LINE, room=True, until=0.0))  # type: ignore[arg-type]  # the same
        office = self._office
        first, keyframe = await self._cost(office.whole()), self._agent.got[0]
        prices = Prices(
            first=first,
            letter=mean([await self._cost(office.letter()) for _ in range(OFTEN)]),
            blink=mean([await self._cost(office.blink()) for _ in range(OFTEN)]),
            scroll=mean([await self._cost(office.scroll()) for _ in range(SELDOM)]),
            dialog=mean([await self._cost(office.dialog()) for _ in range(SELDOM)]),
            page=mean([await self._cost(office.page()) for _ in range(SELDOM)]),
            drag=mean([await self._cost(office.drag()) for _ in range(SELDOM)]),
            second=_container(keyframe, 0),
            picture=_container(keyframe, 100) / 100,
        )
        self._encoder.close()
        return prices

    async def _cost(self, changes: Iterator[Change]) -> int:
        """Bytes of all pictures of these changes, until the screen is sharp again."""
        self._agent.got.clear()
        screen, begun = self._office.screen, time.monotonic()
        for change in changes:
            await asyncio.sleep(max(0.0, begun + change.after - time.monotonic()))
            where = change.area
            area = Area(where.left(), where.top(), where.width(), where.height())
            piece = Piece(area, bytes(screen.copy(where).constBits()))
            self._encoder.submit(Picture(screen.width(), screen.height(), (piece,), time.monotonic(), (area,)))
        with suppress(TimeoutError):
            while True:
                async with asyncio.timeout(SETTLED_AFTER if self._agent.got else None):
                    await self._agent.news.wait()
                self._agent.news.clear()
        return sum(len(payload) for picture in self._agent.got for payload in picture.payloads)


def _container(keyframe: CodedPicture, pictures: int) -> int:
    """Bytes of a cluster besides those of its pictures, sealed."""
    parts = (rtp.video_packet(rtp.parse(b"\x80" + bytes(11)), 0, payload).data for payload in keyframe.payloads)
    form = Format(b"".join(parts))
    placed = tuple(Placed(10 * number, b"\0\0\0\1\x61\0\0", keyframe=False) for number in range(pictures))
    empty = len(form.cluster(Cluster((), 0, 1000, NOON)))
    size = len(form.cluster(Cluster(placed, 0, 1000, NOON))) - 7 * pictures
    form.close()
    return size - empty if pictures else empty + OVERHEAD
