"""One session's recording: pictures and marks in, answers out. A mark is answered once the disk has everything."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime
from typing import Any, TypeVar

from logs import Dialogue
from peer.access_unit import AccessUnit
from protocol.peer_messages import Counter, FromRecorder, Happening, NotStored, Stored
from protocol.problems import Problem, RecordingDiskFull, RecordingStopped
from protocol.recording import Cause, Closing
from recorder.claims import ClaimedElsewhere
from recorder.clock import Clock, ClockJumped, Moment
from recorder.intake import Intake, Work
from recorder.matroska import PictureRefused
from recorder.writer import FULL, Totals, Writer
from sealing.published import CannotSeal

Argument = TypeVar("Argument")
Result = TypeVar("Result")

FLUSH_EVERY = 0.75
"""Seconds; what came later than the last flush is lost when the recorder is killed. With the gap below, and the time
that the disk takes, it is a second at most."""
FLUSH_GAP = 0.1
"""Seconds between two flushes: a customer's program may send a flood of marks."""
RETRY_AFTER = 2.0
"""Seconds after a failure until the disk is tried again."""
WISH_AGAIN_AFTER = 5.0
"""Seconds between two wishes for the same keyframe: one may be lost on the way."""
CLAIM_AGAIN_AFTER = 0.1
"""Seconds after which a session is claimed again that another recorder still has."""


