"""One session at the recorder: the customer's line, and the recording that it feeds."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor

from logs import Dialogue
from peer.access_unit import AccessUnit
from peer.connection import ConnectionState
from protocol import link, wire
from protocol.link import Role
from protocol.peer_messages import FromRecorder, Mark, Paused, Resumed
from protocol.problems import DescriptionRefused, MessageRefused
from protocol.recording import Cause, Closing
from recorder.clock import Clock
from recorder.line import Line, OpenLine
from recorder.measure import Measure
from recorder.recording import Recording
from recorder.writer import Writer

LOOK_EVERY = 1.0
"""Seconds between two looks at whether the customer is gone for good."""


class Session:
    """What the recorder does for one session. One task runs it; everything else is called from the event loop."""

    def __init__(
        self,
        session: str,
        writer: Writer,
        *,
        open_line: OpenLine,
        send: Callable[[link.LinkMessage], object],
        threads: Executor,
        clock: Clock,
        gone_after: float,
        log: Dialogue,
    ) -> None:
        self.id = session
        self._open_line = open_line
        self._send = send
        self._clock = clock
        self._gone_after = gone_after
        self._log = log
        self._ice_servers: Sequence[link.IceServer] = ()
        self._ear: _Ear | None = None
        self._line: Line | None = None
        self._happenings = Measure()
        self._attempt = 0
        self._offer: link.Description | None = None
        self._dismissed = False
        self._attention = asyncio.Event()
        self._was_here = False
        self._gone_since: float | None = clock.now().monotonic
        self._heard_at = clock.now()
        self.recording = Recording(
            session,
            writer,
            log=log,
            threads=threads,
            clock=clock,
            answer=self._answer,
            ask_for_keyframe=self._ask_for_keyframe,
            wish_for_keyframe=self._wish_for_keyframe,
        )

    @property
    def ice_servers(self) -> Sequence[link.IceServer]:
        """What the server last gave us for this session."""
        return self._ice_servers

    def expect(self, ice_servers: Sequence[link.IceServer]) -> None:
        """The customer will offer. A session that is taken up again gets its full time to do so."""
        self._ice_servers = ice_servers
        if self._gone_since is not None:
            self._gone_since = self._clock.now().monotonic

    def offered(self, offer: link.Description) -> None:
        """The customer's offer. Only the newest counts."""
        if offer.kind == "offer" and offer.attempt > self._attempt:
            self._attempt, self._offer = offer.attempt, offer
            self._attention.set()

    def ended(self) -> None:
        """The session is over, for everyone."""
        self.recording.end(Closing.ENDED)

    def lost(self) -> None:
        """Nobody has gone on with it for too long."""
        self.recording.end(Closing.RECORDER_LOST)

    @property
    def connected(self) -> bool:
        """Whether the customer's line is up."""
        return self._gone_since is None

    def pause(self) -> None:
        """The recorder stops, or the session goes on at another."""
        self.recording.pause()

    async def run(self) -> None:
        """Until the recording is closed, or the recorder stops."""
        try:
            if not await self.recording.resume():
                return
            async with asyncio.TaskGroup() as group:
                helpers = [
                    group.create_task(self._attend(), name=f"line {self.id}"),
                    group.create_task(self._watch(), name=f"watch {self.id}"),
                ]
                await self.recording.run()
                for helper in helpers:
                    helper.cancel()
        finally:
            await self._hang_up()
            if not self.recording.finished and self.recording.ours:
                self.recording.pause()
                await self.recording.step()
            self.recording.forget()

    async def _attend(self) -> None:
        while True:
            await self._attention.wait()
            self._attention.clear()
            if self._dismissed:
                await self._hang_up()
            await self._take_offer()

    async def _take_offer(self) -> None:
        offer, self._offer = self._offer, None
        if offer is None:
            return
        await self._hang_up()
        self._ear = _Ear(self)
        self._line = self._open_line(self._ice_servers, self._ear)
        try:
            sdp = await self._line.answer(offer.sdp)
        except DescriptionRefused as refused:
            self._log.fault(refused, self.id)
            await self._hang_up()
            return
        answer = link.Description(self.id, Role.CUSTOMER, offer.attempt, "answer", sdp)
        self._log.sent(answer, self.id)
        self._send(answer)

    async def _hang_up(self) -> None:
        self._dismissed = False
        line = self._line
        if line and self._ear:
            self._ear.deaf = True
            self._lost()
            await line.close()
            self._line = None

    async def _watch(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(LOOK_EVERY)

    def look(self) -> None:
        """Closes the recording of a customer who did not come back."""
        if self._gone_since is not None and self._clock.now().monotonic - self._gone_since > self._gone_after:
            self.recording.end(Closing.CUSTOMER_LOST if self._was_here else Closing.RECORDER_LOST)

    # What the line says.

    def heard(self) -> None:
        """Something came from the customer: until now nothing is missing."""
        self._heard_at = self._clock.now()

    def line_changed(self, state: ConnectionState) -> None:
        """The customer is there, or gone."""
        self._log.state(state, self.id)
        if state is ConnectionState.CONNECTED:
            self._gone_since, self._was_here = None, True
            self.recording.go_on()
            self._ask_for_keyframe()
        elif state is ConnectionState.LOST:
            self._lost()
            self._dismiss()

    def line_said(self, data: bytes) -> None:
        """A mark, or something that has happened; anything else costs the customer the line."""
        try:
            message = wire.to_recorder.read(data)
        except MessageRefused as refused:
            self._log.fault(refused, self.id)
            self._dismiss()
            return
        if isinstance(message, Mark):
            self.recording.mark(message.number)
            return
        if self._happenings.admits(self._clock.now().monotonic):
            self.recording.note(message)
        match message:
            case Paused():
                self.recording.hold()
            case Resumed():
                self.recording.go_on()

    def _dismiss(self) -> None:
        self._dismissed = True
        self._attention.set()

    def _lost(self) -> None:
        """The gap begins with the customer's last word: whether the screen stood still after it, nobody knows."""
        self.recording.broke(Cause.CUSTOMER_LOST, self._heard_at)
        if self._gone_since is None:
            self._gone_since = self._clock.now().monotonic

    def _answer(self, answer: FromRecorder) -> None:
        if self._line:
            self._line.send(wire.encode(answer))

    def _ask_for_keyframe(self) -> None:
        if self._line:
            self._line.request_keyframe()

    def _wish_for_keyframe(self) -> None:
        if self._line:
            self._line.wish_keyframe()


class _Ear:
    """Hears one line. Deaf once the line is replaced: a library may say things late."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.deaf = False

    def picture(self, unit: AccessUnit) -> None:
        if not self.deaf:
            self._session.heard()
            self._session.recording.take(unit)

    def pictures_lost(self) -> None:
        if not self.deaf:
            self._session.recording.broke(Cause.PICTURES_LOST)

    def message(self, data: bytes) -> None:
        if not self.deaf:
            self._session.heard()
            self._session.line_said(data)

    def state(self, state: ConnectionState) -> None:
        if not self.deaf:
            self._session.line_changed(state)
