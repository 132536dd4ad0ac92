"""Very many customers' programs on which nothing happens: `python -m bench.idlers URL CA NUMBER`.

Each is a link over TLS that answers pings and says nothing else, until standard input ends. Bare sockets and no event
loop, so that ten thousand cost the machine little beside what they cost the server.
"""

import base64
import secrets
import selectors
import socket
import ssl
import sys
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from protocol.link import CUSTOMER_PATH

PATIENCE = 30.0
"""Seconds for a connection to come about."""
_PING, _CLOSE = 0x89, 0x88
_PONG = b"\x8a\x80\x00\x00\x00\x00"
"""Without content, as the server's ping is; its mask changes nothing."""
_LONG = 126
"""A length of two bytes follows."""


class Idlers:
    """All of them, in this thread."""

    def __init__(self, url: str, tls: ssl.SSLContext) -> None:
        self._server = urllib.parse.urlsplit(url)
        self._url, self._tls = url, tls
        self._waiting = selectors.DefaultSelector()
        self.open = 0

    def connect(self) -> None:
        """One more. Raises `OSError`."""
        host, port = self._server.hostname or "", self._server.port or 443
        plain = socket.create_connection((host, port), timeout=PATIENCE)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = self._tls.wrap_socket(plain, server_hostname=host)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        said = (
            f"GET {CUSTOMER_PATH} HTTP/1.1\r\nHost: {self._server.netloc}\r\nOrigin: {self._url}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n\r\n"
        )
        line.sendall(said.encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            if not (more := line.recv(4096)):
                raise ConnectionResetError("the server hung up")
            answer += more
        if not answer.startswith(b"HTTP/1.1 101 "):
            raise ConnectionRefusedError(answer.partition(b"\r\n")[0].decode())
        line.setblocking(False)  # the library's
        self._waiting.register(line, selectors.EVENT_READ)
        self.open += 1

    def answer(self, within: float) -> None:
        """Answers what is asked within so many seconds, or at once what is there already."""
        for waiting, _ in self._waiting.select(within):
            assert isinstance(waiting.fileobj, ssl.SSLSocket)
            self._one(waiting.fileobj)

    def _one(self, line: ssl.SSLSocket) -> None:
        with suppress(ssl.SSLWantReadError):
            while heard := line.recv(4096):
                for kind in frames(heard):
                    if kind == _PING:
                        line.send(_PONG)
                    if kind == _CLOSE:
                        break
            self._waiting.unregister(line)
            line.close()
            self.open -= 1

    def close(self) -> None:
        for waiting in list(self._waiting.get_map().values()):
            assert isinstance(waiting.fileobj, ssl.SSLSocket)
            waiting.fileobj.close()
        self._waiting.close()


def frames(heard: bytes) -> Iterator[int]:
    """The first byte of each frame; the server masks none, and none is longer than 64 KiB."""
    while len(heard) > 1:
        yield heard[0]
        length = heard[1]
        heard = heard[4 + int.from_bytes(heard[2:4]) :] if length == _LONG else heard[2 + length :]


def main(url: str, ca: Path, number: int) -> None:
    """Says `open N` when all are there; and at the end how many still are."""
    idlers = Idlers(url, ssl.create_default_context(cafile=ca))
    over = threading.Thread(target=sys.stdin.read, name="until it is over")
    over.start()
    try:
        for _ in range(number):
            idlers.connect()
            idlers.answer(0)
        print("open", idlers.open, flush=True)
        while over.is_alive():
            idlers.answer(0.5)
        print("open", idlers.open, flush=True)
    finally:
        idlers.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
