"""Accounts of agents: the server program makes them; the password reaches it through a pipe, never a command line."""

import subprocess
import sys
from collections.abc import Callable
from getpass import getpass

from ferndiagnose.problems import CannotServe


def add(command: tuple[str, ...]) -> int:
    """Runs the program that makes the account; its exit status. At a terminal, asks for the password first."""
    password = typed_twice(getpass) if sys.stdin.isatty() else None
    return subprocess.run(command, input=password, text=True, check=False).returncode  # noqa: S603 - our own program


def typed_twice(ask: Callable[[str], str]) -> str:
    """The password, as a line. Raises `CannotServe` when it was not the same twice."""
    password = ask("Password of the new agent: ")
    if ask("The same again: ") != password:
        raise CannotServe("These were two different passwords. No account was made; please try again.")
    return password + "\n"
