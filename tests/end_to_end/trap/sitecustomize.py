"""Loaded by every Python that is started with this folder on its path: writes down whom it contacts."""

import os
import sys
from pathlib import Path

_TRAP = Path(os.environ["TRAP"])


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    match event, arguments:
        case "socket.connect" | "socket.sendto" | "socket.sendmsg", (_, (str(host), *_)):
            pass
        case "socket.getaddrinfo" | "socket.gethostbyname", (host, *_):
            pass
        case _:
            return
    with _TRAP.open("a", encoding="utf-8") as file:
        file.write(f"{event} {host}\n")


sys.addaudithook(_watch)
