"""The name of a downloaded client file, which carries the ticket.

The bytes of the file are the same for everybody; only its name is the customer's own: `help-windows.TICKET.exe`. A
browser may have added a number to it; a name somebody changed carries no ticket, and the client asks for the key.
"""

import re

_TICKET = re.compile(r"\.(?P<ticket>[A-Za-z0-9_-]{20,128})(?![A-Za-z0-9_-])")


def named(file: str, ticket: str) -> str:
    """The name under which `file` is downloaded: the ticket stands before the extensions."""
    stem, dot, extensions = file.partition(".")
    return f"{stem}.{ticket}{dot}{extensions}"


def ticket_in(name: str) -> str | None:
    """The ticket that the name carries, if it does."""
    found = _TICKET.search(name)
    return found["ticket"] if found else None
