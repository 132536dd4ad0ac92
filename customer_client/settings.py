"""The settings of the customer's client: `FERNDIAGNOSE_CUSTOMER_SERVER` and the like, overridden by flags."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from protocol.settings import SettingsWrong


@dataclass(frozen=True)
class Settings:
    """What the customer's client needs to know. A customer sets none of it: the download carries the server."""

    server: str = "https://localhost:8443"
    """Where the service is: scheme, name, port."""
    ca: str = ""
    """A PEM file with the authorities that the server's certificate may come from. It comes with the program and is
    needed: those of the system do not count."""
    recorders: str = ""
    """A PEM file with the one or two public keys by which the operator's recorders are known. It comes with the program
    and is needed: no other recorder is accepted, whoever names it."""
    language: Literal["de", "en"] = "de"
    """The language of the windows at first."""
    ticket: str = ""
    """What the start page gave for a correct key; empty: the one in the program's own name, else the key is typed."""
    display: str = ""
    """The X11 display to show and operate; empty: the one of the environment."""


def checked(settings: Settings) -> Settings:
    """The same settings. Raises `SettingsWrong` for a server that is not reached through TLS: there is no other way."""
    try:
        address = urlsplit(settings.server)
        fits = address.scheme == "https" and bool(address.hostname) and not address.path.strip("/")
        fits = fits and not address.query and not address.fragment and (address.port or 443) > 0
    except ValueError:
        fits = False
    if not fits:
        raise SettingsWrong("server has to be an address such as https://help.example.org")
    return settings
