"""The real doors to mouse and keyboard, on a real X server, into a real text field."""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from Xlib import XK, X, display
from Xlib.ext import xtest

from bench.removal import seen
from customer_client.injection import Pause
from customer_client.injection.borrowed import SETTLES
from customer_client.injection.echoes import Echoes
from customer_client.injection.held import Held
from customer_client.injection.strokes import carry_out
from customer_client.injection.x11 import XKeyboard, XPointer
from customer_client.injection.x11_letting_go import let_go_everything_on
from customer_client.injection.x11_listening import XListening
from protocol.problems import MessageRefused, ScreenGone
from tests.fakes import entry_program
from tests.fakes.input_doors import FakeHand
from tests.fakes.x_display import x_display

pytestmark = pytest.mark.end_to_end
HARD = "@ \\ { } [ ] | € ~ ^ ` ´ ä ß Ö é ñ § ° µ œ ł Ж 漢"


class Field:
    """A text field in a program of its own; `typed` gives what is in it after Enter."""

    def __init__(self, name: str) -> None:
        self._program = subprocess.Popen(
            [sys.executable, Path(entry_program.__file__)],
            env={"DISPLAY": name, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            stdout=subprocess.PIPE,
            text=True,
        )
        self._said: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self.wait_for("focus")

    def _read(self) -> None:
        assert self._program.stdout
        for line in self._program.stdout:
            self._said.put(json.loads(line))

    def wait_for(self, *said: object) -> list[str]:
        while True:
            line = self._said.get(timeout=10)
            if line[: len(said)] == list(said):
                return line

    def typed(self, keyboard: XKeyboard) -> str:
        keyboard.press("Enter")
        keyboard.release("Enter")
        return self.wait_for("typed")[1]

    def close(self) -> None:
        self._program.terminate()
        self._program.wait(10)
        self._reader.join()
        assert self._program.stdout
        self._program.stdout.close()


@pytest.fixture(scope="module")
def name() -> Iterator[str]:
    with x_display() as name:
        yield name


@pytest.fixture
def field(name: str) -> Iterator[Field]:
    field = Field(name)
    yield field
    field.close()


@pytest.fixture
def echoes() -> Echoes:
    return Echoes(time.monotonic)


@pytest.fixture
def keyboard(name: str, echoes: Echoes) -> Iterator[XKeyboard]:
    keyboard = XKeyboard(name, echoes, time.monotonic)
    yield keyboard
    keyboard.close()


def use_layout(name: str, *layout: str) -> None:
    subprocess.run(["setxkbmap", "-display", name, *layout], check=True)


def types(keyboard: XKeyboard, text: str) -> None:
    """As the hands do: what needs a moment is typed after it."""
    while pause := keyboard.type_text(text):
        text = text[pause.typed :]
        threading.Event().wait(pause.seconds)


@pytest.mark.promise("P15")
def test_what_a_killed_program_held_and_borrowed_is_given_back(name: str, echoes: Echoes) -> None:
    use_layout(name, "us")
    before = seen.keyboard(name)
    killed, pointer = XKeyboard(name, echoes, time.monotonic), XPointer(name, echoes)
    spare = killed.spare()
    types(killed, "äß")
    killed.press("Shift")
    pointer.press(0)
    killed._display.sync()
    assert len(seen.changes(before, seen.keyboard(name))) == 4, "keys, buttons, and two keys that were borrowed"
    let_go_everything_on(name, spare)
    assert seen.keyboard(name) == before
    killed.close()
    pointer.close()


def test_a_keyboard_never_waits_by_itself(name: str, echoes: Echoes) -> None:
    use_layout(name, "us")
    keyboard = XKeyboard(name, echoes, lambda: 0.0)

    assert keyboard.type_text("漢字") == Pause(1, SETTLES)
    assert keyboard.press("ж") == Pause(0, SETTLES)
    keyboard.close()


@pytest.mark.parametrize("layout", [["us"], ["de"], ["fr"], ["de", "-variant", "nodeadkeys"], ["us,ru"]], ids="-".join)
def test_text_comes_out_right_whatever_the_layout_is(
    name: str, field: Field, keyboard: XKeyboard, layout: list[str]
) -> None:
    use_layout(name, *layout)
    types(keyboard, HARD)

    assert field.typed(keyboard) == HARD


def test_fast_typing_keeps_its_order(field: Field, keyboard: XKeyboard, name: str) -> None:
    use_layout(name, "de")
    text = "Größe: 100 € @ {a[b]\\c} ~/x^2 |ÄÖÜ| Straße 7; q@w.de! " * 5
    for start in range(0, len(text), 3):
        types(keyboard, text[start : start + 3])

    assert field.typed(keyboard) == text


def test_more_strange_characters_than_there_are_unused_keys(field: Field, keyboard: XKeyboard, name: str) -> None:
    use_layout(name, "us")
    text = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 90))
    types(keyboard, text)

    assert field.typed(keyboard) == text


