"""What both directions of the server link have in common: addresses, kinds of value, and what any program may say."""

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from protocol import toll
from protocol.session import EndReason

CUSTOMER_PATH, AGENT_PATH, RECORDER_PATH = "/v1/customer", "/v1/agent", "/v1/recorder"

SessionId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
SESSIONS_AT_ONCE = 1500
"""Sessions of one recorder, about: so many ids fit in a message."""
Secret = Annotated[str, Meta(min_length=1, max_length=128)]
Name = Annotated[str, Meta(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
"""Without control characters: no name has any, and PostgreSQL does not take every one of them."""
Language = Literal["de", "en"]
Port = Annotated[int, Meta(ge=1024, le=65_535)]
"""Of 127.0.0.1, where a program waits for the system's browser (RFC 8252)."""
Fingerprint = Annotated[str, Meta(pattern=r"^[0-9A-F]{2}(:[0-9A-F]{2}){31}\Z")]
"""A certificate's SHA-256, as in SDP."""


STATED = r"^[a-z0-9-]{1,64}( [a-z0-9-]{1,64}){0,3}\Z"
"""A few words of ours: nothing that a person has typed fits into it but by chance."""


class Role(StrEnum):
    """Which end of a session a program is."""

    CUSTOMER = "customer"
    AGENT = "agent"
    RECORDER = "recorder"
    SECOND = "second"
    """An agent who was asked for by name later."""


Work = Annotated[list[Annotated[int, Meta(ge=0, le=toll.LARGEST)]], Meta(max_length=toll.PARTS)]
"""The numbers that pay a toll; none when none is asked for."""


class LinkMessage(Struct, frozen=True, tag_field="type"):
    """The base of all of them."""


# From any program.


class Description(LinkMessage, frozen=True, tag="description"):
    """An SDP offer or answer. `peer` is the other end: to whom on the way in, from whom on the way out.

    The customer offers, always. `attempt` counts the customer's offers to that peer; an answer repeats it, so that an
    answer to an earlier offer is not mistaken for one to a later.
    """

    session: SessionId
    peer: Role
    attempt: Annotated[int, Meta(ge=1, le=1_000_000)]
    kind: Literal["offer", "answer"]
    sdp: Annotated[str, Meta(min_length=1, max_length=32_768)]


class EndSession(LinkMessage, frozen=True, tag="end-session"):
    """The sender ends the session, for everyone."""

    session: SessionId
    reason: EndReason
