"""Which system a browser says it runs on: one of five words, and nothing else of what it says.

The user agent is read here, in memory, for one response; it is never stored, logged or passed on.
"""

from enum import StrEnum


class System(StrEnum):
    """A system that there may be a client for."""

    WINDOWS = "windows"
    MACOS = "macos"
    LINUX = "linux"
    ANDROID = "android"
    IOS = "ios"

    @property
    def label(self) -> str:
        """Its own name, the same in every language."""
        return _LABELS[self]


_LABELS = {
    System.WINDOWS: "Windows",
    System.MACOS: "macOS",
    System.LINUX: "Linux",
    System.ANDROID: "Android",
    System.IOS: "iPhone / iPad",
}

_MARKS = (
    ("Windows Phone", None),  # names Android and iPhone too
    ("Android", System.ANDROID),  # names Linux too
    ("iPhone", System.IOS),  # names "like Mac OS X" too
    ("iPad", System.IOS),
    ("iPod", System.IOS),
    ("Windows NT", System.WINDOWS),
    ("Macintosh", System.MACOS),  # an iPad that asks for desktop pages says this as well: the page lets one choose
    ("CrOS", None),
    ("Linux", System.LINUX),
)
"""In this order, because a browser names other systems than its own."""


def recognise(user_agent: str) -> System | None:
    """The system, or `None` when it is another one or does not say."""
    return next((system for mark, system in _MARKS if mark in user_agent), None)


def named(name: str) -> System | None:
    """The system that the customer picked by hand."""
    return System(name) if name in list(System) else None
