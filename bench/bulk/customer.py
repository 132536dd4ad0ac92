"""The customer's client as in `bench.consenting_customer`, with a bulk connection beside its session (`beside`)."""

import argparse
from collections.abc import Callable, Sequence
from typing import Any

import logs
from bench.bulk.beside import Beside
from bench.consenting_customer import ConsentingWindow, RecordersShare
from customer_client.app import assemble
from customer_client.lines import CHANNELS
from customer_client.settings import Settings
from customer_client.status import Action
from peer.connection import Connection, ConnectionState
from peer.outgoing import OutgoingVideo
from protocol.link import Role


class CarryingWindow(ConsentingWindow):
    """Passes on what concerns the bulk connection."""

    def __init__(self, act: Callable[[Action], None], beside: Beside) -> None:
        self._beside = beside
        super().__init__(act, RecordersShare())

    def _told(self, words: list[str]) -> None:
        if not self._beside.told(words):
            super()._told(words)


def watched(beside: Beside) -> Callable[..., Connection]:
    """Makes connections as the program does, and tells of the one to the agent."""

    def make(
        *, channels: Sequence[str], on_state: Callable[[ConnectionState], None], sends: OutgoingVideo, **parts: Any
    ) -> Connection:
        def told(state: ConnectionState) -> None:
            if state is ConnectionState.CONNECTED and tuple(channels) == CHANNELS[Role.AGENT]:
                assert made.remote_fingerprint is not None
                beside.met(parts["certificate"], made.remote_fingerprint, lambda: sends.under_way)
            on_state(state)

        made = Connection(channels=channels, on_state=told, sends=sends, **parts)
        return made

    return make


def main() -> None:
    """Runs until standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--ca", required=True)
    parser.add_argument("--recorders", required=True)
    given = parser.parse_args()
    logs.write_to_stderr()
    beside, settings = Beside(), Settings(server=given.server, ca=given.ca, recorders=given.recorders)
    assemble(settings, lambda act: CarryingWindow(act, beside), connection=watched(beside)).run()


if __name__ == "__main__":
    main()
