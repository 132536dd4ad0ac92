"""Which version a program is: it says so when it connects, and a server may want a newer one. Pure.

That is apart from the protocol's version, which stands in the address: a client that speaks correctly may still have a
fault for which it is not wanted any more.
"""

import re
from typing import Final

VERSION: Final = "0.1.0"
"""Of everything in this tree."""
HEADER: Final = "Ferndiagnose-Version"
"""Of the request that opens a WebSocket."""
SUBPROTOCOL: Final = "ferndiagnose-"
"""What stands before the version in the name of a WebSocket subprotocol: a page in a browser can set no header."""
_FORM: Final = re.compile(r"[0-9]{1,5}(\.[0-9]{1,5}){0,3}")


class NoVersion(ValueError):
    """A text that is not such as `1.2.0`."""


def read(text: str) -> tuple[int, ...]:
    """A version, to be compared: `1.2` and `1.2.0` are the same. Raises `NoVersion`."""
    if not _FORM.fullmatch(text):
        raise NoVersion
    parts = tuple(int(part) for part in text.split("."))
    while parts and parts[-1] == 0:
        parts = parts[:-1]
    return parts


def in_subprotocol(name: str) -> str:
    """The version in the name of a subprotocol; nothing when it is another."""
    said = name.removeprefix(SUBPROTOCOL)
    return said if said != name and _FORM.fullmatch(said) else ""


def is_too_old(said: str, minimum: str) -> bool:
    """Whether a program that says this is older than `minimum`; with no minimum none is. Raises `NoVersion` for that.

    One that says nothing, or no version, is older than any.
    """
    if not minimum:
        return False
    wanted = read(minimum)
    try:
        return read(said) < wanted
    except NoVersion:
        return True
