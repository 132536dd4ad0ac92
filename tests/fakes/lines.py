"""A line without a connection: it remembers what it was told."""

from typing import TypeVar

from protocol.link import LinkMessage, Noted

Message = TypeVar("Message", bound=LinkMessage)


class FakeLine:
    """For whoever sends to a program."""

    def __init__(self) -> None:
        self.told: list[LinkMessage] = []
        self.noted: list[Noted] = []
        """What the ledger has of it: told beside everything else."""
        self.hung_up = False

    def send(self, message: LinkMessage) -> None:
        if isinstance(message, Noted):
            self.noted.append(message)
        else:
            self.told.append(message)

    def hang_up(self) -> None:
        self.hung_up = True

    def take(self) -> list[LinkMessage]:
        """What was told since the last time one asked."""
        told, self.told = self.told, []
        return told

    def last(self, kind: type[Message]) -> Message:
        """The newest message of this kind."""
        return next(message for message in reversed(self.told) if isinstance(message, kind))
