"""What archive, projector and viewer say to each other about an opened recording.

Between archive and projector as frames of MessagePack over a pipe, between archive and viewer as lines of JSON over the
archive's socket. Moments are milliseconds from the recording's beginning.
"""

import struct
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from protocol.peer_messages import Happening

FRAME_LIMIT = 64 * 1024 * 1024
"""Bytes. A sealed segment has 8 MiB, unless one picture has more."""
EVENTS_AT_ONCE = 2000
_LENGTH = struct.Struct(">I")
At = Annotated[int, Meta(ge=0, le=10**11)]


class Message(Struct, frozen=True, tag_field="type"):
    """The base of all of them."""


class Project(Message, frozen=True, tag="project"):
    """The first one to a projector: all that it ever knows. `keys` are the stretches' data keys."""

    manifest: bytes
    keys: dict[int, bytes]
    officers: tuple[str, str]
    number: str


class Show(Message, frozen=True, tag="show"):
    """The picture of this moment, please; nothing if it is still the one called `seen`."""

    at: At
    seen: str = ""


class Describe(Message, frozen=True, tag="describe"):
    """What is there, and the events from the `after`-th on."""

    after: At = 0


class Join(Message, frozen=True, tag="join"):
    """The whole recording as one file, please."""


class Sealed(Message, frozen=True, tag="sealed"):
    """A segment that the projector needed; nothing if it is gone."""

    data: bytes | None


class Need(Message, frozen=True, tag="need"):
    """The projector needs this segment before it can answer."""

    segment: Annotated[int, Meta(ge=1, le=2**32 - 1)]


class Shown(Message, frozen=True, tag="shown"):
    """The picture that stood on the screen since `at`, as JPEG. `seen` is its name, to ask for another only."""

    at: At
    seen: str
    picture: bytes


class Same(Message, frozen=True, tag="same"):
    """It is the one that you have."""


class Nothing(Message, frozen=True, tag="nothing"):
    """There is no picture: a gap until then, with its cause, or a part that cannot be read."""

    cause: str
    until: At


class Missing(Struct, frozen=True):
    """A gap."""

    start: At
    end: At
    cause: str


class Happened(Struct, frozen=True):
    """An event."""

    at: At
    what: Happening


class Described(Message, frozen=True, tag="described"):
    """The recording. `read` of `segments` were looked through for events so far."""

    began: datetime
    length: At
    gaps: tuple[Missing, ...]
    events: tuple[Happened, ...]
    read: int
    segments: int


class Piece(Message, frozen=True, tag="piece"):
    """A part of the joined file, and where in it."""

    place: At
    data: bytes


class Joined(Message, frozen=True, tag="joined"):
    """The file is complete."""

    pictures: int
    milliseconds: At
    gaps: int


ToProjector = Project | Show | Describe | Join | Sealed
FromProjector = Need | Shown | Same | Nothing | Described | Piece | Joined

_encoder = msgspec.msgpack.Encoder()
to_projector: msgspec.msgpack.Decoder[ToProjector] = msgspec.msgpack.Decoder(ToProjector)
from_projector: msgspec.msgpack.Decoder[FromProjector] = msgspec.msgpack.Decoder(FromProjector)


class FrameRefused(ValueError):
    """What came is no message, or is too large for one."""


def framed(message: ToProjector | FromProjector) -> bytes:
    """A message as it goes through the pipe."""
    data = _encoder.encode(message)
    return _LENGTH.pack(len(data)) + data


def length(head: bytes) -> int:
    """Bytes of the frame whose first four are `head`. Raises `FrameRefused`."""
    (size,) = _LENGTH.unpack(head)
    if size > FRAME_LIMIT:
        raise FrameRefused
    return int(size)


def received(exactly: Callable[[int], bytes], decoder: "msgspec.msgpack.Decoder[Any]") -> Any:
    """The next message of a blocking pipe. Raises `EOFError` when it was closed, and `FrameRefused`."""
    try:
        return decoder.decode(exactly(length(exactly(_LENGTH.size))))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise FrameRefused from None
