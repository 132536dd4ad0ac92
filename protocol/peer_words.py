"""What all messages between peers have in common: channels, kinds of value, and their base."""

from typing import Annotated

from msgspec import Meta, Struct

CONTROL, INPUT, POINTER, RECORDING = "control", "input", "pointer", "recording"
LOSSY = frozenset({POINTER})
"""Channels on which nothing is sent again, and nothing waits for what went missing."""
BULK = "bulk"
"""On a connection of its own: what is large, as bytes. None of the messages here go over it."""

Coordinate = Annotated[int, Meta(ge=-32_768, le=32_767)]
Length = Annotated[int, Meta(ge=1, le=32_767)]
MONITORS = 16
"""Monitors that can be chosen."""
MonitorNumber = Annotated[int, Meta(ge=0, le=MONITORS)]
"""0: all monitors; 1 is the first of the list."""
Counter = Annotated[int, Meta(ge=0, lt=2**53)]
POINTER_SIDE = 128
"""Pixels of the side of the largest shape of a pointer."""
POINTER_SLOTS = 32
"""Shapes that are remembered."""
POINTER_PARTS = 8
"""Messages that a shape may take."""
Slot = Annotated[int, Meta(ge=0, lt=POINTER_SLOTS)]
Side = Annotated[int, Meta(ge=1, le=POINTER_SIDE)]
HotSpot = Annotated[int, Meta(ge=0, lt=POINTER_SIDE)]
Nonce = Annotated[bytes, Meta(min_length=16, max_length=16)]
Digest = Annotated[bytes, Meta(min_length=32, max_length=32)]
KeyName = Annotated[str, Meta(min_length=1, max_length=24)]
"""A W3C `KeyboardEvent.key` value: one character, or a name such as `Enter`, `Control`, `AltGraph`, `F5`."""
Button = Annotated[int, Meta(ge=0, le=4)]
"""A W3C `MouseEvent.button` value: 0 left, 1 middle, 2 right, 3 back, 4 forward."""


Zoom = Annotated[int, Meta(ge=100, le=10_000)]
"""Per cent of the camera's widest view."""
SAID_AT_MOST = 500
"""Characters of what is said at once."""
PLAIN = r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+\Z"
"""Text without control characters but the line feed, and without marks that turn the direction of what is read."""


class PeerMessage(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """The base of all of them."""
