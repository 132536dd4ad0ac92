"""Two carriers at the ends of a line, and what they reach."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.driven import Driven
from bench.lines import Between, Quality
from bench.probe import Processor
from bench.watching import Timings

KINDS = ("ours", "stock")
EVERY = 0.05
"""Seconds between two small messages: as when somebody types fast."""
UNTIL_ARRIVED = 90.0


@dataclass(frozen=True)
class Carried:
    """A large thing that went over a line."""

    megabits: float
    """Per second."""
    sender: float
    """Percent of a core."""
    receiver: float


@dataclass(frozen=True)
class Ends:
    """Two connected programs."""

    sender: Driven
    receiver: Driven

    def carry(self, size: int) -> Carried:
        """Sends so many bytes, and waits until they are there."""
        spent = [Processor([end.pid]) for end in (self.sender, self.receiver)]
        self.sender.tell("large", str(size))
        _, said = self.sender.wait_for("arrived", UNTIL_ARRIVED)
        return Carried(size * 8 / float(said["seconds"]) / 1e6, *(one.percent() for one in spent))

    def press(self, count: int) -> Timings:
        """Sends so many small messages; how long each took one way."""
        self.sender.tell("small", str(count), str(EVERY))
        self.receiver.tell("heard", str(count))
        _, said = self.receiver.wait_for("heard", count * EVERY + UNTIL_ARRIVED)
        return Timings(tuple(map(float, said["milliseconds"].split())))


@contextmanager
def ends(kind: str, quality: Quality, folder: Path, seed: int) -> Iterator[Ends]:
    """Raises `NoLine` where there can be no such line."""
    arguments = [str(_certificate(folder))] if kind == "ours" else []
    with Between(quality, seed) as line:

        def program(where: list[str]) -> Driven:
            return Driven(f"bench.bulk.{kind}", arguments, os.environ, where)

        with closing(program(line.at_customer())) as sender, closing(program(line.at_agent())) as receiver:
            sender.tell("offer")
            receiver.tell("answer", sender.wait_for("offered")[1]["sdp"])
            sender.tell("accept", receiver.wait_for("answered")[1]["sdp"])
            for end in (sender, receiver):
                end.wait_for("ready")
            yield Ends(sender, receiver)


def _certificate(folder: Path) -> Path:
    from peer.certificate import Certificate  # noqa: PLC0415  # brings the library: only if it is needed

    path = folder / "certificate.pem"
    Certificate.kept(path)
    return path
