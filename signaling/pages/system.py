"""Which system a browser says it runs on: one of six words and a version, and nothing else of what it says.

The user agent is read here, in memory, for one response; it is never stored, logged or passed on. The library would
keep the last results to be faster, under the whole user agent: its parser is put together here without that.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ua_parser import OS, Parser
from ua_parser.basic import Resolver
from ua_parser.loaders import load_lazy_builtins

_LONGEST: Final = 256
"""Characters that are looked at. Real ones are shorter; the parser's patterns were not written against hostile text."""
_PARSER: Final = Parser(Resolver(load_lazy_builtins()))


class System(StrEnum):
    """A system that there may be a way for."""

    WINDOWS = "windows"
    MACOS = "macos"
    LINUX = "linux"
    ANDROID = "android"
    IOS = "ios"
    CHROMEOS = "chromeos"

    @property
    def label(self) -> str:
        """Its own name, the same in every language."""
        return _LABELS[self]


_LABELS = {
    System.WINDOWS: "Windows",
    System.MACOS: "Mac",
    System.LINUX: "Linux",
    System.ANDROID: "Android",
    System.IOS: "iPhone / iPad",
    System.CHROMEOS: "Chromebook",
}
_FAMILIES = {
    "Windows": System.WINDOWS,
    "Mac OS X": System.MACOS,
    "Android": System.ANDROID,
    "iOS": System.IOS,
    "Chrome OS": System.CHROMEOS,
    **dict.fromkeys(
        (
            "Linux", "Ubuntu", "Kubuntu", "Lubuntu", "Debian", "Fedora", "Red Hat", "CentOS", "SUSE", "openSUSE",
            "Arch Linux", "Linux Mint", "Gentoo", "Mageia", "Mandriva", "PCLinuxOS", "Slackware",
        ),
        System.LINUX,
    ),
}  # fmt: skip
_GONE = {"Windows Phone", "Windows Mobile", "Mac OS", "Symbian OS", "BlackBerry OS"}
"""Systems that nobody mends any more, in any version."""
OLDEST: Final[dict[System, tuple[int, ...]]] = {
    System.WINDOWS: (10,),
    System.MACOS: (10, 15),
    System.ANDROID: (8,),
    System.IOS: (17,),
}
"""The first version that has a way. Windows: what our Python runs on. The others: the first whose browsers can show a
screen or a camera to somebody else, and were mended lately. Every browser of an iPhone is that of its system, and the
web app needs that of 17 (Ed25519). Newer Windows and macOS do not say which they are."""
ALSO_CALLED: Final = {System.LINUX: System.ANDROID, System.MACOS: System.IOS}
"""A tablet that asks for pages as for a computer says that it is one."""


@dataclass(frozen=True)
class Guess:
    """What a browser says: a system, if it is one of ours, and whether it is too old for us."""

    system: System | None
    too_old: bool = False
    name: str = ""
    """With its version, for a person who is told that it is too old."""


def recognise(user_agent: str) -> Guess:
    """The system, as far as the browser says it."""
    said = _PARSER.parse_os(user_agent[:_LONGEST])
    if said is None:
        return Guess(None)
    if said.family in _GONE:
        return Guess(None, too_old=True, name=said.family)
    system = _FAMILIES.get(said.family)
    if system is None or not _too_old(system, said):
        return Guess(system)
    # For a person, the version is a number or a word like XP, and the digits after the second tell nothing.
    version = ".".join(part for part in (said.major, said.minor) if part)
    name = {System.MACOS: "macOS", System.IOS: "iOS"}.get(system, system.label)
    return Guess(system, too_old=True, name=f"{name} {version}")


def _too_old(system: System, said: OS) -> bool:
    """A version that is a word is of Windows, and old: XP, Vista. Without a version nothing is known."""
    if system not in OLDEST or not said.major:
        return False
    if not said.major.isdigit():
        return True
    minor = int(said.minor) if said.minor and said.minor.isdigit() else 0
    return (int(said.major), minor) < OLDEST[system]


def named(name: str) -> System | None:
    """The system that the customer picked by hand."""
    return System(name) if name in list(System) else None
