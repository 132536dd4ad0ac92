"""The WebSocket protocol (RFC 6455), as far as a server of short texts needs it. Pure: bytes in, frames out.

No extension is taken up, so nothing that comes is inflated. What is no WebSocket ends the connection with the code that
the RFC has for it. A connection on which nothing happens keeps three words of memory here.
"""

import base64
import binascii
import hashlib
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from protocol.wire import LINK_LIMIT

VERSION: Final = "13"
_ACCEPTED_WITH: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""https://www.rfc-editor.org/rfc/rfc6455#section-1.3"""
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
NORMAL, GOING_AWAY, PROTOCOL_ERROR, POLICY_VIOLATION, TOO_BIG = 1000, 1001, 1002, 1008, 1009
_LAST, _KIND, _MASKED, _LENGTH = 0x80, 0x0F, 0x80, 0x7F
_TWO_BYTES, _EIGHT_BYTES = 126, 127
CONTROL_LIMIT: Final = 125
"""Bytes in a control frame."""


class HandshakeRefused(Exception):
    """What was asked for is no WebSocket of this version."""


class Misframed(Exception):
    """What came is no WebSocket, or too much; `code` says it to the sender."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole message, or a control frame."""

    kind: int
    data: bytes


def accepted(headers: Mapping[str, str]) -> str:
    """The value of `Sec-WebSocket-Accept` for a request with these headers. Raises `HandshakeRefused`."""
    upgrade, key = headers.get("Upgrade", ""), headers.get("Sec-WebSocket-Key", "")
    wanted = {word.strip().lower() for word in headers.get("Connection", "").split(",")}
    try:
        whole = len(base64.b64decode(key, validate=True)) == 16  # noqa: PLR2004  # the RFC's, section 4.1
    except (binascii.Error, ValueError):
        whole = False
    is_one = upgrade.strip().lower() == "websocket" and "upgrade" in wanted
    if not (is_one and whole and headers.get("Sec-WebSocket-Version") == VERSION):
        raise HandshakeRefused
    return base64.b64encode(hashlib.sha1(key.encode() + _ACCEPTED_WITH).digest()).decode()  # noqa: S324  # the RFC's


def answer(headers: Mapping[str, str], subprotocol: str) -> bytes:
    """What makes a WebSocket of the connection, of that subprotocol, if any. Raises `HandshakeRefused`."""
    lines = [
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Accept: {accepted(headers)}",
        *([f"Sec-WebSocket-Protocol: {subprotocol}"] if subprotocol else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii")


def framed(kind: int, data: bytes = b"") -> bytes:
    """A frame of a server, which masks nothing."""
    if len(data) < _TWO_BYTES:
        return struct.pack("!BB", _LAST | kind, len(data)) + data
    if len(data) < 1 << 16:
        return struct.pack("!BBH", _LAST | kind, _TWO_BYTES, len(data)) + data
    return struct.pack("!BBQ", _LAST | kind, _EIGHT_BYTES, len(data)) + data


def farewell(code: int) -> bytes:
    """The frame that ends a connection."""
    return framed(CLOSE, struct.pack("!H", code))


class Frames:
    """What comes of what one program sends, however it is cut up on its way."""

    __slots__ = ("_begun", "_kind", "_rest")

    def __init__(self) -> None:
        self._rest = b""
        self._begun: bytearray | None = None
        """Of a message in several frames: what is there of it."""
        self._kind = TEXT

    def feed(self, data: bytes) -> Iterator[Frame]:
        """What is whole now. Raises `Misframed`; nothing is to be fed after that."""
        rest = self._rest + data if self._rest else data
        at = 0
        while (head := _head(rest, at)) is not None:
            self._check(head)
            begins = at + head.size
            if len(rest) < begins + head.length:
                break
            at = begins + head.length
            yield from self._whole(head, _unmasked(rest[begins:at], rest[begins - 4 : begins]))
        self._rest = rest[at:]

    def _check(self, head: "_Head") -> None:
        """Before any of its content is waited for."""
        is_control = head.kind >= CLOSE
        if not head.masked or head.reserved or head.kind not in _KINDS:
            raise Misframed(PROTOCOL_ERROR)
        if is_control and (not head.last or head.length > CONTROL_LIMIT):
            raise Misframed(PROTOCOL_ERROR)
        if not is_control and (head.kind == CONTINUATION) is (self._begun is None):
            raise Misframed(PROTOCOL_ERROR)
        if head.length + len(self._begun or b"") > LINK_LIMIT:
            raise Misframed(TOO_BIG)

    def _whole(self, head: "_Head", data: bytes) -> Iterator[Frame]:
        if head.kind >= CLOSE or (head.last and self._begun is None):
            yield Frame(head.kind, data)
        else:
            if self._begun is None:
                self._begun, self._kind = bytearray(), head.kind
            self._begun += data
            if head.last:
                whole, self._begun = bytes(self._begun), None
                yield Frame(self._kind, whole)


_KINDS: Final = {CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG}


@dataclass(frozen=True, slots=True)
class _Head:
    kind: int
    length: int
    """Of the content, in bytes."""
    size: int
    """Of the head itself, its mask included."""
    last: bool
    masked: bool
    reserved: bool


def _head(data: bytes, at: int) -> _Head | None:
    """The head that begins there; none while it is not whole."""
    if len(data) < at + 2:
        return None
    first, second = data[at], data[at + 1]
    length, size = second & _LENGTH, 2
    if length == _TWO_BYTES:
        size = 4
    elif length == _EIGHT_BYTES:
        size = 10
    masked = bool(second & _MASKED)
    if len(data) < at + size + 4 * masked:
        return None
    if size > 2:  # noqa: PLR2004  # the length stands in bytes of its own
        length = int.from_bytes(data[at + 2 : at + size])
    reserved = bool(first & ~(_LAST | _KIND) & 0xFF)
    return _Head(first & _KIND, length, size + 4 * masked, bool(first & _LAST), masked, reserved)


def _unmasked(data: bytes, mask: bytes) -> bytes:
    """As one large number: byte by byte it would take Python a hundred times as long."""
    size = len(data)
    covering = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(data) ^ int.from_bytes(covering)).to_bytes(size)
