"""The name of a downloaded client file, which carries the ticket.

The bytes of the file are the same for everybody; only its name is the customer's own: `help-windows.TICKET.exe`. A
browser may have added a number to it; a name somebody changed carries no ticket, and the client asks for the key.
"""

import re
from typing import Final

TICKET_LENGTH: Final = 43
"""Characters: 256 bits in URL-safe Base64."""
_ADDED: Final = r"(?:[-_][0-9]{1,3})?"
"""What some browsers and file managers put behind a name that is there already; a ticket may end like that itself."""
_TICKET: Final = re.compile(rf"\.(?P<ticket>[A-Za-z0-9_-]{{{TICKET_LENGTH}}}){_ADDED}(?![A-Za-z0-9_-])")


def named(file: str, ticket: str) -> str:
    """The name under which `file` is downloaded: the ticket stands before the extensions."""
    stem, dot, extensions = file.partition(".")
    return f"{stem}.{ticket}{dot}{extensions}"


def ticket_in(name: str) -> str | None:
    """The ticket that the name carries, if it does."""
    found = _TICKET.search(name)
    return found["ticket"] if found else None
