"""Alarms: what a person should look at although the server works. In the log, and in the answer of its health."""

from typing import Protocol


class Alarm(Protocol):
    """One of them."""

    @property
    def what(self) -> str:
        """What it is about, in one word for a program that watches."""
        ...

    @property
    def alarm(self) -> bool:
        """Whether it is on."""
        ...

    def look(self) -> None:
        """Time has passed."""
        ...
