"""Where this computer is: which addresses are its own, which way leads to a server, and a clock that never sleeps.

Nothing is sent for it. All of it is asked once a second, on every system alike, and costs a few microseconds.
"""

import socket
import sys
import time

NOWHERE = ""
"""The way to a server when there is none."""


def since_boot() -> float:
    """Seconds of a clock that never goes back and, other than `time.monotonic`, goes on while the computer sleeps."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()  # Windows: goes on by itself


def way_to(server: str) -> str:
    """Our own address under which packets to that address would go out now; `NOWHERE` if there is no way."""
    with socket.socket(_family(server), socket.SOCK_DGRAM) as asking:
        try:
            asking.connect((server, 9))  # a datagram socket sends nothing for it; the port plays no part
        except OSError:
            return NOWHERE
        return str(asking.getsockname()[0])


def is_ours(address: str) -> bool:
    """Whether this computer has that address. A socket can be bound to addresses of one's own only.

    One for a stream: wine binds the others to whatever it is asked for.
    """
    with socket.socket(_family(address), socket.SOCK_STREAM) as trying:
        try:
            trying.bind((address, 0))
        except OSError:
            return False
        return True


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET
