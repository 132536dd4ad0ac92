"""A guest: one agent at this computer, with rights, a safety code and hands of its own.

There is a first, and there may be a second. What one of them may, says nothing about the other.
"""

from collections.abc import Callable

from customer_client.comparing import Comparing
from customer_client.injection.admission import Admission
from customer_client.pointing import Pointing
from customer_client.rights import Rights
from protocol import peer_messages as m
from protocol.grants import Who
from protocol.link import Role


class Guest:
    """One of them."""

    def __init__(self, role: Role, nonce: Callable[[], bytes], name: str = "") -> None:
        """`nonce` as in `Comparing`; the first one's name comes from the server, and stands elsewhere."""
        self.role = role
        self.who = Who(role.value)
        self.name = name
        self.comparing = Comparing(nonce)
        self.rights = Rights()
        self.admission = Admission()
        self.pointing = Pointing()
        self.said: m.GateChanged | None = None
        """What it was told of the gate on the connection that it has."""
