"""Datagrams of a third address, to every port of very many sessions: `python -m bench.hostile.strays`.

Each session is a customer's and an agent's end, connected as in real life, in a few processes. The fire begins before
they shake hands and lasts to the end; each session has to come up under it, to carry a message each second, and to be
there afterwards.
"""

import argparse
import asyncio
import json
import math
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import psutil
from aioice import stun

from peer.certificate import Certificate
from peer.connection import Connection, ConnectionState
from protocol.peer_messages import CONTROL, INPUT, POINTER

HANDSHAKE_WITHIN = 15.0
"""Seconds, as the protocol has it; beyond it a connection is lost by itself."""
GROWS_AT_MOST = 32 * 2**20
"""Bytes, of a process with all its sessions, from the handshakes on."""
_CHANNELS = (CONTROL, INPUT, POINTER)
_EACH = 25
"""Sessions of a process."""
_SOURCES = 16
_PAUSE = 0.01
_AT_ONCE = 5
"""Sessions of a process that begin together: both ends of each are on this machine."""
_UNDER_FIRE = 0.3
"""Seconds of fire before they shake hands."""
_HELLO = b"\x16\xfe\xff" + bytes(8) + b"\x00\x10\x01" + bytes(15)
_HELLO_12 = bytes.fromhex("16fefd0000000000000000003201000026000000000000002600fefd") + bytes(36)


def datagrams(chance: Random) -> Iterator[bytes]:
    """What somebody sends who knows the port and nothing else."""
    while True:
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, chance.randbytes(12))
        request.attributes["USERNAME"] = "abcd:efgh"
        request.attributes["PRIORITY"] = 1
        request.attributes["USE-CANDIDATE"] = None
        request.attributes["ICE-CONTROLLING"] = 2**64 - 1
        yield bytes(request)
        request.add_message_integrity(b"a wrong password")
        yield bytes(request)
        answer = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, chance.randbytes(12))
        answer.attributes["XOR-MAPPED-ADDRESS"] = ("127.0.0.1", 9)
        yield bytes(answer)
        yield bytes(request)[:-3]
        yield b"\x00\x01\x00\x04\x21\x12\xa4\x42" + bytes(12) + b"\x00\x24\x00\x00"  # half an attribute
        yield b""
        yield _HELLO
        yield _HELLO_12
        yield b"\x17\xfe\xfd" + chance.randbytes(60)  # a DTLS record with data
        yield b"\x15\xfe\xfd" + bytes(8) + b"\x00\x02\x02\x28"  # a DTLS alert: fatal
        yield b"\x80\x62" + chance.randbytes(200)  # RTP
        yield b"\x81\xcb\x00\x01" + chance.randbytes(4)  # RTCP: goodbye
        yield b"\x80\xce\x00\x02" + chance.randbytes(8)  # RTCP: a keyframe, please
        yield b"\x13\x88\x13\x88" + bytes(8) + b"\x06\x00\x00\x04"  # SCTP: abort
        yield b"\x40\x00\x00\x04" + chance.randbytes(4)  # TURN channel data
        yield bytes((chance.randrange(256),))
        yield chance.randbytes(chance.randrange(1500))


class Pair:
    """One session: two ends, as customer's client and viewer make them."""

    def __init__(self, certificates: tuple[Certificate, Certificate]) -> None:
        self.worst = 0.0
        """Seconds that a message needed there and back, at most."""
        self._sent_at: dict[bytes, float] = {}
        self._there = asyncio.Event()
        self.customer: Connection = self._end(certificates[0], self._came_back)
        self.agent: Connection = self._end(certificates[1], self._echo)
        self._answer = ""

    def _end(self, certificate: Certificate, hear: Any) -> Connection:
        return Connection(certificate=certificate, channels=_CHANNELS, on_state=self._changed, on_message=hear)

    def _changed(self, _: ConnectionState) -> None:
        if self.customer.state is self.agent.state is ConnectionState.CONNECTED:
            self._there.set()

    def _echo(self, channel: str, data: bytes) -> None:
        self.agent.send(channel, data)

    def _came_back(self, _: str, data: bytes) -> None:
        self.worst = max(self.worst, time.monotonic() - self._sent_at.pop(data, time.monotonic()))

    @property
    def alive(self) -> bool:
        """Connected, and everything that was said came back."""
        connected = self.customer.state is self.agent.state is ConnectionState.CONNECTED
        return connected and len(self._sent_at) <= 1

    async def describe(self) -> list[tuple[str, int]]:
        """The addresses of both ends, before they have shaken hands."""
        offer = await self.customer.offer()
        self._answer = await self.agent.answer(offer)
        found = [line.split(" ") for sdp in (offer, self._answer) for line in sdp.splitlines() if "a=candidate" in line]
        return [(words[4], int(words[5])) for words in found]

    async def connect(self) -> None:
        await self.customer.accept(self._answer)
        try:
            async with asyncio.timeout(HANDSHAKE_WITHIN):
                await self._there.wait()
        except TimeoutError:
            return

    def say(self, what: bytes) -> None:
        self._sent_at[what] = time.monotonic()
        self.customer.send(CONTROL, what)

    async def close(self) -> None:
        await asyncio.gather(self.customer.close(), self.agent.close())


