"""Somebody with credentials for a relay who asks it for what no program of ours does (RFC 8656), message by message."""

import hmac
import secrets
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5
from ipaddress import ip_address

from tests.fakes.networks import Place

GRANTED = 0
UDP, TCP = 17, 6
_MAGIC = 0x2112A442
_ALLOCATE, _CREATE_PERMISSION, _CHANNEL_BIND = 0x0003, 0x0008, 0x0009
_USERNAME, _INTEGRITY, _ERROR, _CHANNEL, _PEER = 0x0006, 0x0008, 0x0009, 0x000C, 0x0012
_REALM, _NONCE, _FAMILY, _TRANSPORT = 0x0014, 0x0015, 0x0017, 0x0019
_TRIES, _ANSWERS_WITHIN = 20, 0.5


class RelayUser:
    """One, with at most one address at the relay."""

    def __init__(self, plug: socket.socket, username: str, credential: str) -> None:
        self._plug = plug
        self._username, self._credential = username, credential
        self._realm = self._nonce = b""
        self._channel = 0x4000

    def allocates(self, family: int = 4, transport: int = UDP) -> int:
        """The error's code, or `GRANTED`."""
        wanted = [(_TRANSPORT, bytes([transport, 0, 0, 0])), (_FAMILY, bytes([1 if family == 4 else 2, 0, 0, 0]))]
        self._ask(_ALLOCATE, wanted)  # it says realm and nonce
        return self._ask(_ALLOCATE, wanted)

    def may_reach(self, address: str, port: int = 50000) -> tuple[int, int]:
        """What comes of asking for a permission, and of binding a channel."""
        permission = self._ask(_CREATE_PERMISSION, [(_PEER, self._peer(address, port))])
        number = struct.pack("!HH", self._channel, 0)
        bound = self._ask(_CHANNEL_BIND, [(_CHANNEL, number), (_PEER, self._peer(address, port))])
        if bound == GRANTED:
            self._channel += 1
        return permission, bound

    def sends(self, data: bytes) -> None:
        """Over the channel that was bound last."""
        self._plug.send(struct.pack("!HH", self._channel - 1, len(data)) + data)

    def hears(self) -> bytes:
        """What comes over a channel next. Raises `TimeoutError` when nothing does."""
        while (came := self._plug.recv(4096))[:1] not in (b"\x40", b"\x41"):
            pass
        return came[4 : 4 + int.from_bytes(came[2:4])]

    def _peer(self, address: str, port: int) -> bytes:
        host = ip_address(address)
        head = struct.pack("!HH", 1 if host.version == 4 else 2, port ^ (_MAGIC >> 16))
        mask = _MAGIC.to_bytes(4, "big") + (b"" if host.version == 4 else self._transaction)
        return head + bytes(a ^ b for a, b in zip(host.packed, mask, strict=True))

    def _ask(self, method: int, attributes: list[tuple[int, bytes]]) -> int:
        if self._nonce:
            known = [(_USERNAME, self._username.encode()), (_REALM, self._realm), (_NONCE, self._nonce)]
            attributes = [*attributes, *known]
        body = b"".join(_packed(*one) for one in attributes)
        if self._nonce:
            head = self._head(method, len(body) + 24)
            key = md5(f"{self._username}:{self._realm.decode()}:{self._credential}".encode()).digest()
            body += _packed(_INTEGRITY, hmac.digest(key, head + body, "sha1"))
        request = self._head(method, len(body)) + body
        answer = self._answer(request)
        self._transaction = secrets.token_bytes(12)
        if int.from_bytes(answer[:2], "big") == method | 0x0100:
            return GRANTED
        said = dict(_unpacked(answer[20:]))
        self._realm, self._nonce = said.get(_REALM, self._realm), said.get(_NONCE, self._nonce)
        return said[_ERROR][2] * 100 + said[_ERROR][3]

    _transaction = secrets.token_bytes(12)
    """Of the next request: an address of the newer family is masked with it."""

    def _head(self, method: int, length: int) -> bytes:
        return struct.pack("!HHI", method, length, _MAGIC) + self._transaction

    def _answer(self, request: bytes) -> bytes:
        for _ in range(_TRIES):
            self._plug.send(request)
            try:
                while (answer := self._plug.recv(4096))[8:20] != self._transaction:
                    pass
            except TimeoutError:
                continue
            return answer
        raise AssertionError("the relay does not answer")


def _packed(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def _unpacked(body: bytes) -> Iterator[tuple[int, bytes]]:
    while body:
        kind, length = struct.unpack("!HH", body[:4])
        yield kind, body[4 : 4 + length]
        body = body[4 + length + -length % 4 :]


@contextmanager
def relay_user(place: Place, server: str, username: str, credential: str) -> Iterator[RelayUser]:
    """One in that place, who reaches the relay by datagrams."""
    with place.inside():
        plug = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with plug:
        plug.settimeout(_ANSWERS_WITHIN)
        plug.connect((server, 443))
        yield RelayUser(plug, username, credential)
