"""The lookout: notices at once that this computer is in another network, or in none, instead of by timeouts."""

import asyncio
from collections.abc import Callable

from customer_client.events import Event, Moved
from customer_client.lines import Lines
from peer import whereabouts
from peer.server_link import Ends

LOOK_EVERY = 1.0
"""Seconds between two looks."""


class Lookout:
    """Looks at the way to the server and at the addresses that are in use. `ends` are the server link's, once known."""

    def __init__(
        self,
        ends: Callable[[], Ends | None],
        lines: Lines,
        happened: Callable[[Event], None],
        *,
        way_to: Callable[[str], str] = whereabouts.way_to,
        is_ours: Callable[[str], bool] = whereabouts.is_ours,
    ) -> None:
        self._ends = ends
        self._lines = lines
        self._happened = happened
        self._way_to = way_to
        self._is_ours = is_ours
        self._way: tuple[str, str] | None = None
        """The server's address and the way to it, at the last look."""
        self._stranded: Ends | None = None
        """The link whose own address was found gone: told once."""

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_EVERY)

    def look(self) -> None:
        """One look. A line without an address is told first, so that what follows from the move is for it too."""
        self._lines.look(self._is_ours)
        ends = self._ends()
        if ends is not None and any((self._leads_elsewhere(ends.server), self._is_stranded(ends))):
            self._happened(Moved())

    def _leads_elsewhere(self, server: str) -> bool:
        before, self._way = self._way, (server, self._way_to(server))
        return before is not None and before[0] == server and before != self._way

    def _is_stranded(self, ends: Ends) -> bool:
        if ends is self._stranded or self._is_ours(ends.own):
            return False
        self._stranded = ends
        return True
