"""The ways by which a peer may be reached, as the server names them, as something that can be tried. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from protocol import link
from protocol.ice_address import IceAddress, Way, parse
from protocol.problems import PeerUnreachable, Problem, RelayRefused

LIMIT = 8
"""Servers of each kind that are tried; what stands after them is left out."""


@dataclass(frozen=True)
class Routes:
    """What one connection may use besides this machine's own addresses, or in place of them."""

    ice_servers: tuple[link.IceServer, ...] = field(default=(), repr=False)
    relay_only: bool = False
    """Neither end learns the other's address: everything goes through a relay, or nothing goes."""
    patient: bool = False
    """An attempt has failed already: servers on a slow line get more time."""


DIRECT = Routes()


@dataclass(frozen=True)
class Relay:
    """A TURN server, and one way to it."""

    at: IceAddress
    username: str = field(repr=False)
    credential: str = field(repr=False)


class Outcome(StrEnum):
    """What became of the relays, for logs, and for the problem that is shown when no connection comes about."""

    NONE_OFFERED = "no relay offered"
    READY = "relay ready"
    REFUSED = "relay refused"
    """Credentials that are wrong or have expired, or a server that is full."""
    NOT_TRUSTED = "relay not trusted"
    """Its certificate is not one that we accept."""
    SILENT = "relay silent"
    """No server answered, or none in time."""

    @property
    def unreachable(self) -> type[Problem]:
        """What a person is told when no connection comes about."""
        return RelayRefused if self in (Outcome.REFUSED, Outcome.NOT_TRUSTED) else PeerUnreachable


@dataclass(frozen=True)
class Offered:
    """What may be asked, and nothing else is."""

    stun: tuple[IceAddress, ...] = ()
    relays: tuple[Relay, ...] = ()
    """In the operator's order."""


def offered(servers: Sequence[link.IceServer]) -> Offered:
    """The servers that can be used. Addresses that we do not understand are left out: a newer server may know more."""
    stun: list[IceAddress] = []
    relays: list[Relay] = []
    for server in servers:
        for url in server.urls:
            try:
                at = parse(url)
            except ValueError:
                continue
            if at.way is Way.STUN:
                stun.append(at)
            else:
                relays.append(Relay(at, server.username, server.credential))
    return Offered(tuple(stun[:LIMIT]), tuple(relays[:LIMIT]))
