"""The address of a STUN or TURN server, as RFC 7064 and RFC 7065 write it: `turns:relay.example:443`. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum

_ADDRESS = re.compile(
    r"(?P<scheme>stun|turn|turns):"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]+)"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?:\?transport=(?P<transport>udp|tcp))?"
)
_PLAIN_PORT, _TLS_PORT, _LAST_PORT = 3478, 5349, 65535


class Way(StrEnum):
    """How a program talks to such a server."""

    STUN = "stun"
    """It only asks, over UDP, from where its packets come."""
    UDP = "udp"
    TCP = "tcp"
    TLS = "tls"


@dataclass(frozen=True)
class IceAddress:
    """Where such a server is, and how it is talked to."""

    way: Way
    host: str
    """A name or an address; one of IPv6 without its brackets."""
    port: int


def parse(text: str) -> IceAddress:
    """The address in `text`. Raises `ValueError` for anything that we could not use."""
    found = _ADDRESS.fullmatch(text)
    if not found:
        raise ValueError("no address of a STUN or TURN server")
    way = _way(found["scheme"], found["transport"])
    port = int(found["port"] or (_TLS_PORT if way is Way.TLS else _PLAIN_PORT))
    if not 0 < port <= _LAST_PORT:
        raise ValueError("no port of a STUN or TURN server")
    return IceAddress(way, found["host"].strip("[]"), port)


def _way(scheme: str, transport: str | None) -> Way:
    match scheme, transport:
        case "stun", None:
            return Way.STUN
        case "turn", "udp" | None:
            return Way.UDP
        case "turn", "tcp":
            return Way.TCP
        case "turns", "tcp" | None:
            return Way.TLS
        case _:
            raise ValueError("no way to talk to a STUN or TURN server that we know")
