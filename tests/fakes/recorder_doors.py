"""The recorder's doors: a clock that is set, a vault in memory, a line that a test speaks through."""

import asyncio
import errno
import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from peer.connection import ConnectionState
from protocol import link, wire
from protocol.peer_messages import FromRecorder, Mark
from protocol.problems import DescriptionRefused
from protocol.recording import Manifest, StoredSegment, read
from recorder.clock import Moment
from recorder.line import Listener
from tests.fakes.waiting import WITHIN

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class SetClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> Moment:
        return Moment(self.seconds, NOON + timedelta(seconds=self.seconds))


class MemorySegment:
    def __init__(self, vault: "MemoryVault", name: tuple[str, int]) -> None:
        self.vault, self.name = vault, name
        self.data = self.safe = b""
        self.closed = False
        self.stretch = 1
        self.modified_at = vault.clock.now().utc

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def write(self, data: bytes) -> None:
        self.vault.strain()
        self.data += data
        self.modified_at = self.vault.clock.now().utc

    def flush(self) -> None:
        self.vault.strain()
        self.safe = self.data

    def close(self) -> None:
        self.closed = True
        if not self.data:
            del self.vault.files[self.name]
        self.vault.strain()
        self.safe = self.data


class MemoryVault:
    """A vault that remembers what was safe, and fails when told to."""

    def __init__(self, clock: SetClock | None = None) -> None:
        self.clock = clock or SetClock()
        self.files: dict[tuple[str, int], MemorySegment] = {}
        self.manifests: dict[str, bytes] = {}
        self.fails: int | None = None
        """The errno of every call."""
        self.forgotten: list[str] = []

    def strain(self) -> None:
        if self.fails:
            raise OSError(self.fails, "the disk")

    def full(self) -> None:
        self.fails = errno.ENOSPC

    def open_segment(self, session: str, number: int) -> MemorySegment:
        assert (session, number) not in self.files
        segment = self.files[session, number] = MemorySegment(self, (session, number))
        return segment

    def write_manifest(self, session: str, manifest: bytes) -> None:
        self.strain()
        self.manifests[session] = manifest

    def read_manifest(self, session: str) -> bytes | None:
        return self.manifests.get(session)

    def segments(self, session: str) -> list[StoredSegment]:
        found = sorted(self.files.items())
        return [StoredSegment(n, file.size, file.modified_at) for (of, n), file in found if of == session]

    def sessions(self) -> list[str]:
        return sorted({session for session, _ in self.files} | set(self.manifests))

    def forget(self, session: str) -> None:
        self.forgotten.append(session)

    def manifest(self, session: str) -> Manifest:
        return read(self.manifests[session])

    def safe(self, session: str, number: int) -> bytes:
        return self.files[session, number].safe


class FakeLine:
    """A customer's line; what the recorder said on it is in `said`."""

    def __init__(self, ice_servers: Sequence[link.IceServer], listener: Listener) -> None:
        self.ice_servers, self.listener = ice_servers, listener
        self.offers: list[str] = []
        self.said: list[FromRecorder] = []
        self.keyframes_asked = self.keyframes_wished = 0
        self.closed = False
        self._changed = asyncio.Event()

    async def until(self, holds: Callable[["FakeLine"], bool]) -> None:
        """Until something is so of this line."""
        async with asyncio.timeout(WITHIN):
            while not holds(self):
                self._changed.clear()
                await self._changed.wait()

    async def answer(self, offer: str) -> str:
        if offer == "no offer":
            raise DescriptionRefused
        self.offers.append(offer)
        return f"answer to {offer}"

    def send(self, data: bytes) -> None:
        self.said.append(wire.from_recorder.read(data))
        self._changed.set()

    def request_keyframe(self) -> None:
        self.keyframes_asked += 1

    def wish_keyframe(self) -> None:
        self.keyframes_wished += 1

    async def close(self) -> None:
        self.closed = True
        self._changed.set()
        self.listener.state(ConnectionState.CLOSED)

    def connect(self) -> None:
        self.listener.state(ConnectionState.CONNECTED)

    def mark(self, number: int) -> None:
        self.listener.message(wire.encode(Mark(number)))
