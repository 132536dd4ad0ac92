"""A whole session between two X displays, without a person: what outside tools measure through.

`python -m bench.pair --host-display :A --viewer-display :B` starts server, recorder, customer (on :A) and agent (on
:B), brings them to a session with full access, shows the picture full screen on :B, prints `customer PID agent PID
service PID` and `ready`, and runs until standard input ends. A line there is told to the customer's program.

With `--address`, `--at-customer` and `--at-agent` the two sit at the ends of a line: server and recorder listen on that
address of the customer's side, and each side's programs are started by that command, e.g. `nsenter --net=…`.
"""

import argparse
import os
import shlex
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.desktop import DidNotComeUp, end_in_order
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
def agent_of(service: Service, display: str, where: Sequence[str] = ()) -> Iterator[Driven]:
    """An agent who has signed in."""
    with closing(Driven("bench.driven_agent", service.arguments(), on(display), where)) as agent:
        agent.wait_for("sign-in")
        agent.tell("sign-in", service.authenticator.code(time.time()))
        agent.wait_for("idle")
        yield agent


@contextmanager
def session(service: Service, agent: Driven, display: str, where: Sequence[str] = ()) -> Iterator[Pair]:
    """A customer who agrees to everything, with the agent seeing the screen."""
    with closing(Driven("bench.consenting_customer", service.arguments(), on(display), where)) as customer:
        customer.wait_for("enter-key")
        agent.tell("new-session")
        _, said = agent.wait_for("read-key-out")
        customer.tell("key", said["key"])
        typed, _ = customer.wait_for("claiming")
        _, said = customer.wait_for("read-code-out")
        agent.wait_for("type-code")
        agent.tell("code", said["code"])
        confirm(agent, customer)
        shown, _ = agent.wait_for("picture")
        customer.wait_for("helped")
        yield Pair(customer, agent, typed, shown)


def confirm(agent: Driven, customer: Driven) -> None:
    """The agent reads three digits out, and the customer types them."""
    _, said = agent.wait_for("comparing")
    customer.wait_for("confirm")
    customer.tell("confirm", said["confirmation"])


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(prog="bench.pair", description=__doc__)
    parser.add_argument("--host-display", required=True, help="the customer's X display, e.g. :1")
    parser.add_argument("--viewer-display", required=True, help="the agent's X display, e.g. :2")
    parser.add_argument("--address", default="", help="where server and recorder listen (this machine alone)")
    parser.add_argument("--at-customer", default="", metavar="COMMAND", help="what starts the customer's programs")
    parser.add_argument("--at-agent", default="", metavar="COMMAND", help="what starts the agent's program")
    given = parser.parse_args()
    end_in_order()
    at_customer, at_agent = shlex.split(given.at_customer), shlex.split(given.at_agent)
    with tempfile.TemporaryDirectory(prefix="pair-") as folder:
        try:
            with (
                Service(Path(folder), given.address, at_customer) as service,
                agent_of(service, given.viewer_display, at_agent) as agent,
                session(service, agent, given.host_display, at_customer) as pair,
            ):
                print(f"customer {pair.customer.pid} agent {agent.pid} service {service.pid}", flush=True)
                print("ready", flush=True)
                for words in sys.stdin:
                    pair.customer.tell(*words.split())
        except DidNotComeUp as reason:
            sys.stderr.write(f"bench.pair: {reason}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
