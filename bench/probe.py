"""Measures from outside: presses keys on the viewer's display and looks at its pixels, whoever carries the picture."""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import mss
import numpy as np
import psutil
from PySide6.QtCore import QRect
from Xlib import XK, X, display
from Xlib.ext import xtest

from bench import scenes
from bench.desktop import Desktop, stop, wait_for
from bench.watching import GIVE_UP, Motion, Stillness, Timings, Watch, loud, psnr
from bench.workload import FIRST, LOG_LENGTH, NEWEST, READY

LETTERS_A_SECOND = 8
LOOKED_AT = slice(scenes.BLOCK + 4, None, 27)
"""The rows of a moving picture that are compared; all of them would take the time of several frames."""


class Eye:
    """Looks at one display, a rectangle at a time, through shared memory."""

    def __init__(self, name: str) -> None:
        self._screen = mss.MSS(display=name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._screen.close()

    def see(self, left: int, top: int, width: int, height: int) -> scenes.Pixels:
        """The pixels of a rectangle, as rows x columns x (blue, green, red, unused)."""
        shot = self._screen.grab({"left": left, "top": top, "width": width, "height": height})
        return np.frombuffer(shot.raw, np.uint8).reshape(height, width, 4)

    def counter(self) -> int | None:
        """The workload's frame number, as shown."""
        return scenes.read_stamp(self.see(0, 0, scenes.BITS * scenes.BLOCK, scenes.BLOCK))


class Hand:
    """Presses keys on one display as a keyboard would."""

    def __init__(self, name: str) -> None:
        self._display = display.Display(name)
        self._code = self._display.keysym_to_keycode(XK.string_to_keysym("a"))

    def press(self) -> float:
        """Types one letter; returns the moment at which the key went down."""
        moment = time.monotonic()
        for kind in (X.KeyPress, X.KeyRelease):
            xtest.fake_input(self._display, kind, self._code)
        self._display.flush()
        return moment

    def turn(self, *, down: bool) -> None:
        """Turns the wheel by one notch."""
        for kind in (X.ButtonPress, X.ButtonRelease):
            xtest.fake_input(self._display, kind, 5 if down else 4)
        self._display.flush()

    def close(self) -> None:
        self._display.sync()  # a server may forget the rest of what is said by who hangs up: a key would stay down
        self._display.close()


class Log:
    """What the workload says of itself."""

    def __init__(self, shared: Path) -> None:
        self._values = np.memmap(shared, dtype=np.float64, mode="r", shape=(LOG_LENGTH,))

    def ready(self) -> bool:
        return bool(self._values[READY])

    def newest(self) -> int:
        return int(self._values[NEWEST])

    def drawn_at(self, number: int) -> float:
        return float(self._values[FIRST + number % (LOG_LENGTH - FIRST)])


@contextmanager
def running(name: str, host: Desktop) -> Iterator[Log]:
    """A workload on the customer's desktop, for as long as the block."""
    with tempfile.NamedTemporaryFile(prefix="workload-") as shared:
        shared.truncate(LOG_LENGTH * 8)
        program = host.run(f"workload-{name}", [sys.executable, "-m", "bench.workload", name, shared.name])
        try:
            log = Log(Path(shared.name))
            wait_for(log.ready, f"the workload {name}")
            host.focus(host.wait_for_window("workload"))
            yield log
        finally:
            stop(program)


def echo(viewer: Desktop, rounds: int) -> Timings:
    """Key pressed at the viewer until the patch has its next colour there."""
    chance = random.Random(1)  # noqa: S311  # pauses, not secrets
    hand = Hand(viewer.name)
    centre = scenes.PATCH.center()
    values = []
    with Eye(viewer.name) as eye:
        for _ in range(rounds):
            time.sleep(0.12 + chance.random() * 0.1)
            before = eye.see(centre.x(), centre.y(), 1, 1)[0, 0, :3].astype(int)
            pressed = hand.press()
            values.append(_until_changed(eye, centre.x(), centre.y(), before, pressed))
    hand.close()
    return Timings(tuple(values))


def _until_changed(
    eye: Eye, x: int, y: int, before: np.ndarray[tuple[int], np.dtype[np.int_]], pressed: float
) -> float:
    while (now := time.monotonic()) - pressed < GIVE_UP:
        if np.abs(eye.see(x, y, 1, 1)[0, 0, :3].astype(int) - before).max() > 60:
            return (now - pressed) * 1000
        time.sleep(0.0004)
    return GIVE_UP * 1000


def last_change_shown(viewer: Desktop, log: Log, rounds: int) -> Timings:
    """Drawn at the customer until shown at the viewer, for single changes that nothing follows."""
    hand = Hand(viewer.name)
    values = []
    with Eye(viewer.name) as eye:
        for _ in range(rounds):
            time.sleep(0.4)
            wanted = log.newest() + 1
            hand.press()
            until = time.monotonic() + GIVE_UP
            while eye.counter() != wanted and time.monotonic() < until:
                time.sleep(0.0004)
            values.append(
                (time.monotonic() - log.drawn_at(wanted)) * 1000 if log.newest() >= wanted else GIVE_UP * 1000
            )
    hand.close()
    return Timings(tuple(values))


def typed(viewer: Desktop, letters: int) -> Timings:
    """Key pressed until its letter stands at the viewer, typing at an even `LETTERS_A_SECOND`."""
    hand = Hand(viewer.name)
    pressed: list[float] = []
    values: list[float] = []
    due = time.monotonic()
    with Eye(viewer.name) as eye:
        while len(values) < letters:
            now = time.monotonic()
            if now >= due and len(pressed) < letters:
                pressed.append(hand.press())
                due += 1 / LETTERS_A_SECOND
            if len(values) < len(pressed):
                waited = time.monotonic() - pressed[len(values)]
                if _is_dark(eye, scenes.cell(len(values))) or waited > GIVE_UP:
                    values.append(waited * 1000)
            time.sleep(0.0004)
    hand.close()
    return Timings(tuple(values))


def _is_dark(eye: Eye, where: QRect) -> bool:
    return int(eye.see(where.x(), where.y(), where.width(), where.height())[..., 1].min()) < 150


def motion(viewer: Desktop, log: Log, seconds: float, truth: Callable[[int], scenes.Pixels] | None = None) -> Motion:
    """What was shown of a moving workload. With `truth`, its sharpness too: the rows `LOOKED_AT` of frame n."""
    looks: list[float] = []
    began = time.monotonic()
    watch = Watch(began, log.drawn_at)
    next_look = began + 0.5
    with Eye(viewer.name) as eye:
        while (now := time.monotonic()) < began + seconds:
            watch.look(eye.counter(), log.newest(), now)
            if truth is not None and now >= next_look:
                next_look += 1
                looks += _look_sharply(eye, truth)
            time.sleep(0.001)
    return watch.motion(time.monotonic(), looks)


def _look_sharply(eye: Eye, truth: Callable[[int], scenes.Pixels]) -> list[float]:
    """One look at all of the screen; none when it changed while it was looked at."""
    picture = eye.see(0, 0, scenes.WIDTH, scenes.HEIGHT)
    number = scenes.read_stamp(picture[: scenes.BLOCK])
    return [] if number is None else [psnr(truth(number), picture[LOOKED_AT])]


def sharpening(host: Desktop, viewer: Desktop, log: Log, target: float) -> Stillness:
    """Turns a page and watches it grow sharp."""
    wanted = log.newest() + 1
    hand = Hand(viewer.name)
    hand.press()
    hand.close()
    wait_for(lambda: log.newest() >= wanted, "the turned page", 2 * GIVE_UP)
    drawn, reached = log.drawn_at(wanted), GIVE_UP * 1000
    with Eye(host.name) as source, Eye(viewer.name) as shown:
        time.sleep(0.02)  # until it is on the customer's own screen
        truth = source.see(0, 0, scenes.WIDTH, scenes.HEIGHT)
        while (passed := time.monotonic() - drawn) < GIVE_UP:
            picture = shown.see(0, 0, scenes.WIDTH, scenes.HEIGHT)
            if psnr(truth[7::16], picture[7::16]) >= target and loud(truth, picture) >= target:
                reached = passed * 1000
                break
            time.sleep(0.01)
        time.sleep(max(0.0, drawn + GIVE_UP - time.monotonic()))
        picture = shown.see(0, 0, scenes.WIDTH, scenes.HEIGHT)
    return Stillness(reached, psnr(truth, picture), loud(truth, picture))


class Processor:
    """Processor time of a program and everything it started, in percent of one core."""

    def __init__(self, pids: list[int]) -> None:
        self._family = [
            process for pid in pids for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True))
        ]
        self._started = time.monotonic()
        self._before = self._spent()

    def percent(self) -> float:
        """Since this value was made."""
        return (self._spent() - self._before) / (time.monotonic() - self._started) * 100

    def _spent(self) -> float:
        return sum(sum(process.cpu_times()[:2]) for process in self._family if process.is_running())
