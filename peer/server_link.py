"""The link to the signaling server: one WebSocket that comes back by itself."""

import random
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from protocol import link, wire
from protocol.problems import Problem

In = TypeVar("In")


@dataclass(frozen=True)
class Up:
    """The link is there. What was said before is forgotten: the owner sends its first message again."""


@dataclass(frozen=True)
class Down:
    """The link is gone, or still is and for another reason than before."""

    problem: type[Problem]


class ServerLink(Generic[In]):
    """One WebSocket to the signaling server. `reader` reads what the server sends to this kind of program."""

    def __init__(
        self, url: str, tls: ssl.SSLContext, reader: wire.Reader[In], *, jitter: Callable[[], float] = random.random
    ) -> None:
        raise NotImplementedError

    async def run(self, on_event: Callable[[Up | Down | In], None]) -> None:
        """Connects, and again whenever the link is lost, until `close`."""
        raise NotImplementedError

    def send(self, message: link.LinkMessage) -> bool:
        """Queues a message while the link is up; `False`, and dropped, while it is down."""
        raise NotImplementedError

    async def close(self) -> None:
        """Sends what is queued, closes, and lets `run` return. Within a second."""
        raise NotImplementedError
