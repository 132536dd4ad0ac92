"""Our carrier: small messages on a connection as a session has it, large ones on a bulk connection beside it.

`python -m bench.bulk.ours CERTIFICATE`: both ends have the same one, as nobody introduces them.
"""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from bench.bulk.carrier import CHUNK, run
from peer.bulk import Bulk, BulkLost
from peer.certificate import Certificate
from peer.connection import Connection, ConnectionState
from protocol.peer_messages import CONTROL


class Ours:
    """One description is those of both connections."""

    def __init__(self, certificate: Certificate, on_small: Callable[[bytes], None]) -> None:
        self._changed = asyncio.Event()
        self._control = Connection(
            certificate=certificate,
            on_state=self._look,
            on_message=lambda _channel, data: on_small(data),
            channels=(CONTROL,),
        )
        self._bulk = Bulk(certificate=certificate, expected=certificate.fingerprint, on_state=self._look)

    async def offer(self) -> str:
        return json.dumps([await self._control.offer(), await self._bulk.offer()])

    async def answer(self, offer: str) -> str:
        control, bulk = json.loads(offer)
        return json.dumps([await self._control.answer(control), await self._bulk.answer(bulk)])

    async def accept(self, answer: str) -> None:
        control, bulk = json.loads(answer)
        await self._control.accept(control)
        await self._bulk.accept(bulk)

    async def connected(self) -> None:
        while {self._control.state, self._bulk.state} != {ConnectionState.CONNECTED}:
            self._changed.clear()
            await self._changed.wait()

    async def send_large(self, size: int) -> None:
        chunk = os.urandom(CHUNK)
        for _ in range(size // CHUNK):
            await self._bulk.send(chunk)
        await self._bulk.flush()

    def send_small(self, message: bytes) -> None:
        self._control.send(CONTROL, message)

    async def read(self) -> None:
        """Takes what comes, and forgets it."""
        try:
            while True:
                await self._bulk.receive()
        except BulkLost:
            return

    async def close(self) -> None:
        await self._bulk.close()
        await self._control.close()

    def _look(self, _state: ConnectionState) -> None:
        self._changed.set()


async def main(certificate: Certificate) -> None:
    """Runs until standard input ends."""
    made: list[Ours] = []

    def make(on_small: Callable[[bytes], None]) -> Ours:
        made.append(Ours(certificate, on_small))
        return made[0]

    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(run(make), name="carrier")
        await asyncio.sleep(0)
        reading = tasks.create_task(made[0].read(), name="reading")
        await running
        reading.cancel()


if __name__ == "__main__":
    asyncio.run(main(Certificate.load(Path(sys.argv[1]))))