def test_caps_lock_does_not_turn_the_text_round(field: Field, keyboard: XKeyboard, name: str) -> None:
    use_layout(name, "de")
    customers = display.Display(name)
    tap(customers, "Caps_Lock")
    try:
        types(keyboard, "aB ß éÉ@1!")
        assert field.typed(keyboard) == "aB ß éÉ@1!"
    finally:
        tap(customers, "Caps_Lock")
        customers.close()


def test_a_shortcut_reaches_the_program(field: Field, keyboard: XKeyboard, name: str) -> None:
    use_layout(name, "de")
    types(keyboard, "abc")
    keyboard.press("Control")
    keyboard.press("/")
    keyboard.release("/")
    keyboard.release("Control")
    keyboard.press("Home")
    keyboard.release("Home")
    types(keyboard, "x")

    assert field.typed(keyboard) == "xabc"


def test_borrowed_keys_are_given_back(name: str, echoes: Echoes) -> None:
    use_layout(name, "us")
    customers = display.Display(name)
    before = [tuple(row) for row in customers.get_keyboard_mapping(8, 248)]
    keyboard = XKeyboard(name, echoes, time.monotonic)
    types(keyboard, "漢字ß€")
    keyboard.close()

    after = [tuple(row) for row in customers.get_keyboard_mapping(8, 248)]
    assert [row for row in after if any(row)] == [row for row in before if any(row)]
    customers.close()


def test_a_key_that_is_not_on_the_list_is_refused(keyboard: XKeyboard) -> None:
    with pytest.raises(MessageRefused):
        keyboard.press("Pause")


def test_the_pointer_moves_presses_and_scrolls(name: str, field: Field, echoes: Echoes) -> None:
    pointer = XPointer(name, echoes)
    pointer.move(50, 50)
    for button, number in ((0, 1), (1, 2), (2, 3), (3, 8)):
        pointer.press(button)
        pointer.release(button)
        field.wait_for("button", number)
    pointer.wheel(0, 1)
    field.wait_for("button", 5)
    pointer.wheel(0, -1)
    field.wait_for("button", 4)
    looker = display.Display(name)
    place = looker.screen().root.query_pointer()
    assert (place.root_x, place.root_y) == (50, 50)
    looker.close()
    pointer.close()


# The customer's own input


class Heard:
    def __init__(self) -> None:
        self.used: queue.SimpleQueue[bool] = queue.SimpleQueue()
        self.panic: queue.SimpleQueue[bool] = queue.SimpleQueue()


@pytest.fixture
def heard(name: str, echoes: Echoes) -> Iterator[Heard]:
    heard = Heard()
    listening = XListening(name, echoes, time.monotonic)
    listening.start(lambda: heard.used.put(True), lambda: heard.panic.put(True))
    yield heard
    listening.stop()


def tap(customers: display.Display, keysym: str) -> None:
    """The customer's keyboard: XTEST as well, but not through our doors."""
    keycode = customers.keysym_to_keycode(XK.string_to_keysym(keysym))
    xtest.fake_input(customers, X.KeyPress, keycode)
    xtest.fake_input(customers, X.KeyRelease, keycode)
    customers.sync()


def test_the_customers_own_mouse_and_keys_are_noticed(name: str, heard: Heard) -> None:
    customers = display.Display(name)
    xtest.fake_input(customers, X.MotionNotify, x=321, y=123)
    customers.sync()
    assert heard.used.get(timeout=5)
    time_goes_by = time.monotonic() + 0.06
    while time.monotonic() < time_goes_by:
        pass
    tap(customers, "a")
    assert heard.used.get(timeout=5)
    customers.close()


