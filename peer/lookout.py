"""The lookout: notices at once that this computer is in another network, or in none, instead of by timeouts."""

from collections.abc import Callable

from peer import whereabouts
from peer.server_link import Ends

LOOK_EVERY = 1.0
"""Seconds between two looks."""


class Lookout:
    """Looks at the way to the server and at the address that the link to it uses. `ends` are the link's, once known."""

    def __init__(
        self,
        ends: Callable[[], Ends | None],
        *,
        way_to: Callable[[str], str] = whereabouts.way_to,
        is_ours: Callable[[str], bool] = whereabouts.is_ours,
    ) -> None:
        self._ends = ends
        self._way_to = way_to
        self._is_ours = is_ours
        self._way: tuple[str, str] | None = None
        """The server's address and the way to it, at the last look."""
        self._stranded: Ends | None = None
        """The link whose own address was found gone: told once."""

    def moved(self) -> bool:
        """One look: whether this computer has moved since the last one."""
        ends = self._ends()
        return ends is not None and any((self._leads_elsewhere(ends.server), self._is_stranded(ends)))

    def _leads_elsewhere(self, server: str) -> bool:
        before, self._way = self._way, (server, self._way_to(server))
        return before is not None and before[0] == server and before != self._way

    def _is_stranded(self, ends: Ends) -> bool:
        if ends is self._stranded or self._is_ours(ends.own):
            return False
        self._stranded = ends
        return True
