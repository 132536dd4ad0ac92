"""The operator's command: `ferndiagnose serve`, `ferndiagnose agent add` and so on."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import NoReturn

from ferndiagnose import agents, keeping, officers, programs, receipts, recorder_identity, releasing, serve, state
from ferndiagnose.problems import CannotServe
from ferndiagnose.settings import Settings
from logs import Dialogue, write_to_stderr
from protocol import settings as protocol_settings

_ABOUT = "Remote support over the phone: peer to peer, recorded, and in the customer's hands."
_IDENTITY = (
    "The key pairs by which clients know the operator's recorders: the one in use and the next. `serve` makes them at "
    "its first start. Clients get the public halves, tls/recorders.pem."
)
_SERVE = (
    "Runs the server, the recorder and the archive on this machine until it is stopped (Ctrl+C). The first start makes "
    "the state folder and, unless you put your own server.pem and server.key into its folder tls, certificates for "
    "this machine. Settings can also be given as environment variables: docs/operating.md lists them."
)
_OFFICER = "Officers: two people, one of each group, must agree before a recording is opened."


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

    serving.add_argument(
        "--recorders", default=defaults.recorders, type=int, help="how many; 0: one for each core, at least two"
    )

    agent = verbs.add_parser("agent", help="accounts of agents", description="Accounts of agents.")
    agents.add_verbs(agent, state_folder)
    officer = verbs.add_parser("officer", help="who must agree before a recording is opened", description=_OFFICER)
    officers.add_verbs(officer, state_folder)
    keeping.add_verbs(verbs, state_folder)
    receipts.add_verbs(verbs)
    verbs.add_parser("recording", help="open, export, delete or hold one recording", add_help=False)
    identity = verbs.add_parser("recorder-identity", help="how clients know the recorders", description=_IDENTITY)
    recorder_identity.add_verbs(identity, state_folder)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    write_to_stderr()
    try:
        defaults = protocol_settings.read(Settings, "FERNDIAGNOSE_SERVE", os.environ)
        words = list(sys.argv[1:] if argv is None else argv)
        if words[:1] == ["recording"]:
            _become(programs.recordings(tuple(words[1:])), defaults)
        given = arguments(defaults).parse_args(words)
        settings = replace(defaults, **{name: value for name, value in vars(given).items() if name in vars(defaults)})
        return _run(given, settings)
    except (CannotServe, protocol_settings.SettingsWrong) as problem:
        sys.stderr.write(f"ferndiagnose: {problem}\n")
        return 2
    except KeyboardInterrupt:
        return 130


def _run(given: argparse.Namespace, settings: Settings) -> int:
    match given.verb:
        case "agent":
            state.prepare(settings.folder)
            command = programs.change_agents(agents.words(given))
            return agents.run(command, new_password=agents.wants_password(given))
        case "officer":
            return _officer(given)
        case "receipt":
            return receipts.verify(given.receipt, given.key)
        case "archive" | "ledger":
            return keeping.run(given)
        case "recorder-identity":
            state.prepare(settings.folder)
            return recorder_identity.run(given.identity_verb, recorder_identity.Paths(settings.folder))
        case _:
            asyncio.run(serve.serve(settings, Dialogue("serve")))
            return 0


def _become(command: tuple[str, ...], settings: Settings) -> NoReturn:
    """The archive's own command takes this one's place, and so its terminal and its signals."""
    state_folder = {"FERNDIAGNOSE_ARCHIVE_STATE": str(settings.folder)}
    os.execve(command[0], command, {**state_folder, **os.environ})  # noqa: S606 - our own program, no shell


def _officer(given: argparse.Namespace) -> int:
    match given.officer_verb:
        case "make":
            return officers.make(given, officers.ask_for_secret)
        case "release":
            return releasing.run(given, officers.ask, officers.ask_for_secret)
        case "add":
            return officers.add(given, programs.change_officers, officers.ask)
        case _:
            return officers.remove(given, programs.change_officers)


if __name__ == "__main__":
    sys.exit(main())
