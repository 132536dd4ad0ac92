"""The conversation with a recorder: who it is, and its answers to customers."""

import hmac
from typing import assert_never

from protocol import link
from protocol.link import Role
from protocol.problems import OutOfOrder, TokenRefused
from signaling.lines import Line
from signaling.meeting import Described, Event, Vouched
from signaling.pairing import Worker
from signaling.switchboard import Switchboard


class RecorderConversation:
    """One recorder's, on one line."""

    def __init__(self, line: Line, *, token: str, switchboard: Switchboard) -> None:
        self._line = line
        self._token = token
        self._switchboard = switchboard
        self._worker: Worker | None = None

    async def hear(self, message: link.FromRecorderProgram) -> None:
        """What the program said. Raises the `Problem` that it is to be told."""
        match message:
            case link.RecorderHello():
                await self._identify(message)
            case link.Description():
                await self._happen(message.session, Described(Role.RECORDER, message))
            case link.RecorderProof():
                await self._happen(message.session, Vouched(message))
            case _:
                assert_never(message)

    async def gone(self) -> None:
        """The line is gone."""
        if self._worker:
            await self._switchboard.recorder_gone(self._worker, self._line)

    async def _happen(self, session: str, event: Event) -> None:
        await self._switchboard.happen(session, Role.RECORDER, self._line, event)

    async def _identify(self, message: link.RecorderHello) -> None:
        if self._worker:
            raise OutOfOrder
        if not hmac.compare_digest(message.token.encode(), self._token.encode()):
            raise TokenRefused
        worker = Worker(message.fingerprint, message.worker)
        await self._switchboard.recorder_came(worker, self._line, message.sessions)
        self._worker = worker
