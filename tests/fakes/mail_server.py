"""A mail server that says what it is told to, in clear or, when it has a certificate, after STARTTLS."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO


class PlayedServer:
    def __init__(self, listening: socket.socket, refuses: str, tls: ssl.SSLContext | None) -> None:
        self._listening, self._refuses, self._tls = listening, refuses, tls
        self.heard: list[str] = []
        self.encrypted = False

    def serve(self) -> None:
        """One client, until it goes."""
        line, _ = self._listening.accept()
        with suppress(OSError), line:
            self._greet(line)

    def _greet(self, line: socket.socket) -> None:
        with line.makefile("rw", newline="\r\n") as file:
            say(file, "220 mail")
            if not self._talk(file) or self._tls is None:
                return
        with self._tls.wrap_socket(line, server_side=True) as safe, safe.makefile("rw", newline="\r\n") as file:
            self.encrypted = True
            self._talk(file)

    def _talk(self, file: TextIO) -> bool:
        """Whether the client wants to go on encrypted."""
        inside = False
        for raw in file:
            said = raw.rstrip("\r\n")
            self.heard.append(said)
            word = said.split(" ")[0].upper()
            if inside:
                inside = said != "."
                say(file, "250 kept", when=not inside)
            elif word == self._refuses:
                say(file, "550 no")
            elif word == "EHLO":
                say(file, "250-mail\r\n250 STARTTLS" if self._tls else "250 mail")
            elif word == "STARTTLS":
                say(file, "220 go on")
                return True
            elif word == "QUIT":
                say(file, "221 bye")
                return False
            else:
                inside = word == "DATA"
                say(file, "354 go on" if inside else "250 yes")
        return False


def say(file: TextIO, text: str, *, when: bool = True) -> None:
    if when:
        file.write(text + "\r\n")
        file.flush()


@contextmanager
def mail_server(refuses: str = "", tls: ssl.SSLContext | None = None) -> Iterator[tuple[PlayedServer, int]]:
    """The server and its port, for one letter."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        played = PlayedServer(listening, refuses, tls)
        thread = threading.Thread(target=played.serve)
        thread.start()
        yield played, listening.getsockname()[1]
        thread.join()
