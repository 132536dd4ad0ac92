"""What the agent gets while a recorder has a fault: nothing, after five seconds at most. And the recording says so.

A recorder and a customer's gate under a clock that is set, a quarter of a second at a time. The same with real
processes and real faults stands in tests/end_to_end/test_faults.py.
"""

import errno
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from agent_client.viewing.halt_words import HALT_WORDS
from agent_client.viewing.status import Pause
from customer_client.recording import Marks
from customer_client.ui.texts import HOLDS
from logs import Dialogue
from peer.access_unit import AccessUnit
from peer.connection_state import PATIENCE
from protocol.consent import State as Consent
from protocol.gate import RECORDER_WITHIN, Gate, Hold
from protocol.grants import Grant
from protocol.link import Language
from protocol.peer_messages import FromRecorder
from protocol.recording import Cause
from recorder.clock import ClockJumped, Moment, Steady
from recorder.guarding import GuardedVault
from recorder.recording import Recording
from recorder.writer import Writer
from tests.fakes.coded import coded, units
from tests.fakes.recorder_doors import NOON, MemoryVault, SetClock

SESSION = "f" * 32
TICK = 0.25
CALM = 2.0
"""Seconds of a session without a fault, so that the gate is open."""
LASTS = 8.0
"""Seconds of a fault."""
BACK_WITHIN = 5.0
"""Seconds from the end of a fault until the agent sees again."""


