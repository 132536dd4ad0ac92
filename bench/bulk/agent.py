"""The agent's viewer as in `bench.driven_agent`, with a bulk connection beside its session (`beside`)."""

import argparse
import sys
from dataclasses import replace

import logs
from agent_client.app import Certificates, Doors, assemble, real_doors
from agent_client.customer import Customer, Listener, Offered, RealCustomer
from agent_client.settings import Settings
from agent_client.viewing.status import Quit
from bench.bulk.beside import Beside
from bench.driven import listen
from bench.driven_agent import Announcer, obey


def doors(settings: Settings, beside: Beside) -> Doors:
    """The real ones, which tell of the connection to the customer."""
    certificates = Certificates()

    def meet(session: str, offered: Offered, listener: Listener) -> Customer:
        certificate = certificates.of(session)

        def connected(own: bytes, customers: bytes) -> None:
            beside.met(certificate, customers)
            listener.connected(own, customers)

        return RealCustomer(certificate, offered, replace(listener, connected=connected))

    return replace(real_doors(settings), meet=meet)


def main() -> int:
    """Runs until standard input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--ca", required=True)
    parser.add_argument("--recorders", required=True)
    given = parser.parse_args()
    logs.write_to_stderr()
    beside, settings = Beside(), Settings(server=given.server, ca=given.ca, recorders=given.recorders, full_screen=True)
    viewer = assemble(settings, doors(settings, beside))
    viewer.watch(Announcer().told)

    def told(words: list[str]) -> None:
        if not beside.told(words):
            obey(viewer, words)

    listen(told, lambda: viewer.act(Quit()))
    return viewer.run()


if __name__ == "__main__":
    sys.exit(main())
