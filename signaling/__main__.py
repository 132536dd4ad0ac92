"""`python -m signaling serve` runs the server; `python -m signaling agent add NAME` makes an agent's account."""

import argparse
import asyncio
import os
import resource
import signal
import sys
import time
from contextlib import suppress
from dataclasses import replace

import logs
from protocol import settings as environment
from protocol.problems import SecondFactorRefused, SignInRefused
from signaling import account_commands, app
from signaling.accounts import AccountRefused
from signaling.problems import CannotStart
from signaling.settings import Settings
from words import CatalogueMissing, of_problem

LOG = logs.Dialogue("signaling")
STARTED_WRONGLY = 2
"""The exit status when the operator can do something about it; the text on standard error says what."""


def main(arguments: list[str] | None = None) -> int:
    """The exit status."""
    os.umask(0o077)  # whatever we make is ours alone to read
    logs.write_to_stderr()
    try:
        given = _parser().parse_args(_with_command(sys.argv[1:] if arguments is None else arguments))
        settings = _settings(given)
        work = _serve(settings) if given.command == "serve" else _accounts(settings, given)
        asyncio.run(work, debug=False)  # whatever the environment says: debugging puts tracebacks into error pages
    except (CannotStart, AccountRefused, CatalogueMissing, environment.SettingsWrong) as problem:
        print(problem, file=sys.stderr)  # noqa: T201  # the one thing a person at the terminal is told
        return STARTED_WRONGLY
    except (SignInRefused, SecondFactorRefused) as problem:
        print(of_problem(problem, "en"), file=sys.stderr)  # noqa: T201  # see above
        return STARTED_WRONGLY
    except Exception as fault:  # noqa: BLE001  # the one broad except: whatever it is, the log must not leak it
        LOG.fault(fault)
        return 1
    return 0


def _with_command(arguments: list[str]) -> list[str]:
    """Serving is what one gets without asking for anything else."""
    if arguments and (not arguments[0].startswith("-") or arguments[0] in {"-h", "--help"}):
        return arguments
    return ["serve", *arguments]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m signaling", description="The signaling server of Ferndiagnose.")
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="run the server")
    serve.add_argument("--host", help="the address to listen on")
    serve.add_argument("--port", type=int, help="the port to listen on")
    serve.add_argument("--origin", help="the address of the start page as browsers name it")
    state = argparse.ArgumentParser(add_help=False)
    state.add_argument("--state", help="the folder with everything the server keeps")
    serve.add_argument("--state", help="the folder with everything the server keeps")
    account_commands.add_verbs(commands.add_parser("agent", help="accounts of agents"), state)
    return parser


def _settings(given: argparse.Namespace) -> Settings:
    settings = environment.read(Settings, "FERNDIAGNOSE_SIGNALING", os.environ)
    flags = {name: getattr(given, name, None) for name in ("state", "host", "port", "origin")}
    return replace(settings, **{name: value for name, value in flags.items() if value is not None})


async def _serve(settings: Settings) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    _let_many_come()
    async with app.serving(settings, time.time, LOG):
        await stopped.wait()


def _let_many_come() -> None:
    """As many connections as the system's administrator allows, and not the thousand of a login shell."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # where "unlimited" is more than the kernel takes
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def _accounts(settings: Settings, given: argparse.Namespace) -> None:
    async with app.assembled(settings, time.time, LOG) as server:
        await account_commands.carry_out(server, given)


if __name__ == "__main__":
    sys.exit(main())