class AtOnce(Executor):
    """A thread that is done before anybody looks."""

    def submit(self, call: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(call(*given, **named))
        except OSError as error:
            future.set_exception(error)
        return future


class JumpingClock(SetClock):
    """The recorder's machine: its uptime is right, its time of day may be wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.jump = timedelta()
        self._steady = Steady(0, NOON)

    def now(self) -> Moment:
        wall = NOON + timedelta(seconds=self.seconds) + self.jump
        return Moment(self.seconds, self._steady.look(self.seconds, wall))

    def check(self) -> None:
        self.now()
        if self._steady.jumped:
            raise ClockJumped("it jumped")


@cache
def pictures() -> list[bytes]:
    return coded(2)


class World:
    """A customer, a recorder, and the line between them."""

    def __init__(self) -> None:
        self.clock = JumpingClock()
        self.vault = MemoryVault(self.clock)
        self.too_much_waits = False
        self.marks = Marks()
        self.runs = self.hears = True
        self.heard_at: float | None = 0.0
        self._keyframe_asked = True
        self._begin()

    @property
    def now(self) -> float:
        return self.clock.seconds

    def _begin(self) -> None:
        vault = GuardedVault(self.vault, (self._quota, self.clock.check))
        self.recording = Recording(
            SESSION,
            Writer(SESSION, vault, 2**30),
            log=Dialogue("test"),
            threads=AtOnce(),
            clock=self.clock,
            answer=self._answered,
            ask_for_keyframe=self._ask,
            wish_for_keyframe=lambda: None,
        )
        self.marks.connected(self.now)

    def _quota(self) -> None:
        if self.too_much_waits:
            raise OSError(errno.EDQUOT, "too much waits")

    def _ask(self) -> None:
        self._keyframe_asked = True

    def _answered(self, answer: FromRecorder) -> None:
        self.marks.answered(answer)
        self.heard_at = self.now

    @property
    def gate(self) -> Gate:
        grants = frozenset({Grant.VIEW, Grant.CONTROL})
        return Gate(Consent.ALLOWED, grants, code_matched=True, stored_at=self.marks.stored_at)

    def holds(self) -> tuple[Hold | None, Hold | None]:
        """Why the agent gets no picture, and why no input is done."""
        return self.gate.picture(self.now), self.gate.input(self.now)

    async def tick(self) -> None:
        """A quarter of a second in which the screen changes once."""
        self.clock.seconds += TICK
        mark, unit = self.marks.due(self.now), self._unit()
        if self.runs:
            self.recording.take(unit)
            if mark:
                self.recording.mark(mark.number)
            await self.recording.step()
        elif self.heard_at is not None and self.now - self.heard_at > PATIENCE.silence:
            self.heard_at = None
            self.marks.lost()

    def _unit(self) -> AccessUnit:
        which, self._keyframe_asked = int(not self._keyframe_asked), False
        unit = units(pictures())[which]
        return replace(unit, timestamp=round(self.now * 90_000), arrived_at=self.now)

    # Faults, and their ends.

    def kill(self) -> None:
        self.runs = False
        for file in self.vault.files.values():
            file.data = file.safe

    def start_again(self) -> None:
        self.runs = self._keyframe_asked = True
        self._begin()

    def freeze(self) -> None:
        self.runs = False
        self.last_word = self.clock.now()

    def thaw(self) -> None:
        """The customer has given that connection up and makes another."""
        self.runs = True
        self.recording.broke(Cause.CUSTOMER_LOST, self.last_word)
        self.marks.connected(self.now)
        self._keyframe_asked = True


@dataclass(frozen=True)
class Fault:
    name: str
    begin: Callable[[World], None]
    end: Callable[[World], None]
    cause: Cause


def fails(number: int | None) -> Callable[[World], None]:
    return lambda world: setattr(world.vault, "fails", number)


def waits(too_much: bool) -> Callable[[World], None]:
    return lambda world: setattr(world, "too_much_waits", too_much)


def jumps(hours: float) -> Callable[[World], None]:
    return lambda world: setattr(world.clock, "jump", timedelta(hours=hours))


FAULTS = [
    Fault("the recorder is killed", World.kill, World.start_again, Cause.RECORDER_STOPPED),
    Fault("the recorder hangs", World.freeze, World.thaw, Cause.CUSTOMER_LOST),
    Fault("the disk is full", fails(errno.ENOSPC), fails(None), Cause.DISK_FULL),
    Fault("the disk can only be read", fails(errno.EROFS), fails(None), Cause.DISK_FAILED),
    Fault("the disk is broken", fails(errno.EIO), fails(None), Cause.DISK_FAILED),
    Fault("the store is gone for long", waits(too_much=True), waits(too_much=False), Cause.DISK_FULL),
    Fault("the clock is a day ahead", jumps(24), jumps(0), Cause.CLOCK_JUMPED),
    Fault("the clock is an hour behind", jumps(-1), jumps(0), Cause.CLOCK_JUMPED),
]


async def until_seen(world: World, within: float) -> None:
    end = world.now + within
    while any(world.holds()):
        assert world.now < end, world.holds()
        await world.tick()


@pytest.mark.promise("P18")
@pytest.mark.parametrize("late", [0.0, 0.5], ids="{}s after a mark".format)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
async def test_with_a_fault_the_agent_gets_nothing_after_five_seconds_and_the_recording_has_a_gap(
    fault: Fault, late: float
) -> None:
    world = World()
    await until_seen(world, BACK_WITHIN)
    while world.now < CALM + late:
        await world.tick()
    assert world.holds() == (None, None)

    began = world.now
    fault.begin(world)
    while world.now < began + LASTS:
        await world.tick()
        if world.now > began + RECORDER_WITHIN:
            assert world.holds() == (Hold.NOT_RECORDED, Hold.NOT_RECORDED)

    ended = world.now
    fault.end(world)
    await until_seen(world, BACK_WITHIN)
    await world.tick()
    (gap,) = world.vault.manifest(SESSION).gaps
    assert gap.cause is fault.cause
    assert timedelta(seconds=-1) <= gap.started_at - (NOON + timedelta(seconds=began)) <= timedelta(seconds=TICK)
    assert gap.ended_at
    assert gap.ended_at >= NOON + timedelta(seconds=ended)


@pytest.mark.promise("P18")
async def test_a_fault_shorter_than_the_gates_patience_may_go_unseen_but_not_unrecorded() -> None:
    world = World()
    await until_seen(world, BACK_WITHIN)
    world.vault.fails = errno.EIO
    await world.tick()
    world.vault.fails = None
    for _ in range(20):
        await world.tick()
        assert world.holds() == (None, None)
    (gap,) = world.vault.manifest(SESSION).gaps
    assert gap.cause is Cause.DISK_FAILED
    assert gap.ended_at


@pytest.mark.parametrize("language", ["de", "en"])
def test_both_screens_say_why_nothing_is_seen(language: Language) -> None:
    recording = {"de": "ufzeichnung", "en": "recording"}[language]
    assert recording in HOLDS[Hold.NOT_RECORDED][language]
    said = HALT_WORDS[language]
    assert all(recording in text for text in said.pauses[Pause.NOT_RECORDED])
    assert recording in said.input_held[Hold.NOT_RECORDED]
