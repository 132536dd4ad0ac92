"""Consent to send (RFC 7675): when a peer is asked whether it still wants what we send.

The library asks every five seconds, whatever else comes in. Then a peer that lives and has nothing to say looks lost
for as long; and one that is heard all the time would be asked without a need, if it were asked more often. So here it
is asked as soon as it has been silent for a moment, and as often as the RFC wants it otherwise. Its question is a sign
of life too: of two that are silent one asks.
"""

# ruff: noqa: SLF001  # private names are what this module is for: each stands in SEAMS

import asyncio
import random
import time
from typing import Any, Final

from aioice import ice, stun

from peer.aiortc_seams import Seam, selfcheck

HEARD_AT: Final = "_ferndiagnose_heard_at"
"""Where a connection keeps when the peer's last packet came; monotonic, in seconds."""
SILENT_FOR: Final = 1.3
"""Seconds of silence after which a peer is asked. Heartbeats and marks come every second: they are in time."""
EVERY: Final = 5.0
"""Seconds between two questions to one that is heard, on average: as the RFC has it."""
AGAIN: Final = 0.5
"""Seconds until a question without an answer is asked again; the library waits as long for one."""
SPREAD: Final = (0.9, 1.1)
"""What a wait is multiplied with, so that not all ask at once."""
EXPIRES: Final = 30.0
"""Seconds without an answer after which nothing is sent any more. We notice silence earlier, by ourselves."""

SEAMS: Final = (
    Seam(ice.Connection, "asyncio.create_task(self.query_consent())", "what is run in its place"),
    Seam(ice.Connection, "await asyncio.sleep(CONSENT_INTERVAL * (0.8 + 0.4 * random.random()))", "how often it asks"),
    Seam(ice.Connection, "request = self.build_request(pair, nominate=False)", "how it asks"),
    Seam(ice.Connection, 'integrity_key=self.remote_password.encode("utf8"),\n', "with what it proves itself"),
    Seam(ice.Connection, "self._query_consent_task = None\n                    return await self.close()", "its end"),
)

selfcheck(seams=SEAMS)


def due(heard_at: float, granted_at: float, asked_at: float, spread: float) -> float:
    """When the peer is to be asked next."""
    return max(asked_at + AGAIN, min(heard_at + SILENT_FOR * spread, granted_at + EVERY * spread))


async def _query_consent(self: ice.Connection) -> None:
    """As in the library, at other times."""
    granted_at = asked_at = time.monotonic()
    spread = random.uniform(*SPREAD)  # noqa: S311  # no secret
    while (now := time.monotonic()) < granted_at + EXPIRES:
        ask_at = due(getattr(self, HEARD_AT, granted_at), granted_at, asked_at, spread)
        if now < ask_at:
            await asyncio.sleep(ask_at - now)
            continue
        asked_at, spread = now, random.uniform(*SPREAD)  # noqa: S311  # no secret
        if await _is_granted(self):
            granted_at = time.monotonic()
    self._query_consent_task = None
    await self.close()


async def _is_granted(connection: ice.Connection) -> bool:
    """Asks, and waits for the answer: half a second at most."""
    password: Any = connection.remote_password
    for pair in list(connection._nominated.values()):
        request = connection.build_request(pair, nominate=False)
        try:
            await pair.protocol.request(
                request, pair.remote_addr, integrity_key=password.encode("utf8"), retransmissions=0
            )
        except stun.TransactionError:
            return False
    return True


ice.Connection.query_consent = _query_consent  # type: ignore[method-assign]  # the seam
