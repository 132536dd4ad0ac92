"""The viewer on a real X display, worked with a German keyboard and a mouse, looked at from outside."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Thread
from time import monotonic
from typing import Any

import mss
import pytest

from tests.fakes.x_display import x_display

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(shutil.which("xdotool") is None, reason="xdotool is not installed"),
]

SIZE = (1280, 720)
PATIENCE = 15.0
ROOT = Path(__file__).parents[2]
BLUE = (30, 90, 160)
"""The colour of the invented customer's screen, see `viewer_doors.frame`."""
EXACT = 3
"""One rounding on the way to YUV and one back."""
DRAWING = pytest.mark.parametrize("drawing", ["processor", "graphics-card"])
"""Here Mesa's llvmpipe plays the card: slow, and right."""
ALT_GR, SHIFT, CONTROL, ALT, SPACE = 108, 50, 37, 64, 65
"""Key codes of a PC keyboard, which do not depend on the layout."""


class Program:
    """The viewer in its process, and the person before it."""

    def __init__(self, process: subprocess.Popen[str], display: str) -> None:
        self._process = process
        self._display = display
        self.heard: list[list[Any]] = []
        self._lines: Queue[str] = Queue()
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def until(self, holds: Callable[[list[Any]], bool]) -> list[Any]:
        """Listens until the program says that, and gives it. Fails for a warning of Qt's."""
        while True:
            line = self._lines.get(timeout=PATIENCE)
            assert line, self.heard
            said = json.loads(line)
            self.heard.append(said)
            assert said[0] != "qt", said
            if holds(said):
                return said

    def step(self, step: str, pause: str | None = None) -> None:
        self.until(lambda said: said == ["step", step, pause])

    def tell(self, *words: Any) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()

    def does(self, *words: str | int) -> None:
        """Mouse and keyboard, with xdotool."""
        command = ["xdotool", *map(str, words)]
        subprocess.run(command, check=True, env=os.environ | {"DISPLAY": self._display}, timeout=PATIENCE)

    @contextmanager
    def busy(self) -> Iterator[None]:
        """The program does nothing meanwhile."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def typed(self, length: int) -> str:
        """The next so many characters that arrive as text."""
        text = ""
        while len(text) < length:
            text += self.until(lambda said: said[:2] == ["input", "type-text"])[2]["text"]
        return text

    def inputs(self, last: list[Any]) -> list[list[Any]]:
        """Everything up to and including that input, without moves."""
        before = len(self.heard)
        self.until(lambda said: said == ["input", *last])
        return [said[1:] for said in self.heard[before:] if said[0] == "input" and said[1] != "pointer-move"]

    def shows(self, colour: tuple[int, ...], *places: tuple[int, int], not_: bool = False) -> None:
        """Looks until all these pixels have that colour, or none has."""
        deadline = monotonic() + PATIENCE
        with mss.MSS(display=self._display) as screen:
            while True:
                grabbed = screen.grab({"left": 0, "top": 0, "width": SIZE[0], "height": SIZE[1]})
                if all(alike(grabbed.pixel(*place), colour) is not not_ for place in places):
                    return
                assert monotonic() < deadline, [grabbed.pixel(*place) for place in places]


@contextmanager
def viewer(
    *grants: str, full_screen: bool = True, size: tuple[int, int] = SIZE, language: str = "de", drawing: str = "auto"
) -> Iterator[Program]:
    settings = {"language": language, "full_screen": full_screen, "drawing": drawing}
    given = {"settings": settings, "size": size, "grants": grants}
    with x_display(size=f"{SIZE[0]}x{SIZE[1]}x24") as display:
        subprocess.run(["setxkbmap", "-display", display, "de"], check=True, timeout=PATIENCE)
        environment = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8"}
        environment |= {"PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.end_to_end.viewer_program", json.dumps(given)]
        with subprocess.Popen(
            command, env=environment, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            try:
                yield Program(process, display)
                assert process.stdin
                process.stdin.close()
                assert process.wait(PATIENCE) == 0
            finally:
                process.kill()


def alike(seen: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= EXACT for a, b in zip(seen, wanted, strict=True))


def test_a_german_keyboard_types_its_characters_whatever_the_customer_s_layout_is() -> None:
    with viewer("control") as program:
        program.until(lambda said: said == ["keyboard", True])
        for key in (24, 20, 16, 19, 26, 35):  # AltGr with q ß 7 0 e +
            program.does("keydown", ALT_GR, "key", key, "keyup", ALT_GR)
        assert program.typed(6) == "@\\{}€~"
        program.does("key", 49, "key", SPACE, "key", 48, "key", 20)  # the dead ^ and a space, ä, ß
        assert program.typed(3) == "^äß"
        program.does("key", 49, "key", 38, "key", 21, "key", 26)  # composed: â, é
        assert program.typed(2) == "âé"
        program.does("keydown", SHIFT, "key", 48, "key", 29, "keyup", SHIFT)
        assert program.typed(2) == "ÄZ"
        assert {said[1] for said in program.heard if said[0] == "input"} <= {
            "safety-commit",
            "safety-reveal",
            "safety-code-typed",
            "type-text",
        }


def test_a_viewer_that_is_busy_for_a_moment_keeps_the_order_of_what_is_typed() -> None:
    with viewer("control") as program:
        program.until(lambda said: said == ["keyboard", True])
        with program.busy():
            program.does("keydown", ALT_GR, "key", 35, "keyup", ALT_GR)
            program.does("key", SPACE, "key", 49, "key", SPACE, "key", 48, "key", 49, "key", 38)
        assert program.typed(5) == "~ ^äâ"


def test_every_key_goes_to_the_customer_until_the_host_key_combination() -> None:
    with viewer("control") as program:
        program.until(lambda said: said == ["keyboard", True])
        program.does("keydown", CONTROL, "key", 54, "keyup", CONTROL, "key", 36)  # Ctrl+C, Enter
        assert program.inputs(["key-up", {"key": "Enter"}]) == [
            ["key-down", {"key": "Control"}],
            ["key-down", {"key": "c"}],
            ["key-up", {"key": "c"}],
            ["key-up", {"key": "Control"}],
            ["key-down", {"key": "Enter"}],
            ["key-up", {"key": "Enter"}],
        ]
        program.does("keydown", ALT, "key", 23, "keyup", ALT)  # Alt+Tab
        program.until(lambda said: said == ["input", "key-up", {"key": "Alt"}])
        program.does("keydown", CONTROL, "keydown", ALT, "key", 110, "keyup", ALT, "keyup", CONTROL)
        program.until(lambda said: said == ["keyboard", False])
        program.does("key", 38, "mousemove", 400, 300, "click", 1, "key", 39)
        program.until(lambda said: said == ["keyboard", True])
        assert program.typed(1) == "s"


@DRAWING
def test_the_picture_lies_pixel_for_pixel_at_the_upper_left_corner_and_so_does_the_mouse(drawing: str) -> None:
    with viewer("control", drawing=drawing) as program:
        program.until(lambda said: said == ["keyboard", True])
        right, bottom = SIZE[0] - 1, SIZE[1] - 1
        program.shows(BLUE, (0, 0), (right, 0), (640, 360), (0, bottom), (right, bottom))
        program.does("mousemove", 17, 333)
        program.until(lambda said: said == ["input", "pointer-move", {"x": 17, "y": 333}])
        program.does("mousedown", 1, "mousemove", 401, 402, "mouseup", 1, "click", 5, "mousemove", 500, 500, "click", 3)
        assert program.inputs(["pointer-up", {"button": 2, "x": 500, "y": 500}]) == [
            ["pointer-down", {"button": 0, "x": 17, "y": 333}],
            ["pointer-up", {"button": 0, "x": 401, "y": 402}],
            ["wheel", {"delta_x": 0, "delta_y": 1}],
            ["pointer-down", {"button": 2, "x": 500, "y": 500}],
            ["pointer-up", {"button": 2, "x": 500, "y": 500}],
        ]


@DRAWING
@pytest.mark.promise("P18")
def test_when_the_recording_stops_the_picture_goes_and_comes_back_with_it(drawing: str) -> None:
    with viewer("control", drawing=drawing) as program:
        program.until(lambda said: said == ["keyboard", True])
        program.shows(BLUE, (900, 500))
        program.tell("gate", "not-recorded")
        program.until(lambda said: said == ["keyboard", False])
        program.shows(BLUE, (900, 500), not_=True)
        program.does("mousemove", 300, 300, "click", 1, "key", 38)
        program.tell("gate", None)
        program.until(lambda said: said == ["keyboard", True])
        program.does("key", 39)
        assert program.inputs(["type-text", {"text": "s"}])[-1:] == [["type-text", {"text": "s"}]]
        assert ["input", "type-text", {"text": "a"}] not in program.heard


@pytest.mark.promise("P03")
def test_with_view_only_nothing_leaves_the_viewer_until_control_is_given() -> None:
    with viewer() as program:
        program.step("viewing")
        program.does("mousemove", 300, 300, "click", 1, "key", 38, "click", 4)
        program.tell("grants", ["view", "control"])
        program.until(lambda said: said == ["keyboard", True])
        program.does("key", 39)
        assert program.typed(1) == "s"
        assert [said[1] for said in program.heard if said[0] == "input" and not said[1].startswith("safety")] == [
            "type-text"
        ]


@DRAWING
def test_a_larger_screen_is_fitted_into_the_window_and_the_mouse_is_where_it_seems(drawing: str) -> None:
    with viewer("control", full_screen=False, size=(2560, 1440), drawing=drawing) as program:
        program.until(lambda said: said == ["keyboard", True])
        program.does("mousemove", 590, 380)
        place = program.until(lambda said: said[:2] == ["input", "pointer-move"])[2]
        assert abs(place["x"] - 1280) < 40, place
        program.shows(BLUE, (590, 380))
