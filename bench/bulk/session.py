"""A file beside a real session: the real programs on two displays, and how long a key takes to its picture."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import probe, watching
from bench.desktop import Desktop, DidNotComeUp
from bench.driven import Driven
from bench.lines import Between, Quality
from bench.pair import confirm, on
from bench.service import Service

KEYS = 60
ENOUGH = 0.8
"""The part of the keys that has to be pressed while the file goes, or it was too small."""
UNTIL_ARRIVED = 300.0


@dataclass(frozen=True)
class Beside:
    """Keys pressed alone, and while a file went."""

    alone: watching.Timings
    beside: watching.Timings
    megabits: float
    """Per second, of the file."""

    @property
    def raised(self) -> float:
        """Milliseconds by which the 95th of a hundred keys took longer."""
        return self.beside.p95 - self.alone.p95


@dataclass(frozen=True)
class Session:
    """Both programs, with a bulk connection between them, and their displays."""

    customer: Driven
    agent: Driven
    host: Desktop
    viewer: Desktop

    def measure(self, *, to_agent: bool, size: int) -> Beside:
        """Presses keys, sends a file of so many bytes, and presses keys meanwhile."""
        sender = self.customer if to_agent else self.agent
        with probe.running("echo", self.host):
            time.sleep(2)
            alone = probe.echo(self.viewer, KEYS)
            done, said = threading.Event(), {}

            def wait() -> None:
                said.update(sender.wait_for("bulk-sent", UNTIL_ARRIVED)[1])
                done.set()

            sender.tell("bulk-send", str(size))
            threading.Thread(target=wait, name="file", daemon=True).start()
            time.sleep(0.5)
            timings: list[float] = []
            while not done.is_set() and len(timings) < KEYS:
                timings += probe.echo(self.viewer, 1).values
            if len(timings) < ENOUGH * KEYS:
                raise DidNotComeUp(f"the file was gone after {len(timings)} keys")
            if not done.wait(UNTIL_ARRIVED):
                raise DidNotComeUp("the file did not arrive")
        return Beside(alone, watching.Timings(tuple(timings)), size * 8 / float(said["seconds"]) / 1e6)


@contextmanager
def session(quality: Quality, folder: Path, seed: int) -> Iterator[Session]:
    """Two programs that see each other. Raises `NoLine` and `DidNotComeUp`."""
    with (
        Between(quality, seed) as line,
        Desktop(log_folder=folder / "host") as host,
        Desktop(log_folder=folder / "viewer") as viewer,
        Service(folder, line.address, line.at_customer()) as service,
        closing(Driven("bench.bulk.agent", service.arguments(), on(viewer.name), line.at_agent())) as agent,
        closing(Driven("bench.bulk.customer", service.arguments(), on(host.name), line.at_customer())) as customer,
    ):
        viewer.xdotool("mousemove", 300, 1000)
        _introduce(service, customer, agent)
        customer.tell("bulk-offer")
        agent.tell("bulk-answer", customer.wait_for("bulk-offered")[1]["sdp"])
        customer.tell("bulk-accept", agent.wait_for("bulk-answered")[1]["sdp"])
        yield Session(customer, agent, host, viewer)


def _introduce(service: Service, customer: Driven, agent: Driven) -> None:
    agent.wait_for("sign-in")
    agent.tell("sign-in", service.authenticator.code(time.time()))
    agent.wait_for("idle")
    customer.wait_for("enter-key")
    agent.tell("new-session")
    customer.tell("key", agent.wait_for("read-key-out")[1]["key"])
    code = customer.wait_for("read-code-out")[1]["code"]
    agent.wait_for("type-code")
    agent.tell("code", code)
    confirm(agent, customer)
    agent.wait_for("picture")
    customer.wait_for("helped")
