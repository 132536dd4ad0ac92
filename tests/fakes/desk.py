"""A key desk in memory, for whoever needs one without a database."""

from protocol.problems import Problem, SessionKeyRefused

EXTRA = "4711"
"""Every key's extra digits."""


class FakeDesk:
    """Keeps the rules that the pages see: a key is claimed once, a ticket is good until it is presented."""

    def __init__(self, *keys: str) -> None:
        self.live = set(keys)
        self.tickets: list[str] = []
        self.broken: Problem | Exception | None = None
        self.pressed = False

    async def is_live(self, key: str, extra: str = "") -> bool:
        self._fail_if_broken()
        return key in self.live and (extra == EXTRA or not self.pressed)

    async def claim_for_ticket(self, key: str, extra: str = "") -> str:
        if not await self.is_live(key, extra):
            raise SessionKeyRefused
        self.live.remove(key)
        self.tickets.append(f"Ticket-_{len(self.tickets):035d}")
        return self.tickets[-1]

    async def ticket_is_good(self, ticket: str) -> bool:
        self._fail_if_broken()
        return ticket in self.tickets

    def _fail_if_broken(self) -> None:
        if self.broken:
            raise self.broken