async def hold(number: int) -> None:
    """A process with so many sessions: says where they are, connects them, and ends when told so."""
    certificates = Certificate.generate(), Certificate.generate()
    pairs = [Pair(certificates) for _ in range(number)]
    for first in range(0, number, _AT_ONCE):
        batch = pairs[first : first + _AT_ONCE]
        print(json.dumps({"at": [address for pair in batch for address in await pair.describe()]}), flush=True)
        await asyncio.sleep(_UNDER_FIRE)
        await asyncio.gather(*(pair.connect() for pair in batch))
    before = psutil.Process().memory_info().rss
    print(json.dumps({"connected": sum(pair.alive for pair in pairs)}), flush=True)
    async with asyncio.TaskGroup() as tasks:
        told = tasks.create_task(asyncio.to_thread(sys.stdin.readline), name="until it is over")
        said = 0
        while not told.done():
            for pair in pairs:
                pair.say(b"%d" % said)
            said += 1
            await asyncio.wait([told], timeout=1.0)
    await asyncio.sleep(1.0)  # what was said last may still be on its way
    found = {"alive": sum(pair.alive for pair in pairs), "worst": max(pair.worst for pair in pairs)}
    print(json.dumps(found | {"grew": psutil.Process().memory_info().rss - before}), flush=True)
    await asyncio.gather(*(pair.close() for pair in pairs))


@dataclass
class Fired:
    """What came of it."""

    sessions: int
    connected: int = 0
    alive: int = 0
    worst: float = 0.0
    """Seconds that a message needed there and back, at most."""
    grew: int = 0
    """Bytes, of the process that grew most."""
    datagrams: int = 0
    seconds: float = 0.0

    @property
    def all_there(self) -> bool:
        return self.connected == self.alive == self.sessions and self.grew <= GROWS_AT_MOST


class Holder:
    """One of the processes, and what it has said."""

    def __init__(self, number: int) -> None:
        command = [sys.executable, "-m", "bench.hostile.strays", "--hold", str(number)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.targets: list[tuple[str, int]] = []
        self.said: dict[str, Any] = {}
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self.said |= json.loads(line)
            self.targets += [(host, port) for host, port in self.said.pop("at", []) if ":" not in host]

    @property
    def connecting(self) -> bool:
        return "connected" not in self.said and self._process.poll() is None

    def end(self) -> None:
        """Tells it that it is over, and waits for what it has to say."""
        assert self._process.stdin
        self._process.stdin.close()
        self._thread.join()
        self._process.wait()
        assert self._process.stdout
        self._process.stdout.close()


def measure(sessions: int, seconds: float, rate: float) -> Fired:
    """So many sessions, under fire of so many datagrams a second until they are there, and for so long after that."""
    holders = [Holder(min(_EACH, sessions - at)) for at in range(0, sessions, _EACH)]
    guns = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(_SOURCES)]
    shots, found, began = datagrams(Random(7)), Fired(sessions), time.monotonic()  # noqa: S311 - what is tried, no secret
    try:
        until = math.inf
        while time.monotonic() < until:
            targets = [target for holder in holders for target in holder.targets]
            for target in targets:
                guns[found.datagrams % len(guns)].sendto(next(shots), target)
                found.datagrams += 1
            time.sleep(max(_PAUSE, len(targets) / rate))
            if until == math.inf and not any(holder.connecting for holder in holders):
                until = time.monotonic() + seconds
    finally:
        found.seconds = time.monotonic() - began
        for gun in guns:
            gun.close()
        for holder in holders:
            holder.end()
    found.connected, found.alive = (sum(holder.said[name] for holder in holders) for name in ("connected", "alive"))
    found.worst, found.grew = (max(holder.said[name] for holder in holders) for name in ("worst", "grew"))
    return found


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(prog="bench.hostile.strays", description=__doc__)
    parser.add_argument("--sessions", type=int, default=100, help="how many (%(default)s)")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long the fire goes on then (%(default)s)")
    parser.add_argument("--rate", type=float, default=3000.0, help="datagrams a second, about (%(default)s)")
    parser.add_argument("--hold", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.hold:
        asyncio.run(hold(given.hold))
        return 0
    found = measure(given.sessions, given.seconds, given.rate)
    print(f"{found.datagrams} datagrams of third addresses in {found.seconds:.0f} s:")
    print(f"{found.connected} of {found.sessions} sessions came up, {found.alive} are alive;")
    print(f"a message there and back took {found.worst * 1000:.0f} ms at most;")
    print(f"a process with {min(_EACH, found.sessions)} sessions grew by {found.grew / 2**20:.1f} MiB")
    return 0 if found.all_there else 1


if __name__ == "__main__":
    sys.exit(main())
