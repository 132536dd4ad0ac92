"""What the agent may do, by the customer's word, and what was asked for."""

from dataclasses import dataclass, replace

from protocol.grants import Grant


@dataclass(frozen=True)
class Rights:
    """As the customer's client said last."""

    grants: frozenset[Grant] = frozenset()
    asked: Grant | None = None
    """Nothing else is asked for until the customer has answered."""
    refused: Grant | None = None

    def asks(self, grant: Grant) -> "Rights":
        """The agent asks for one. The same rights, if that may not be."""
        return self if self.asked is not None or grant in self.grants else replace(self, asked=grant, refused=None)

    def granted(self, grants: frozenset[Grant]) -> "Rights":
        """These are given now, and no others."""
        asked = None if self.asked in grants else self.asked
        return Rights(grants, asked, None if self.refused in grants else self.refused)

    def is_refused(self, grant: Grant) -> "Rights":
        """The customer said no."""
        return replace(self, asked=None, refused=grant)

    def apart(self) -> "Rights":
        """The connection is gone: nobody will answer on it."""
        return replace(self, asked=None)
