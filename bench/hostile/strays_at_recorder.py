"""Datagrams of third addresses, to a recorder with very many sessions: `python -m bench.hostile.strays_at_recorder`.

Real customers' connections send a real recorder coded pictures. The fire begins before they shake hands and lasts to
the end; not one picture may be missing from what the recorder has acknowledged as stored.
"""

import argparse
import asyncio
import socket
import sys
import threading
import time
from random import Random

import psutil

from bench.hostile.strays import datagrams
from bench.priority import served_first
from bench.recorder import reel
from bench.recorder.trial import OURS, Outcome, held

BIT_RATE = 200_000
"""A quiet screen's: what is looked at is who survives, and both ends run on this machine."""
_SECONDS = 4
"""Of the reel."""
_SOURCES = 16
_LOOKED_EVERY = 0.5
"""Seconds between two looks for the recorder's ports."""


class Fire:
    """In a thread of its own, until it is ceased."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fire")
        self.datagrams = 0
        self.ports = 0
        """At most so many were under fire at once."""

    def begin(self) -> None:
        self._thread.start()

    def cease(self) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        guns = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(_SOURCES)]
        shots = datagrams(Random(7))  # noqa: S311 - what is tried, no secret
        while not self._over.is_set():
            targets, until = _ports(), time.monotonic() + _LOOKED_EVERY
            self.ports = max(self.ports, len(targets))
            while time.monotonic() < until and not self._over.is_set():
                for target in targets:
                    guns[self.datagrams % _SOURCES].sendto(next(shots), target)
                    self.datagrams += 1
                self._over.wait(max(0.01, len(targets) / self._rate))
        for gun in guns:
            gun.close()


def _ports() -> list[tuple[str, int]]:
    """Where the programs that this one has started listen for datagrams."""
    found = []
    for child in psutil.Process().children():
        try:
            lines = child.net_connections("udp4")
        except psutil.NoSuchProcess:
            continue
        found += [(line.laddr.ip, line.laddr.port) for line in lines if not line.raddr]
    return found


def measure(sessions: int, seconds: float, rate: float) -> tuple[Outcome, Fire]:
    """So many sessions under fire of so many datagrams a second, and for so long once all are there."""
    shown, fire = reel.made(_SECONDS, BIT_RATE), Fire(rate)
    fire.begin()
    try:
        outcome = asyncio.run(held(OURS, sessions, seconds, shown))
    finally:
        fire.cease()
    return outcome, fire


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(prog="bench.hostile.strays_at_recorder", description=__doc__)
    parser.add_argument("--sessions", type=int, default=100, help="how many (%(default)s)")
    parser.add_argument("--seconds", type=float, default=15.0, help="how long all are under fire (%(default)s)")
    parser.add_argument("--rate", type=float, default=3000.0, help="datagrams a second, about (%(default)s)")
    given = parser.parse_args()
    with served_first():
        outcome, fire = measure(given.sessions, given.seconds, given.rate)
    print(f"{fire.datagrams} datagrams of third addresses to {fire.ports} ports;")
    print(f"{outcome.sessions} sessions, {outcome.stored} of {outcome.sent} pictures stored,")
    print(f"{outcome.refused} marks refused; a session took {outcome.memory:.1f} MiB")
    return 0 if outcome.lost == outcome.refused == 0 and fire.ports >= outcome.sessions else 1


if __name__ == "__main__":
    sys.exit(main())
