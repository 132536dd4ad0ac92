"""Relays: which STUN and TURN servers a program may use, as whom, and for how long. Pure.

Credentials are coturn's `use-auth-secret`: the name says until when it is good, the credential is the name's HMAC under
a secret that the TURN server shares with us. Nothing is kept, here or there. The rest of the name is a person's end of
a session, as a number that says nothing to whoever reads the TURN server's log, and by which it can count.
"""

import hmac
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from protocol.ice_address import Way, parse
from protocol.link import Connect, IceServer, IceServers, LinkMessage, Record, Role

LIFETIME = 600.0
"""Seconds for which credentials are good for a new relay. One that is in use goes on."""
RENEWED_EVERY = 300.0
"""Seconds after which both people's programs get new ones, so that they always have some for a next connection."""


class RelaysWrong(ValueError):
    """The settings name servers that no program of ours could use. The text is for the operator."""


@dataclass(frozen=True)
class Relays:
    """The operator's servers."""

    stun: tuple[str, ...] = ()
    turn: tuple[str, ...] = ()
    secret: str = field(default="", repr=False)
    only: bool = False
    """Peers are to use nothing else."""

    def told(self, message: LinkMessage, role: Role, now: float) -> LinkMessage:
        """The message as it goes to that end: an introduction says which servers to use."""
        if isinstance(message, Connect):
            servers = self.servers(message.session, role, now)
            return replace(message, ice_servers=servers, relay_only=self.only)
        if isinstance(message, Record):
            return replace(message, ice_servers=self.servers(message.session, role, now))
        return message

    def renewed(self, session: str, role: Role, now: float) -> IceServers:
        """The servers with new credentials."""
        return IceServers(session, self.servers(session, role, now))

    def servers(self, session: str, role: Role, now: float) -> list[IceServer]:
        """What one end of a session may use. A recorder contacts nobody by itself: a relay would be of no use to it."""
        servers = [IceServer(list(self.stun))] if self.stun else []
        if self.turn and role is not Role.RECORDER:
            servers.append(IceServer(list(self.turn), *self._credentials(session, role, now)))
        return servers

    def _credentials(self, session: str, role: Role, now: float) -> tuple[str, str]:
        key = self.secret.encode()
        who = hmac.digest(key, f"ferndiagnose/1 relay {session} {role}".encode(), "sha256").hex()[:16]
        name = f"{int(now + LIFETIME)}:{who}"
        return name, b64encode(hmac.digest(key, name.encode(), "sha1")).decode()


def relays(addresses: Sequence[str], secret: str, *, only: bool) -> Relays:
    """The servers at these addresses. Raises `RelaysWrong`."""
    stun: list[str] = []
    turn: list[str] = []
    for address in addresses:
        try:
            (stun if parse(address).way is Way.STUN else turn).append(address)
        except ValueError:
            raise RelaysWrong(
                f"{address!r} is no address of a STUN or TURN server. One looks like stun:relay.example:443, "
                "turn:relay.example:443, turn:relay.example:443?transport=tcp or turns:relay.example:443."
            ) from None
    if only and not turn:
        raise RelaysWrong("Relays are to be used only, but there is none: name one, such as turns:relay.example:443.")
    return Relays(tuple(stun), tuple(turn), secret, only)
