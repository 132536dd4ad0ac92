"""The settings of the agent's viewer: environment variables `FERNDIAGNOSE_AGENT_...`, and flags that override them."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlsplit

from protocol import settings


@dataclass(frozen=True)
class Settings:
    """How one viewer is run."""

    server: str = "https://localhost:8443"
    """The address of the operator's server; https only."""
    ca: str = ""
    """A PEM file with the authorities that the server's certificate may come from. It comes with the program and is
    needed: those of the system do not count."""
    recorders: str = ""
    """A PEM file with the one or two public keys by which the operator's recorders are known. It comes with the program
    and is needed: no other recorder is accepted, whoever names it."""
    language: Literal["de", "en"] = "de"
    """The language of the windows."""
    full_screen: bool = False
    """Shows the customer's screen full screen, pixel for pixel from the upper left corner, with nothing around it."""
    browser_port: int = 0
    """The port of 127.0.0.1 at which the browser is awaited when one signs in with it. 0: any that is free."""
    drawing: Literal["auto", "processor", "graphics-card"] = "auto"
    """What draws the picture: `auto` tries the graphics card at the start and takes it if it draws right and fast."""


class AddressRefused(ValueError):
    """The server's address is not an https address."""


class AuthorityUnreadable(ValueError):
    """The file of `ca` is not there, or holds no certificate. The text names it."""


def from_command_line(arguments: Sequence[str], environ: Mapping[str, str]) -> Settings:
    """The settings. Raises `SettingsWrong` and `AddressRefused`, and ends the program for a wrong flag."""
    read = settings.read(Settings, "FERNDIAGNOSE_AGENT", environ)
    parser = argparse.ArgumentParser(prog="agent_client", description="The agent's viewer of Ferndiagnose.")
    parser.add_argument("--server", default=read.server, help="https address of the server")
    parser.add_argument("--ca", default=read.ca, help="PEM file with the only certificate authorities to trust")
    parser.add_argument("--recorders", default=read.recorders, help="public keys of the operator's recorders")
    parser.add_argument("--language", default=read.language, choices=("de", "en"))
    parser.add_argument("--full-screen", action="store_true", default=read.full_screen)
    parser.add_argument("--drawing", default=read.drawing, choices=("auto", "processor", "graphics-card"))
    return checked(replace(read, **vars(parser.parse_args(arguments))))


def checked(given: Settings) -> Settings:
    """The same settings. Raises `AddressRefused`."""
    parts = urlsplit(given.server)
    if parts.scheme != "https" or not parts.hostname:
        raise AddressRefused("The server's address must begin with https://")
    return replace(given, server=given.server.rstrip("/"))
