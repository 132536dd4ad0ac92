"""One round: a session, a fault in it, and what everybody saw of it, written down with its moment."""

import os
import threading
import time
from contextlib import suppress

from Xlib import X, display

from agent_client.viewing import status as a
from agent_client.viewing.steps import Step as AgentStep
from bench.desktop import DidNotComeUp, wait_for
from bench.faults.machine import SPOOL_LIMIT, Machine
from bench.faults.people import Agent, Customer, allowed, compared
from bench.faults.plans import Kind, Plan
from bench.faults.seen import UNDER_WAY, Seen
from customer_client import status as s
from protocol import peer_messages as m
from protocol import recording
from protocol.gate import RECORDER_WITHIN, Hold
from protocol.recording import ManifestUnreadable

SIZE = (640, 480)
"""The customer's screen."""
REPAINTED_EVERY = 0.2
QUOTA_WITHIN = 30.0
"""Seconds of noise until more waits for the store than may."""
KEPT_WITHIN = 45.0
"""Seconds from a session's end until its recording is in the store: the recorder may wait for a customer who is lost,
and the shipper for a store that has just come back."""
GOES_ON = 0.5
"""Seconds that the session goes on after the fault."""
NOTICED_WITHIN = 3.0
"""Seconds until a killed recorder has been missed, if it is at all before it is back."""
TARGET = (123, 321)
"""Where the agent points while nothing is recorded."""


class Painter:
    """Changes the customer's screen all the time: a colour, or noise that no codec makes small."""

    def __init__(self, name: str) -> None:
        self.noisy = False
        self._display = display.Display(name)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="painter", daemon=True)
        self._thread.start()

    def pointer(self) -> tuple[int, int]:
        other = display.Display(self._display.get_display_name())
        place = other.screen().root.query_pointer()
        other.close()
        return place.root_x, place.root_y

    def takes_the_pointer_away(self) -> None:
        other = display.Display(self._display.get_display_name())
        other.screen().root.warp_pointer(5, 5)
        other.sync()
        other.close()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._display.close()

    def _run(self) -> None:
        root, number = self._display.screen().root, 0
        pen = root.create_gc(subwindow_mode=X.IncludeInferiors)
        while not self._stop.wait(REPAINTED_EVERY):
            number += 1
            if self.noisy:
                rows = SIZE[1] // 8
                for top in range(0, SIZE[1], rows):
                    noise = os.urandom(SIZE[0] * rows * 4)
                    root.put_image(pen, 0, top, SIZE[0], rows, X.ZPixmap, 24, 0, noise)
            else:
                pen.change(foreground=(number * 97) % 200 << 16 | 0x4060)
                root.fill_rectangle(pen, 0, 0, *SIZE)
            self._display.sync()


def play(machine: Machine, agent: Agent, painter: Painter, name: str, plan: Plan) -> Seen:
    """Plays the plan on the X display of this name."""
    seen = Seen(plan)
    painter.takes_the_pointer_away()
    customer = Customer(machine.service, name)
    try:
        seen.session = allowed(agent, customer)
        comparing = threading.Thread(target=_compare, args=(agent, customer, seen), name="compare")
        comparing.start()
        if not plan.early:
            comparing.join()
        time.sleep(plan.age)
        _begin(machine, painter, seen)
        _watch(agent, customer, painter, seen)
        if plan.ends_during:
            customer.does(s.End())
        _end(machine, painter, seen)
        if not plan.ends_during:
            comparing.join()
            seen.back = agent.sees(lambda status: status.step is AgentStep.VIEWING and status.pause is None)
            time.sleep(GOES_ON)
            customer.does(s.End())
        agent.must_see(lambda status: status.step is AgentStep.ENDED)
        comparing.join()
    finally:
        customer.quits()
        agent.does(a.Dismiss())
    agent.must_see(lambda status: status.step is AgentStep.IDLE)
    seen.frames = agent.frames
    _collect(machine, seen)
    return seen


def _compare(agent: Agent, customer: Customer, seen: Seen) -> None:
    with suppress(DidNotComeUp):  # the session may end before
        compared(agent, customer)
        seen.helped_at = agent.sees(lambda status: status.step is AgentStep.VIEWING and status.pause is None)


def _begin(machine: Machine, painter: Painter, seen: Seen) -> None:
    seen.began = time.monotonic()
    match seen.plan.kind:
        case Kind.KILLED:
            recorders = machine.recorders()
            victim = seen.plan.victim
            for recorder in recorders if victim is None else recorders[victim : victim + 1]:
                recorder.kill()
        case Kind.STOPPED:
            for recorder in machine.recorders():
                recorder.suspend()
        case Kind.DISK_FULL:
            machine.disk.fill()
        case Kind.READ_ONLY:
            machine.disk.fail()
        case Kind.STORE_GONE:
            machine.bucket.kill()
            painter.noisy = True
            with suppress(DidNotComeUp):
                wait_for(lambda: machine.waits() >= SPOOL_LIMIT, "the quota", limit=QUOTA_WITHIN)
            seen.began = time.monotonic()
        case Kind.CLOCK_JUMPED:
            machine.jump(seen.plan.hours)


def _end(machine: Machine, painter: Painter, seen: Seen) -> None:
    match seen.plan.kind:
        case Kind.STOPPED:
            for recorder in machine.recorders():
                recorder.resume()
        case Kind.DISK_FULL:
            machine.disk.free()
        case Kind.READ_ONLY:
            machine.disk.replace()
        case Kind.STORE_GONE:
            painter.noisy = False
            machine.bucket.start()
        case Kind.CLOCK_JUMPED:
            machine.jump(0)
    seen.ended = time.monotonic()


def _watch(agent: Agent, customer: Customer, painter: Painter, seen: Seen) -> None:
    """As long as the fault lasts: who was told, and whether the agent can still do something."""
    if seen.plan.kind is Kind.KILLED:
        seen.agent_told = agent.sees(_is_told, NOTICED_WITHIN) if seen.helped_at else None
        return
    until = seen.began + seen.plan.lasts
    if seen.helped_at:
        seen.customer_told = customer.sees(lambda status: status.hold is Hold.NOT_RECORDED, _left(until))
        seen.agent_told = agent.sees(_is_told, _left(until))
        time.sleep(_left(min(until, seen.began + RECORDER_WITHIN + UNDER_WAY)))
        agent.does(a.Use((m.PointerMove(x=TARGET[0], y=TARGET[1]),)))
    time.sleep(_left(until))
    seen.input_done = painter.pointer() == TARGET


def _is_told(status: a.Status) -> bool:
    return status.pause is a.Pause.NOT_RECORDED


def _left(until: float) -> float:
    return max(0.0, until - time.monotonic())


def _collect(machine: Machine, seen: Seen) -> None:
    seen.folder = machine.bucket.recordings / seen.session

    def ended() -> bool:
        with suppress(FileNotFoundError, ManifestUnreadable):
            seen.manifest = recording.read((seen.folder / "recording.json").read_bytes())
        return bool(seen.manifest and seen.manifest.ended_at)

    with suppress(DidNotComeUp):
        wait_for(ended, "the recording", limit=KEPT_WITHIN)
