"""A line: one program's connection, as everybody but its driver sees it."""

from typing import Protocol

from protocol.link import LinkMessage


class Line(Protocol):
    """To one program. Neither call waits: a slow program must not hold up another."""

    def send(self, message: LinkMessage) -> None:
        """Sends the message, after those before it. Nothing happens when the line is gone."""
        ...

    def hang_up(self) -> None:
        """Ends the connection, after what was sent."""
        ...
