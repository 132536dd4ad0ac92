"""The sweeper: what happens because time passes, and not because anybody did something."""

import asyncio
from collections.abc import Sequence

from logs import Dialogue
from protocol.problems import DatabaseUnavailable
from protocol.recording import RETENTION_DAYS
from signaling import ceremonies
from signaling.alarms import Alarm
from signaling.clock import Clock
from signaling.enrolments import Enrolments
from signaling.scribe import Scribe
from signaling.sign_ins import SignIns
from signaling.store.keys import KeyTable
from signaling.store.security_keys import SecurityKeyTable
from signaling.store.sessions import SessionTable
from signaling.switchboard import Switchboard

EVERY = 1.0
"""Seconds between two looks at the sessions."""
TIDY_EVERY = 60.0
"""Seconds between two looks at keys, tickets, tokens, and sessions whose recordings are gone."""


class Sweeper:
    """Looks after all of them."""

    def __init__(
        self,
        *,
        switchboard: Switchboard,
        sign_ins: SignIns,
        keys: KeyTable,
        sessions: SessionTable,
        security_keys: SecurityKeyTable,
        enrolments: Enrolments,
        scribe: Scribe,
        alarms: Sequence[Alarm],
        clock: Clock,
        log: Dialogue,
    ) -> None:
        self._switchboard = switchboard
        self._sign_ins = sign_ins
        self._keys = keys
        self._sessions = sessions
        self._security_keys = security_keys
        self._enrolments = enrolments
        self._scribe = scribe
        self._alarms = alarms
        self._clock = clock
        self._log = log
        self._tidied = float("-inf")

    async def run(self) -> None:
        """Sweeps until it is cancelled. While the database is away, nothing ends and nothing is lost."""
        while True:
            try:
                await self.sweep()
            except DatabaseUnavailable as unavailable:
                self._log.fault(unavailable)
            await asyncio.sleep(EVERY)

    async def sweep(self) -> None:
        """One look."""
        for alarm in self._alarms:
            alarm.look()
        await self._switchboard.shut_out(await self._sign_ins.generations(self._switchboard.accounts()))
        await self._switchboard.withdrawn(await self._enrolments.lapsed())
        await self._enrolments.make_up()
        await self._switchboard.time_passed()
        await self._scribe.checkpoint()
        now = self._clock()
        if now - self._tidied >= TIDY_EVERY:
            self._tidied = now
            await self._sign_ins.in_use(self._switchboard.signed_in())
            await self._sign_ins.forget_dead()
            await self._keys.forget_dead(now)
            await self._enrolments.forget_dead()
            await self._security_keys.forget_dead(now - ceremonies.LIFETIME)
            await self._sessions.forget(now - RETENTION_DAYS * 86400.0)
