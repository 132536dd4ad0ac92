"""Accounts of agents: the server program makes and changes them. A password reaches it through a pipe."""

import argparse
import subprocess
import sys
from collections.abc import Callable
from getpass import getpass

from ferndiagnose.problems import CannotServe

NEW_PASSWORD = frozenset({"add", "password"})
"""The verbs that ask for one."""
ROLES = ("agent", "supervisor", "administrator", "officer")
_ADD = "Makes an account for an agent. Asks for the password, or reads it from a pipe."
_REMOVE = "forgets one of several second factors, as after a lost key; never the only one. All sign-ins end"
_NAMED = {
    "enrol": "set the second factor up at this terminal, rather than in the viewer at the first sign-in",
    "password": "give an account another password; asks for it, or reads it from a pipe. Its sign-ins end",
    "disable": "lock an account out, everywhere and within seconds; its sessions end",
    "enable": "let a disabled account sign in again",
    "factors": "the second factors of an account, with the names by which one of them is removed",
    "reset-second-factor": "forget the second factor and recovery codes; the next sign-in sets up new ones",
}


def add_verbs(parser: argparse.ArgumentParser, state_folder: argparse.ArgumentParser) -> None:
    """Adds `agent add` and the like to the command line."""
    verbs = parser.add_subparsers(dest="agent_verb", required=True, metavar="VERB", title="verbs")
    add = verbs.add_parser("add", parents=[state_folder], help="make an account", description=_ADD)
    role = verbs.add_parser("role", parents=[state_folder], help="give an account another role")
    named = [verbs.add_parser(name, parents=[state_folder], help=what) for name, what in _NAMED.items()]
    remove = verbs.add_parser("remove-factor", parents=[state_folder], help=_REMOVE, description=_REMOVE)
    verbs.add_parser("list", parents=[state_folder], help="all accounts, and whether they have a second factor")
    for verb in (add, role, remove, *named):
        verb.add_argument("agent_name", metavar="NAME", help="the name to sign in with")
    add.add_argument("--display-name", metavar="NAME", help="the name that customers see")
    add.add_argument("--by-provider", action="store_true", help="without a password: for your identity provider")
    add.add_argument("--role", default=ROLES[0], choices=ROLES, help="what the account may do (%(default)s)")
    remove.add_argument("factor", metavar="FACTOR", help="which one: a name from `agent factors`")
    role.add_argument("role", choices=ROLES, help="what the account may do from now on")


def words(given: argparse.Namespace) -> tuple[str, ...]:
    """The same for the server program; a name is never taken for an option."""
    shown = ("--display-name", given.display_name) if getattr(given, "display_name", None) else ()
    role: tuple[str, ...] = ("--role", given.role) if given.agent_verb == "add" else ()
    role += ("--by-provider",) if getattr(given, "by_provider", False) else ()
    named = ("--", given.agent_name) if hasattr(given, "agent_name") else ()
    more = (given.role,) if given.agent_verb == "role" else ()
    more += (given.factor,) if given.agent_verb == "remove-factor" else ()
    return (given.agent_verb, "--state", given.state, *shown, *role, *named, *more)


def wants_password(given: argparse.Namespace) -> bool:
    """Whether there is a new one to be asked for."""
    return given.agent_verb in NEW_PASSWORD and not getattr(given, "by_provider", False)


def run(command: tuple[str, ...], *, new_password: bool) -> int:
    """Runs the program that does it; its exit status. At a terminal, asks for a new password first, twice."""
    password = typed_twice(getpass) if new_password and sys.stdin.isatty() else None
    return subprocess.run(command, input=password, text=True, check=False).returncode  # noqa: S603 - our own program


def typed_twice(ask: Callable[[str], str]) -> str:
    """The password, as a line. Raises `CannotServe` when it was not the same twice."""
    password = ask("New password of the agent: ")
    if ask("The same again: ") != password:
        raise CannotServe("These were two different passwords. Nothing was changed; please try again.")
    return password + "\n"
