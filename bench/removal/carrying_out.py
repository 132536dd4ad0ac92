"""One run, from the start of the file to the moment when nothing is left of it."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from agent_client.viewing.steps import Step
from bench.desktop import DidNotComeUp, wait_for
from bench.removal.helped import Helped
from bench.removal.hotline import Hotline
from bench.removal.plans import End, Run, Victim
from bench.removal.started import TITLE, Machine

WITHIN: Final = {end: 60.0 if end is End.KILLED else 10.0 for end in End}
"""Seconds in which nothing may be left, by what was promised."""
COMES_UP_WITHIN: Final = 120.0
"""Seconds for a window, on a busy machine."""
_A_MOMENT: Final = 2.0
"""Seconds after which a customer clicks again."""


@dataclass(frozen=True)
class Outcome:
    """How long something was left, and what was left for too long."""

    run: Run
    seconds: float
    left: tuple[str, ...]


def carried_out(machine: Machine, run: Run, patience: float = 1.0) -> Outcome:
    """One run without a session, to the moment when nothing is left or the time is over.

    It counts from the moment when the customer closes the window, or when somebody is killed; if the program goes on
    then, from when the customer closes that; if everybody was killed, from the next start.
    """
    machine.start(machine.fails_with if run.end is End.FAILED else ())
    match run.end:
        case End.KILLED:
            time.sleep(run.after)
            begun = _kill(machine, run.victim, _nothing)
        case End.CLOSED:
            _wait_for_window(machine)
            time.sleep(run.after)
            begun = _close(machine)
        case _:
            wait_for(lambda: machine.victims(Victim.PROGRAM), "the program", COMES_UP_WITHIN)
            wait_for(lambda: not machine.victims(Victim.PROGRAM), "its end", COMES_UP_WITHIN)
            begun = time.monotonic()
    return _watched(machine, run, begun, patience)


def session_carried_out(machine: Machine, run: Run, hotline: Hotline, shots: Path, patience: float = 1.0) -> Outcome:
    """One run with a whole session. It counts as above: from when the customer closes the last window, or a kill."""
    helped = Helped(machine.desktop, hotline, shots)
    assert run.stage
    key = hotline.key()
    machine.start([machine.path(Path(each)) if each.startswith("/") else each for each in hotline.service.arguments()])
    _wait_for_window(machine)
    helped.goes_to(run.stage, key)
    time.sleep(run.after)
    match run.end:
        case End.KILLED:
            return _watched(machine, run, _kill(machine, run.victim, hotline.ends), patience)
        case End.BY_AGENT:
            hotline.ends()
        case End.ON_THE_BAR:
            helped.ends_on_the_bar()
            hotline.sees(lambda status: status.step is Step.ENDED, "the end")
        case End.BY_EMERGENCY_KEY:
            helped.presses_the_emergency_key()
            hotline.sees(lambda status: status.step is Step.ENDED, "the end")
        case _:
            hotline.is_killed()
            helped.ends_on_the_bar()
    wait_for(lambda: not helped.sees_the_bar(), "a desktop without the bar", COMES_UP_WITHIN)
    return _watched(machine, run, _close(machine), patience)


def _nothing() -> None:
    """There is no session to be ended."""


def _wait_for_window(machine: Machine) -> None:
    wait_for(lambda: machine.desktop.xdotool("search", "--onlyvisible", "--name", TITLE), TITLE, COMES_UP_WITHIN)


def _close(machine: Machine) -> float:
    """When the customer did it for the first time."""
    machine.close()
    first = time.monotonic()
    while time.monotonic() < first + COMES_UP_WITHIN:
        with suppress(DidNotComeUp):
            wait_for(lambda: not machine.victims(Victim.PROGRAM), "its end", _A_MOMENT)
            break
        machine.close()
    return first


def _kill(machine: Machine, victim: Victim | None, end: Callable[[], None]) -> float:
    """When; or, if the program goes on, when the customer closes it, after its session's `end`."""
    # Before it has said whose its folder is it has done nothing: the file is the customer's, as it was downloaded.
    wait_for(machine.has_begun, "a folder", COMES_UP_WITHIN)
    victim = victim or Victim.EVERYBODY
    for process in machine.victims(victim) or machine.victims(Victim.EVERYBODY):
        with suppress(psutil.Error):
            process.kill()
    killed = time.monotonic()
    if victim is Victim.EVERYBODY or (not _somebody_is_there(machine) and machine.left()):
        machine.start(machine.fails_with)
        return time.monotonic()
    if victim is not Victim.PROGRAM:
        # Whoever was killed was not the program: that goes on until the customer closes it.
        wait_for(
            lambda: machine.victims(Victim.PROGRAM) or not machine.left(), "the program, or nothing", COMES_UP_WITHIN
        )
        if not machine.victims(Victim.PROGRAM):
            return killed
        end()
        return _close(machine)
    return killed


def _somebody_is_there(machine: Machine) -> bool:
    """One that was killed takes a moment to be gone."""
    with suppress(DidNotComeUp):
        return not wait_for(lambda: not machine.victims(Victim.EVERYBODY), "nobody", _A_MOMENT)
    return True


def _watched(machine: Machine, run: Run, begun: float, patience: float) -> Outcome:
    rest = begun + patience * WITHIN[run.end] - time.monotonic()
    left: list[str] = []

    def is_clean() -> bool:
        left[:] = machine.left()
        return not left

    if not is_clean():
        with suppress(DidNotComeUp):
            wait_for(is_clean, "a machine without traces", rest)
    took = time.monotonic() - begun
    if left:
        machine.put_back()
        return Outcome(run, took, tuple(left))
    return Outcome(run, took, tuple(machine.registry_changes()))