def test_what_we_inject_is_not_the_customers(
    name: str, heard: Heard, keyboard: XKeyboard, echoes: Echoes, field: Field
) -> None:
    pointer = XPointer(name, echoes)
    for step in range(200):
        pointer.move(100 + step, 50 + step % 7)
    pointer.move(50, 50)
    pointer.press(0)
    pointer.release(0)
    pointer.wheel(1, -2)
    types(keyboard, HARD)
    keyboard.press("Shift")
    keyboard.release("Shift")
    field.typed(keyboard)
    customers = display.Display(name)
    tap(customers, "Pause")

    assert heard.panic.get(timeout=5)
    assert heard.used.qsize() <= 1
    customers.close()
    pointer.close()


def test_a_held_key_that_repeats_is_still_ours(keyboard: XKeyboard, heard: Heard, field: Field) -> None:
    keyboard.press("x")
    for _ in range(4):
        field.wait_for("key", "x")
    keyboard.release("x")
    field.typed(keyboard)

    assert heard.used.empty()


def test_the_panic_key_works_while_the_agent_floods_the_mouse(name: str, heard: Heard, echoes: Echoes) -> None:
    pointer = XPointer(name, echoes)
    stop = threading.Event()

    def flood() -> None:
        step = 0
        while not stop.is_set():
            step += 1
            pointer.move(step % 700, step % 500)
            stop.wait(0.001)

    agent = threading.Thread(target=flood)
    agent.start()
    customers = display.Display(name)
    for _ in range(3):
        tap(customers, "Escape")

    assert heard.panic.get(timeout=5)
    stop.set()
    agent.join()
    customers.close()
    pointer.close()


def test_an_agents_escape_is_not_the_panic_key(heard: Heard, keyboard: XKeyboard, field: Field) -> None:
    for _ in range(5):
        keyboard.press("Escape")
        keyboard.release("Escape")
    field.typed(keyboard)

    assert heard.panic.empty()


def test_the_panic_key_works_right_after_the_agent_pressed_it_too(
    name: str, heard: Heard, keyboard: XKeyboard, field: Field
) -> None:
    for stroke in Held().press_key("Escape"):
        carry_out(stroke, keyboard, FakeHand())
    customers = display.Display(name)
    for _ in range(3):
        tap(customers, "Escape")

    assert heard.panic.get(timeout=5)
    field.typed(keyboard)
    customers.close()


def test_listening_stops(name: str, echoes: Echoes) -> None:
    listening = XListening(name, echoes, time.monotonic)
    listening.start(lambda: None, lambda: None)
    listening.stop()
    listening.stop()
    assert not [thread for thread in threading.enumerate() if thread.name == "local input"]


def test_a_display_that_vanishes_is_gone() -> None:
    with x_display() as name:
        keyboard = XKeyboard(name, Echoes(time.monotonic), time.monotonic)
    with pytest.raises(ScreenGone):
        types(keyboard, "a")
    keyboard.close()


# The doors of Windows and macOS, as far as X11 can show them. pynput connects when it is imported, and closes its
# connections when it is collected: it gets a program of its own.

PYNPUT = """
import threading, time
from customer_client.injection.pynput_doors import PynputKeyboard, PynputListening, PynputPointer
from protocol.problems import MessageRefused

keyboard, pointer = PynputKeyboard(), PynputPointer()
keyboard.type_text("abc")
pointer.move(50, 50)
pointer.press(0)
pointer.release(0)
pointer.wheel(0, 1)
for refused in (lambda: keyboard.press("Pause"), lambda: keyboard.press("CapsLock"), lambda: pointer.press(7)):
    try:
        refused()
    except MessageRefused:
        continue
    raise SystemExit("not refused")
panic = threading.Event()
listening = PynputListening(time.monotonic)
listening.start(lambda: None, panic.set)
for listener in listening._listeners:
    listener.wait()
print("listening", flush=True)
assert panic.wait(10)
keyboard.press("Enter")
keyboard.release("Enter")
listening.stop()
print("heard", flush=True)
"""


def test_pynputs_doors_type_press_and_listen(name: str, field: Field) -> None:
    use_layout(name, "us")
    program = subprocess.Popen(
        [sys.executable, "-c", PYNPUT], env={**os.environ, "DISPLAY": name}, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout
    assert program.stdout.readline() == "listening\n"
    field.wait_for("button", 1)
    field.wait_for("button", 5)
    customers = display.Display(name)
    tap(customers, "Pause")
    assert program.stdout.readline() == "heard\n"
    field.wait_for("typed", "abc")
    program.stdout.close()
    program.kill()
    program.wait(10)
    customers.close()
