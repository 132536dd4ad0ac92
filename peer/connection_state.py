"""Where a connection to a peer is: one table, and the rule for what takes too long.

NEW ──described──► CONNECTING ──secured──► CONNECTED
      CONNECTING, CONNECTED ──failed, silent, late, refused──► LOST
      any of them ──closed──► CLOSED

A lost connection stays lost: its owner closes it and makes another.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class ConnectionState(StrEnum):
    """Where a connection is."""

    NEW = "new"
    CONNECTING = "connecting"
    """Descriptions are on their way, ICE and DTLS at work, channels not yet open."""
    CONNECTED = "connected"
    """DTLS is up, the certificate is the expected one, every channel is open."""
    LOST = "lost"
    CLOSED = "closed"


class Event(StrEnum):
    """What can happen to a connection."""

    DESCRIBED = "described"
    SECURED = "secured"
    FAILED = "failed"
    """ICE or DTLS failed, or the peer closed."""
    SILENT = "silent"
    LATE = "late"
    REFUSED = "refused"
    """The peer is the wrong one, or broke a bound."""
    CLOSED = "closed"


@dataclass(frozen=True)
class Patience:
    """How long we wait, in seconds."""

    handshake: float = 15.0
    """From the first description to the last channel open."""
    silence: float = 5.0
    """Without any packet of the peer's."""
    doubt: float = 2.0
    """The same, from a moment on that the connection may not have survived. A living peer answers within about one."""


PATIENCE = Patience()


_S, _E = ConnectionState, Event
TRANSITIONS: dict[tuple[ConnectionState, Event], ConnectionState] = {
    (_S.NEW, _E.DESCRIBED): _S.CONNECTING,
    (_S.NEW, _E.REFUSED): _S.LOST,
    (_S.CONNECTING, _E.SECURED): _S.CONNECTED,
    (_S.CONNECTING, _E.FAILED): _S.LOST,
    (_S.CONNECTING, _E.LATE): _S.LOST,
    (_S.CONNECTING, _E.REFUSED): _S.LOST,
    (_S.CONNECTED, _E.FAILED): _S.LOST,
    (_S.CONNECTED, _E.SILENT): _S.LOST,
    (_S.CONNECTED, _E.REFUSED): _S.LOST,
} | {(state, _E.CLOSED): _S.CLOSED for state in _S}


def advance(state: ConnectionState, event: Event) -> ConnectionState:
    """The state after `event`. What the table does not name changes nothing: libraries say things late and twice."""
    return TRANSITIONS.get((state, event), state)


class Deadline(NamedTuple):
    """What will have taken too long, and from when on."""

    at: float
    event: Event


def deadline(
    state: ConnectionState,
    since: float,
    heard_at: float,
    patience: Patience,
    *,
    doubted_at: float = float("-inf"),
) -> Deadline | None:
    """`since` is when `state` began, `heard_at` when the peer's last packet came: each packet puts it off.

    `doubted_at` is when the connection was last doubted: what came before says nothing about whether it still lives.
    """
    match state:
        case ConnectionState.CONNECTING:
            return Deadline(since + patience.handshake, Event.LATE)
        case ConnectionState.CONNECTED:
            silent_at = max(since, heard_at) + patience.silence
            doubtful_at = doubted_at + patience.doubt if heard_at <= doubted_at else silent_at
            return Deadline(min(silent_at, doubtful_at), Event.SILENT)
        case _:
            return None