class Recording:
    """One session's recording. Everything but `resume`, `run` and `step` is called from the event loop and is quick."""

    def __init__(
        self,
        session: str,
        writer: Writer,
        *,
        log: Dialogue,
        threads: Executor,
        clock: Clock,
        answer: Callable[[FromRecorder], None],
        ask_for_keyframe: Callable[[], None],
        wish_for_keyframe: Callable[[], None],
    ) -> None:
        self._session = session
        self._writer = writer
        self._log = log
        self._threads = threads
        self._clock = clock
        self._answer = answer
        self._ask_for_keyframe = ask_for_keyframe
        self._wish_for_keyframe = wish_for_keyframe
        self._wish_again_at = float("-inf")
        self._intake = Intake()
        self._mark: Counter | None = None
        self._problem: type[Problem] = RecordingStopped
        self._stored_until = clock.now()
        self._closing: tuple[datetime, Closing] | None = None
        self._resumed = False
        self._pausing = False
        self._busy: asyncio.Future[Any] | None = None
        self._nudge = asyncio.Event()
        self.finished = False
        """Whether the end is on the disk."""

    def take(self, unit: AccessUnit) -> None:
        """A whole picture has arrived."""
        if self._closing is None:
            self._intake.take(unit, self._clock.now())

    def mark(self, number: Counter) -> None:
        """The customer asks whether everything so far is stored. Of several questions the last is answered."""
        self._mark = number
        self._nudge.set()

    def note(self, what: Happening) -> None:
        """Something has happened beside the pictures."""
        if self._closing is None:
            self._intake.note(what, self._clock.now())

    def hold(self) -> None:
        """The customer has stopped the picture."""
        self._intake.pause(self._clock.now())
        self._nudge.set()

    def go_on(self) -> None:
        """The customer shows the picture again, or is a new one to us."""
        self._intake.go_on()
        self._nudge.set()

    def broke(self, cause: Cause, since: Moment | None = None) -> None:
        """Pictures are missing, from now on or since a moment ago. After the end nobody misses any."""
        self._intake.broke(cause, since if since and self._closing is None else self._clock.now())
        self._nudge.set()

    def end(self, closing: Closing) -> None:
        """The session is over."""
        if self._closing is None:
            self._closing = (self._clock.now().utc, closing)
        self._nudge.set()

    def pause(self) -> None:
        """The recorder stops; the session may go on at another, or at this one when it is back."""
        self._intake.broke(Cause.RECORDER_STOPPED, self._clock.now())
        self._pausing = True
        self._nudge.set()

    async def resume(self) -> bool:
        """Takes up what an earlier recorder left. If the disk refuses, each step tries again.

        False: there is nothing to do, because all that was wanted is the end, and another recorder writes it.
        """
        try:
            await self._resume(self._clock.now())
        except OSError as error:
            if isinstance(error, ClaimedElsewhere) and self._closing:
                return False
            await self._failed(error)
        return True

    @property
    def ours(self) -> bool:
        """Whether this recorder has ever had the session, so that something of it may be left to write."""
        return self._resumed

    async def _resume(self, now: Moment) -> None:
        if not self._resumed:
            await self._in_thread(self._writer.resume, now.utc)
            self._resumed = True

    def forget(self) -> None:
        """After the last step: what could read the recording is wiped."""
        self._writer.forget()

    async def run(self) -> None:
        """Until the end is on the disk, or the recorder stops."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FLUSH_EVERY):
                    await self._nudge.wait()
            self._nudge.clear()
            pausing = self._pausing
            await self.step()
            if self.finished or pausing:
                return
            await asyncio.sleep(FLUSH_GAP)

    async def step(self) -> None:
        """Stores what came, then answers."""
        await self._until_idle()
        now, mark, self._mark = self._clock.now(), self._mark, None
        closing = self._closing
        if closing:
            self._intake.ended(*closing, now)
        flowing = self._intake.flowing
        totals = await self._store(self._intake.flush(now), now)
        self.finished = bool(totals and closing)
        if mark is not None:
            self._answer_mark(mark, totals if flowing else None)
        if not closing:
            self._want_keyframe(self._clock.now())

    def _want_keyframe(self, now: Moment) -> None:
        wishes = self._intake.wishes_keyframe(now)
        if self._intake.wants_keyframe(now):
            self._ask_for_keyframe()
        elif wishes and now.monotonic >= self._wish_again_at:
            self._wish_again_at = now.monotonic + WISH_AGAIN_AFTER
            self._wish_for_keyframe()

    async def _store(self, work: list[Work], now: Moment) -> Totals | None:
        flowing = self._intake.flowing
        try:
            await self._resume(now)
            totals = await self._in_thread(self._writer.perform, work)
        except PictureRefused:
            await self._give_up(Cause.UNREADABLE, RecordingStopped)
        except OSError as error:
            await self._failed(error)
        else:
            self._stored_until = now
            if flowing:
                self._problem = RecordingStopped
            return totals
        return None

    async def _failed(self, error: OSError) -> None:
        if isinstance(error, ClaimedElsewhere):
            await self._give_up(Cause.RECORDER_STOPPED, RecordingStopped, retry_after=CLAIM_AGAIN_AFTER)
        elif isinstance(error, CannotSeal):
            await self._give_up(Cause.NO_KEYS, RecordingStopped)
        elif isinstance(error, ClockJumped):
            await self._give_up(Cause.CLOCK_JUMPED, RecordingStopped)
        elif error.errno in FULL:
            await self._give_up(Cause.DISK_FULL, RecordingDiskFull)
        else:
            await self._give_up(Cause.DISK_FAILED, RecordingStopped)

    async def _give_up(self, cause: Cause, problem: type[Problem], retry_after: float = RETRY_AFTER) -> None:
        """Ends the file where it was last whole. The next keyframe, after a while, begins another."""
        self._problem = problem
        self._log.state(cause, self._session)
        self._intake.failed(cause, self._stored_until, self._clock.now().monotonic + retry_after)
        await self._in_thread(self._writer.abandon, self._stored_until.utc)

    async def _in_thread(self, call: Callable[[Argument], Result], argument: Argument) -> Result:
        self._busy = busy = asyncio.get_running_loop().run_in_executor(self._threads, call, argument)
        return await asyncio.shield(busy)

    async def _until_idle(self) -> None:
        """One call at a time, also when whoever waited for the one before was cancelled."""
        if self._busy and not self._busy.done():
            await asyncio.wait([self._busy])

    def _answer_mark(self, mark: Counter, totals: Totals | None) -> None:
        if totals and totals.pictures:
            self._answer(Stored(mark, totals.pictures, totals.size))
        else:
            self._answer(NotStored(self._problem.code))
