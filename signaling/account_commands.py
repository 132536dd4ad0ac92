"""What the operator does with accounts: `python -m signaling agent add`, `enrol`, `disable`, `role` and so on.

There is no page and no message for any of it: whoever may do this has the server's machine.
"""

import argparse
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from getpass import getpass

import segno

from signaling import second_factor
from signaling.app import Server
from signaling.roles import AgentRole
from signaling.sign_ins import Enrolling
from signaling.store.agents import Account
from signaling.store.factors import Factor


def add_verbs(parser: argparse.ArgumentParser, *parents: argparse.ArgumentParser) -> None:
    """Adds the verbs to the command line's parser."""
    verbs = parser.add_subparsers(dest="agent_verb", required=True, metavar="VERB", title="verbs")

    def verb(name: str, what: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, parents=list(parents), help=what, description=what[0].upper() + what[1:] + ".")

    add = verb("add", "make an account; the password is asked for, or read from a pipe")
    named = [verb("enrol", "set the second factor up at this terminal instead of at the first sign-in"), add]
    named += [verb("disable", "lock an account out, at once and everywhere"), verb("enable", "let it sign in again")]
    named += [verb("reset-second-factor", "forget the second factor; the next sign-in sets up a new one")]
    named += [verb("password", "give an account another password; it is asked for, or read from a pipe")]
    named += [verb("factors", "the second factors of an account, with the names by which one of them is removed")]
    remove = verb("remove-factor", "forget one of several second factors, as after a lost key; all sign-ins end")
    role = verb("role", "give an account another role")
    verb("list", "all accounts, their roles and whether they have a second factor")
    for command in (*named, remove, role):
        command.add_argument("agent_name", metavar="NAME", help="what the agent signs in with")
    add.add_argument("--display-name", default="", metavar="NAME", help="what customers see; the name if left out")
    roles = [role.value for role in AgentRole]
    add.add_argument("--by-provider", action="store_true", help="without a password: for the identity provider")
    add.add_argument("--role", default=AgentRole.AGENT.value, choices=roles, help="what the account may do")
    remove.add_argument("factor", metavar="FACTOR", help="which one: a name from `agent factors`")
    role.add_argument("role", choices=roles, help="what the account may do from now on")


async def carry_out(server: Server, given: argparse.Namespace) -> None:
    """Does what the command line says. Raises `AccountRefused`."""
    accounts = server.accounts
    simple: dict[str, Callable[[str], Awaitable[None]]] = {
        "disable": accounts.disable,
        "enable": accounts.enable,
        "reset-second-factor": accounts.reset_second_factor,
    }
    if given.agent_verb == "add":
        password = None if given.by_provider else secretly("Password: ")
        await accounts.add(given.agent_name, given.display_name, password, AgentRole(given.role))
    elif given.agent_verb == "password":
        await accounts.set_password(given.agent_name, secretly("New password: "))
    elif given.agent_verb == "enrol":
        await _enrol(server, given.agent_name)
    elif given.agent_verb == "role":
        await accounts.set_role(given.agent_name, AgentRole(given.role))
    elif given.agent_verb == "remove-factor":
        await accounts.remove_factor(given.agent_name, given.factor)
    elif given.agent_verb == "factors":
        for factor in await accounts.factors(given.agent_name):
            _say(_line_of(factor))
    elif given.agent_verb == "list":
        for account in await accounts.everyone():
            _say(_line(account))
    else:
        await simple[given.agent_verb](given.agent_name)


def secretly(question: str) -> str:
    """What somebody types without its being shown; or the next line of a pipe."""
    return getpass(question) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")


async def _enrol(server: Server, name: str) -> None:
    begun = await server.sign_ins.sign_in(name, secretly("Password: "), "")
    assert isinstance(begun, Enrolling), "an empty code is never right"
    issuer = server.settings.operator.name
    segno.make(second_factor.address(begun.secret, begun.account.name, issuer), micro=False).terminal(compact=True)
    _say(f"Scan this with the authenticator app, or type into it: {second_factor.spelled(begun.secret)}")
    entered = await server.sign_ins.enrol(begun, secretly("The code that the app shows: "))
    await server.sign_ins.sign_out(entered.sign_in)
    _say("Recovery codes, each good for one sign-in. They are shown this once; keep them in a safe place:")
    for code in entered.recovery_codes:
        _say(f"  {code}")


def _line(account: Account) -> str:
    factor = "second factor" if account.has_second_factor else "no second factor yet"
    state = "disabled" if account.disabled else "enabled"
    return f"{account.name}\t{account.role.value}\t{state}\t{factor}\t{account.display_name}"


def _line_of(factor: Factor) -> str:
    if factor.made_at is None:
        return f"{factor.name}\tauthenticator app"
    made = datetime.fromtimestamp(factor.made_at, UTC)
    return f"{factor.name}\tsecurity key, added {made:%Y-%m-%d %H:%M} UTC"


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # the operator reads it at the terminal
