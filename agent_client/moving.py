"""When this computer moves to another network or wakes up: the link to the server is made anew at once.

The rest follows by itself: the server says that the agent is there again, and the customer's client, which hears
nothing of us any more, offers a new connection.
"""

import asyncio
from collections.abc import Callable
from typing import Protocol

from peer import lookout, whereabouts
from peer.connection_state import PATIENCE
from peer.server_link import Ends


class Renewable(Protocol):
    """A link to the server that can be made anew."""

    @property
    def ends(self) -> Ends | None:
        """Its two addresses, once there was a connection."""

    def renew(self) -> None:
        """Makes the link anew, without a farewell."""


class Moving:
    """Looks once a second."""

    def __init__(
        self,
        link: Renewable,
        *,
        way_to: Callable[[str], str] = whereabouts.way_to,
        is_ours: Callable[[str], bool] = whereabouts.is_ours,
        clock: Callable[[], float] = whereabouts.since_boot,
    ) -> None:
        self._link = link
        self._way = lookout.Lookout(lambda: link.ends, way_to=way_to, is_ours=is_ours)
        self._clock = clock
        self._looked_at = clock()

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            self.look()
            await asyncio.sleep(lookout.LOOK_EVERY)

    def look(self) -> None:
        """One look."""
        if any((self._slept(), self._way.moved())):
            self._link.renew()

    def _slept(self) -> bool:
        """Whether so much time has passed that everybody must have given us up."""
        before, self._looked_at = self._looked_at, self._clock()
        return self._looked_at - before >= PATIENCE.silence
