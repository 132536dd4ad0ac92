"""A whole session between two X displays, without a person: what outside tools measure through.

`python -m bench.pair --host-display :A --viewer-display :B` starts server, recorder, customer (on :A) and agent (on
:B), brings them to a session with full access, shows the picture full screen on :B, prints `ready`, and runs until
standard input ends. Before that it prints `customer PID`.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.desktop import DidNotComeUp
from bench.driven import Driven
from bench.service import Service


@dataclass(frozen=True)
class Pair:
    """A customer and an agent of one service, and the moments of their session, in monotonic seconds."""

    customer: Driven
    agent: Driven
    key_typed: float
    picture_shown: float


def on(display: str) -> Mapping[str, str]:
    """The environment for a program on that display."""
    return {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}


@contextmanager
def agent_of(service: Service, display: str) -> Iterator[Driven]:
    """An agent who has signed in."""
    with closing(Driven("bench.driven_agent", service.arguments(), on(display))) as agent:
        agent.wait_for("sign-in")
        agent.tell("sign-in")
        agent.wait_for("idle")
        yield agent


@contextmanager
def session(service: Service, agent: Driven, display: str) -> Iterator[Pair]:
    """A customer who agrees to everything, with the agent seeing the screen."""
    with closing(Driven("bench.consenting_customer", service.arguments(), on(display))) as customer:
        customer.wait_for("enter-key")
        agent.tell("new-session")
        _, said = agent.wait_for("read-key-out")
        customer.tell("key", said["key"])
        typed, _ = customer.wait_for("claiming")
        _, said = customer.wait_for("read-code-out")
        agent.wait_for("type-code")
        agent.tell("code", said["code"])
        shown, _ = agent.wait_for("picture")
        customer.wait_for("helped")
        yield Pair(customer, agent, typed, shown)


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(prog="bench.pair", description=__doc__)
    parser.add_argument("--host-display", required=True, help="the customer's X display, e.g. :1")
    parser.add_argument("--viewer-display", required=True, help="the agent's X display, e.g. :2")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pair-") as folder:
        try:
            with (
                Service(Path(folder)) as service,
                agent_of(service, given.viewer_display) as agent,
                session(service, agent, given.host_display) as pair,
            ):
                print(f"customer {pair.customer.pid}", flush=True)
                print("ready", flush=True)
                sys.stdin.read()
        except DidNotComeUp as reason:
            sys.stderr.write(f"bench.pair: {reason}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
