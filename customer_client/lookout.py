"""The lookout: tells at once that this computer is in another network, or in none, and which lines that costs."""

import asyncio
from collections.abc import Callable

from customer_client.events import Event, Moved
from customer_client.lines import Lines
from peer import lookout, whereabouts
from peer.server_link import Ends


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
        self._lines = lines
        self._happened = happened
        self._is_ours = is_ours
        self._way = lookout.Lookout(ends, way_to=way_to, is_ours=is_ours)

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            self.look()
            await asyncio.sleep(lookout.LOOK_EVERY)

    def look(self) -> None:
        """One look. A line without an address is told first, so that what follows from the move is for it too."""
        self._lines.look(self._is_ours)
        if self._way.moved():
            self._happened(Moved())
