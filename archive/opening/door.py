"""What can be asked of the archive about recordings, over its socket.

Each question names one session, one request, or the token of one opening. There is none about which recordings there
are, nor for one in which something is to be seen.
"""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from archive.opening.messages import Describe, Show
from protocol.link import SessionId
from sealing.request import Act, Reason, Reference

Token = Annotated[str, Meta(min_length=20, max_length=64)]
Files = Annotated[tuple[bytes, ...], Meta(max_length=4)]


class Ask(Struct, frozen=True, tag="ask"):
    """A new request about one recording, please. `until` is the last day of a hold."""

    session: SessionId
    act: Act
    reason: Reason
    reference: Reference
    until: date | None = None


class Asked(Struct, frozen=True, tag="asked"):
    """The request's file, to be taken to the officers."""

    number: str
    expires_at: datetime
    file: bytes


class Bring(Struct, frozen=True, tag="bring"):
    """The request and the officers' releases: do it. `act` is what the operator wants done."""

    act: Act
    request: bytes
    releases: Files


class Opened(Struct, frozen=True, tag="opened"):
    """It is open. Who has the token may look; `seconds` are left."""

    token: str
    number: str
    session: str
    officers: tuple[str, ...]
    reason: str
    reference: str
    seconds: float


class Look(Struct, frozen=True, tag="look"):
    """A picture of an opened recording."""

    token: Token
    show: Show


class Watch(Struct, frozen=True, tag="watch"):
    """What is known about an opened recording."""

    token: Token
    describe: Describe


class Fetch(Struct, frozen=True, tag="fetch"):
    """The next piece of an export."""

    token: Token


class Close(Struct, frozen=True, tag="close"):
    """Nobody looks any more."""

    token: Token
