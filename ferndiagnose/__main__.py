"""The operator's command: `ferndiagnose serve` and `ferndiagnose agent add`."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import replace

from ferndiagnose import agents, programs, serve, state
from ferndiagnose.problems import CannotServe
from ferndiagnose.settings import Settings
from logs import Dialogue, write_to_stderr
from protocol import settings as protocol_settings

_ABOUT = "Remote support over the phone: peer to peer, recorded, and in the customer's hands."
_SERVE = (
    "Runs the server, the recorder and the archive on this machine until it is stopped (Ctrl+C). The first start makes "
    "the state folder and, unless you put your own server.pem and server.key into its folder tls, certificates for "
    "this machine. Settings can also be given as environment variables: docs/operating.md lists them."
)
_ADD = "Makes an account for an agent. Asks for the password, or reads it from a pipe."


def arguments(defaults: Settings) -> argparse.ArgumentParser:
    """What the command line takes."""
    parser = argparse.ArgumentParser(prog="ferndiagnose", description=_ABOUT)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB", title="verbs")
    state_folder = argparse.ArgumentParser(add_help=False)
    state_folder.add_argument("--state", default=defaults.state, metavar="DIR", help="state folder (%(default)s)")

    serving = verbs.add_parser("serve", parents=[state_folder], help="run the service", description=_SERVE)
    serving.add_argument("--host", default=defaults.host, help="address to listen on (%(default)s)")
    serving.add_argument("--port", default=defaults.port, type=int, help="port to listen on (%(default)s)")
    serving.add_argument("--name", default=defaults.name, help="name by which others reach this machine (localhost)")

    agent = verbs.add_parser("agent", help="accounts of agents", description="Accounts of agents.")
    agent_verbs = agent.add_subparsers(dest="agent_verb", required=True, metavar="VERB", title="verbs")
    add = agent_verbs.add_parser("add", parents=[state_folder], help="make an account", description=_ADD)
    add.add_argument("agent_name", metavar="NAME", help="the name to sign in with")
    add.add_argument("--display-name", default="", metavar="NAME", help="the name that customers see")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    write_to_stderr()
    try:
        defaults = protocol_settings.read(Settings, "FERNDIAGNOSE_SERVE", os.environ)
        given = arguments(defaults).parse_args(argv)
        settings = replace(defaults, **{name: value for name, value in vars(given).items() if name in vars(defaults)})
        if given.verb == "agent":
            state.prepare(settings.folder)
            return agents.add(programs.add_agent(settings, given.agent_name, given.display_name))
        asyncio.run(serve.serve(settings, Dialogue("serve")))
    except (CannotServe, protocol_settings.SettingsWrong) as problem:
        sys.stderr.write(f"ferndiagnose: {problem}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
