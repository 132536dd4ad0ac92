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


class Carried(Struct, frozen=True, tag="carried"):
    """It was done. `certificate` is that of a deletion."""

    certificate: bytes = b""


class AskHeld(Struct, frozen=True, tag="ask-held"):
    """Asks what is held on one session (Art. 15 GDPR), without pictures."""

    session: SessionId


class AskOpenings(Struct, frozen=True, tag="ask-openings"):
    """Asks who has opened the recording of the receipt with this code."""

    code: Annotated[str, Meta(max_length=64)]


class Use(Struct, frozen=True):
    """One thing that was done with a recording, or asked for."""

    at: datetime
    what: str
    request: str = ""
    officers: tuple[str, ...] = ()
    reason: str = ""
    reference: str = ""


class Pause(Struct, frozen=True):
    """A gap."""

    started_at: datetime
    ended_at: datetime | None
    cause: str


class Held(Struct, frozen=True, tag="held"):
    """All that is held on a session, but for the pictures."""

    session: str
    code: str
    started_at: datetime
    ended_at: datetime
    delete_at: datetime
    held_until: datetime | None
    segments: int
    pictures: int
    bytes: int
    gaps: tuple[Pause, ...]
    uses: tuple[Use, ...]


class Uses(Struct, frozen=True, tag="uses"):
    """What was done with one recording."""

    code: str
    uses: tuple[Use, ...]
