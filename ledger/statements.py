"""What customers' programs stated, looked at by whoever audits: signed by the session's key, in order, none left out.

Nobody who keeps a ledger can make a statement up, change one, or keep one back without its successor telling. Pure.
"""

from dataclasses import dataclass, field

from ledger.server_facts import CustomerStated
from protocol import statement


@dataclass
class Statements:
    """The statements of a ledger, read from its beginning."""

    _last: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    """Of each session: its key, and the number of its last statement."""

    def look_at(self, stated: CustomerStated) -> str:
        """What is wrong with the next one, or nothing. One that stands there twice is as it was said."""
        session, number = stated.session, stated.number
        if not statement.holds(session, number, stated.said, stated.key, stated.signature):
            return "the statement does not carry the customer's signature"
        key, last = self._last.get(session, (stated.key, 0))
        self._last[session] = (key, max(last, number))
        if stated.key != key:
            return "the statement is signed with another key than the session's first"
        if number > last + 1:
            return f"statements {last + 1} to {number - 1} of the session are not there"
        return ""
